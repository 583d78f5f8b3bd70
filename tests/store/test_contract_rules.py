"""Rules, waivers and the term book as they come back after a restart, with who and when."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from coding.page.change import ChangeSource
from coding.page.edits import set_field, set_row
from coding.page.waiver import Waiver
from coding.store.store import Fired, Verdict
from coding.suggest.term_book import TermPair
from db.shared.seat import ALONE
from tests.db.conftest import make_page, make_reading

AT = datetime(2026, 7, 1, 9)


def verdict(*fired):
    return Verdict("error", 1, 0, 0, 0, "grouped", "HC29", 1.0, None, 99.0, "0123456789ab", fired)


def test_edits_of_rules_come_back_with_who_when_and_why(opened, store, clock):
    officer = opened("质控员")
    made, moments = clock.during(lambda: officer.edit_rules([("A", {"on": "0"}), ("B", None)], "试行"))
    assert [(e.rule, e.columns, e.author, e.note) for e in made] == [
        ("A", {"on": "0"}, "质控员", "试行"),
        ("B", None, "质控员", "试行"),
    ]
    assert made[0].at == made[1].at
    assert made[0].at in moments
    assert made[0].id < made[1].id
    assert opened().rule_edits() == made


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver("A", "理由", "甲", AT),
        Waiver("A", "理由", "甲", AT, expires=date(2026, 12, 31)),
        Waiver("A", "理由", "甲", AT, dept="0305"),
        Waiver("A", "理由", "甲", AT, field="op_code", value="51.2300"),
        Waiver("A", "理由", "甲", AT, field="op_code", value=""),
    ],
)
def test_a_waiver_comes_back_as_it_was_given(opened, store, clock, waiver):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    officer = opened("质控员")
    kept, moments = clock.during(lambda: officer.add_waiver(waiver, page_id))
    assert kept.waiver.at in moments, "who gives it and when is not the waiver's to say"
    given = replace(waiver, author="质控员", at=kept.waiver.at)
    assert (kept.waiver, kept.page_id, kept.ended_by, kept.ended_at) == (given, page_id, "", None)
    other = opened("医保办")
    assert other.waivers() == [kept]
    _, moments = clock.during(lambda: other.end_waiver(kept.id))
    (ended,) = store.waivers()
    assert (ended.waiver, ended.ended_by) == (given, "医保办")
    assert ended.ended_at in moments
    store.end_waiver(kept.id)
    assert store.waivers() == [ended]


def test_waivers_are_listed_oldest_first(store):
    kept = [store.add_waiver(Waiver(rule, "理由", "甲", AT)) for rule in "CAB"]
    assert store.waivers() == kept


def test_pages_of_a_rule_are_listed_newest_discharge_first(store):
    pages = [make_page(str(n), discharge_datetime=f"2024-03-{day}") for n, day in enumerate((10, 12, 11))]
    one, two, three = store.import_reading(make_reading(*pages)).added
    store.keep_verdicts([(i, verdict(("A", 1, 0))) for i in (one, two, three)])
    assert list(store.pages_with("A")) == [two, three, one]
    assert list(store.pages_with("B")) == []


def test_the_last_verdict_of_a_page_counts(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    store.keep_verdicts([(page_id, verdict(("A", 1, 0))), (page_id, verdict(("A", 3, 2), ("B", 1, 0)))])
    assert store.fired() == {"A": Fired(1, 3, 2), "B": Fired(1, 1, 0)}


# -- the term book


PAIR = TermPair("老毛病", ("脑梗死", "高血压"), "I63.900", "dx", count=3)


def test_a_term_comes_back_with_both_moments_and_whoever_judged_it(opened, store, clock):
    _, first = clock.during(lambda: store.add_terms([PAIR], "import"))
    (term,) = opened().terms()
    assert (term.pair.raw, term.pair.std, term.pair.code, term.pair.kind) == (
        "老毛病", ("脑梗死", "高血压"), "I63.900", "dx",
    )  # fmt: skip
    assert (term.pair.count, term.pair.approved, term.state, term.origin, term.author) == (
        3,
        False,
        "learned",
        "import",
        ALONE,
    )
    assert term.first in first
    assert (term.last, term.judged_by, term.judged_at) == (term.first, "", None)
    officer = opened("质控员")
    _, moments = clock.during(lambda: officer.judge_terms([term.id], "approved"))
    (judged,) = store.terms()
    assert (judged.pair.approved, judged.state, judged.judged_by) == (True, "approved", "质控员")
    assert judged.judged_at in moments
    _, moments = clock.during(lambda: officer.add_terms([PAIR]))
    (again,) = store.terms()
    assert (again.pair.count, again.author, again.first) == (6, ALONE, term.first)
    assert again.last in moments
    assert again.state == "approved"


def test_whoever_approves_what_comes_in_has_judged_it(opened, clock):
    officer = opened("质控员")
    _, moments = clock.during(lambda: officer.add_terms([PAIR], "import", approve=True))
    (term,) = officer.terms()
    assert (term.state, term.judged_by, term.pair.approved) == ("approved", "质控员", True)
    assert term.judged_at in moments


def test_a_pair_that_nobody_counted_was_used_once_but_a_standardised_one_not_yet(store):
    for origin, times in (("use", 1), ("import", 1), ("standardised", 0)):
        store.add_terms([TermPair(f"词{origin}", ("名",), "I10.x00", "dx")], origin)
        assert {t.pair.count for t in store.terms() if t.origin == origin} == {times}


def test_what_was_used_last_comes_first(store):
    for word in ("甲词", "乙词", "丙词"):
        store.add_terms([TermPair(word, ("名",), "I10.x00", "dx")])
    store.add_terms([TermPair("甲词", ("名",), "I10.x00", "dx")])
    assert [t.pair.raw for t in store.terms()] == ["甲词", "丙词", "乙词"]
    store.remove_terms([store.terms()[1].id, 99])
    assert [t.pair.raw for t in store.terms()] == ["甲词", "乙词"]


def test_words_without_a_sign_or_without_a_name_are_no_term(store):
    store.add_terms([TermPair("", ("名",), "I10.x00", "dx"), TermPair("词", (), "I10.x00", "dx")])
    assert store.terms() == []


def test_a_term_is_learned_approved_or_refused(store):
    store.add_terms([PAIR])
    (term,) = store.terms()
    for state in ("refused", "approved", "learned"):
        store.judge_terms([term.id, 99], state)
        assert store.terms()[0].state == state
    with pytest.raises(ValueError, match="forgotten"):
        store.judge_terms([term.id], "forgotten")
    assert store.terms()[0].state == "learned"


def accept(store, page_id, row, name="脑梗死", code="I63.900"):
    page = store.page(page_id)
    change = set_row(page, "diagnosis", row, {"code": code, "name": name}, source=ChangeSource.SUGGESTION)
    return store.append(page_id, change).entry


def test_taking_back_one_of_two_uses_leaves_the_other(store):
    one, two = store.import_reading(make_reading(make_page("1"), make_page("2"))).added
    first = accept(store, one, 0)
    accept(store, two, 0)
    assert [t.pair.count for t in store.terms()] == [2]
    store.append(one, first.change.inverse(), undoes=first.id)
    assert [t.pair.count for t in store.terms()] == [1]


def test_taking_back_what_taught_nothing_forgets_nothing(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    accept(store, page_id, 0)
    typed = store.append(page_id, set_field(store.page(page_id), "sex", "2")).entry
    store.append(page_id, typed.change.inverse(), undoes=typed.id)
    assert [t.pair.count for t in store.terms()] == [1]
