"""The loss list as pure rules: who is on it, where it goes, what may be said, and that nothing said is lost."""

from collections import namedtuple
from datetime import datetime

import pytest

from coding.base.errors import UnusableInputError
from coding.indicators.page_facts import PageFacts
from coding.review.losses import (
    counted_reasons,
    course_of,
    courses,
    first_step,
    loss_reasons,
    loss_steps,
    losses_of,
    reason_label,
    require_word,
    said_of,
    unknown_losses,
)

Entry = namedtuple("Entry", "page_id said name at")
NOON = datetime(2026, 11, 5, 12)


def fact(number, cost, payment, **more):
    discharged = f"2026-10-{number:02}T10:00:00"
    return number, PageFacts(f"B{number}", discharged, ward="普外科", cost=cost, payment=payment, **more)


def said(step, reason="", words="", page=1, *, back=False):
    return Entry(page, said_of(step, reason, words, "李医师", "普外科", back=back), "医保办甲", NOON)


def test_the_list_goes_from_the_team_by_group_and_insurance_office_to_the_director():
    assert [step.label for step in loss_steps().values()] == ["医疗组", "病组专管员", "医保办", "科主任"]
    steps = list(loss_steps().values())
    assert [step.next for step in steps] == [*(step.id for step in steps[1:]), ""]


def test_a_stay_is_on_the_list_from_the_first_fen_that_it_loses():
    stays = losses_of([fact(1, 10_001, 10_000), fact(2, 10_000, 10_000), fact(3, 9_000, 10_000)])
    assert [(stay.page_id, stay.loss) for stay in stays] == [(1, 1)]
    assert losses_of([fact(1, 10_001, 10_000)], least=2) == ()


def test_a_stay_of_unknown_cost_or_payment_is_not_judged_and_never_no_loss():
    facts = [fact(1, None, 5), fact(2, 5, None), fact(3, 9, 5)]
    assert unknown_losses(facts) == 2
    assert [stay.page_id for stay in losses_of(facts)] == [3]


def test_whoever_has_spoken_hands_it_on_until_all_have():
    entries = []
    for step in loss_steps().values():
        assert course_of(1, courses(entries)).at == step.id
        entries.append(said(step.id, "severe", "已核对"))
    course = course_of(1, courses(entries))
    assert course.at == ""
    assert [word.step for word in course.words] == list(loss_steps())


def test_what_is_sent_back_waits_at_the_station_before_and_nothing_said_is_lost():
    entries = [said("team", "drugs"), said("group", words="请写明用药指征", back=True)]
    course = course_of(1, courses(entries))
    assert course.at == "team"
    assert course.last["team"].reason == "drugs"
    assert [word.words for word in course.words] == ["", "请写明用药指征"]


def test_the_reason_of_the_latest_station_counts_whichever_way_it_moves_the_weight():
    entries = [said("team", "severe"), said("group", "overcoded"), said("insurance", "standard")]
    assert course_of(1, courses(entries[:1])).reason == "severe"
    assert course_of(1, courses(entries[:2])).reason == "overcoded"
    assert course_of(1, courses(entries)).reason == "standard"
    # a station that speaks again takes nothing from those behind it
    assert course_of(1, courses([*entries, said("team", "drugs")])).reason == "standard"


def test_a_station_does_not_speak_before_its_turn_but_may_speak_again():
    start = course_of(1, {})
    with pytest.raises(UnusableInputError, match="还没有传到病组专管员，现在在医疗组"):
        require_word(start, "group", "severe", "")
    require_word(start, "team", "severe", "")
    later = course_of(1, courses([said("team", "severe")]))
    require_word(later, "team", "drugs", "")


@pytest.mark.parametrize(
    ("step", "reason", "words", "why"),
    [
        ("team", "", "", "选一个亏损原因"),
        ("team", "没有的原因", "", "选一个亏损原因"),
        ("team", "other", " ", "写明具体情况"),
        ("nobody", "severe", "", "没有“nobody”这一步"),
    ],
)
def test_what_may_not_be_said_is_refused_with_what_to_do(step, reason, words, why):
    with pytest.raises(UnusableInputError, match=why):
        require_word(course_of(1, {}), step, reason, words)


def test_sending_back_wants_words_and_a_station_before():
    with pytest.raises(UnusableInputError, match="没有可以退回"):
        require_word(course_of(1, {}), "team", "", "请核实", back=True)
    at_group = course_of(1, courses([said("team", "severe")]))
    with pytest.raises(UnusableInputError, match="写明请对方核实什么"):
        require_word(at_group, "group", "", "", back=True)
    require_word(at_group, "group", "", "请核实", back=True)


def test_the_director_says_what_the_ward_will_do():
    entries = [said(step, "severe") for step in ("team", "group", "insurance")]
    course = course_of(1, courses(entries))
    with pytest.raises(UnusableInputError, match="科主任"):
        require_word(course, "director", "", "")
    require_word(course, "director", "", "缩短术前住院日")


def test_reasons_are_counted_with_their_fen_and_those_without_one_stand_last():
    stays = losses_of([fact(1, 300, 100), fact(2, 300, 200), fact(3, 900, 100)])
    known = courses([said("team", "drugs", page=1), said("team", "drugs", page=2)])
    assert counted_reasons(stays, known) == (("drugs", 2, 300), ("", 1, 800))
    assert reason_label("") == "未填写"


def test_reasons_of_higher_and_of_lower_coding_stand_side_by_side():
    reasons = list(loss_reasons())
    assert reasons.index("overcoded") == reasons.index("undercoded") + 1


def test_an_entry_that_no_station_of_today_knows_is_passed_over():
    assert courses([said("former")]) == {}
    assert course_of(1, {}).at == first_step()
