"""Compliance as rules: answers from the list alone, both ways alike, each list of rules that there are."""

import pytest

from coding.base.resources import resource_table
from coding.page.finding import Dimension, Finding, Place, Severity, Strength
from coding.review.compliance import (
    Way,
    answer_refusal,
    compliance_lists,
    suspected_answered,
    suspected_answers,
    wants_answer,
)
from coding.review.denials import cause_counts, cause_of, denial_causes, denials_of
from coding.review.grading import SampleVerdict, error_classes, training_topics
from coding.rules.local import embedded_rows
from tests.review.test_month_life import journal


def finding(rule="FP-DRG-901", strength=Strength.SUSPECTED, violation="高套"):
    return Finding(
        rule,
        Dimension.DRG,
        Severity.WARNING,
        Place("other_dx_code", 1),
        "问题",
        "",
        "",
        strength=strength,
        violation=violation,
    )


def test_the_answers_are_the_four_of_the_list():
    assert [one.label for one in suspected_answers().values()] == ["属实已改", "原值正确", "上传不全", "其他"]


@pytest.mark.parametrize(
    ("answer", "words", "is_fine"),
    [
        ("changed", "", True),
        ("correct", "", False),
        ("correct", "病程 10-07 有记录", True),
        ("other", " ", False),
        ("nonsense", "x", False),
    ],
)
def test_who_says_the_value_is_right_says_why(answer, words, is_fine):
    assert (answer_refusal(answer, words) == "") is is_fine


def test_raising_and_lowering_both_want_an_answer_and_what_is_clear_wants_none():
    assert wants_answer(finding())
    assert wants_answer(finding("FP-DRG-021", violation=""))
    assert not wants_answer(finding(strength=Strength.CLEAR))
    assert not wants_answer(finding("FP-COM-001", violation=""))


def test_the_lists_look_both_ways_and_name_rules_that_there_are():
    assert {one.way for one in compliance_lists()} == set(Way)
    named = [rule for one in compliance_lists() for rule in one.rules]
    assert set(named) <= set(embedded_rows())
    assert len(named) == len(set(named))


def test_every_rule_that_speaks_of_a_violation_stands_on_a_list():
    named = {rule for one in compliance_lists() for rule in one.rules}
    assert {rule_id for rule_id, row in embedded_rows().items() if row["violation"]} <= named


def test_causes_name_rules_that_there_are():
    assert {rule for one in denial_causes().values() for rule in one.rules} <= set(embedded_rows())


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("疑似高套病组", "upcoded"),
        ("主要诊断选择错误", "principal"),
        ("重复收费 2 次", "charges"),
        ("15日内再次入院", "split_stay"),
        ("系统扣减", ""),
    ],
)
def test_a_cause_is_told_by_the_insurers_words_or_by_nobody(words, cause):
    assert cause_of(words) == cause


def said(cause, amount="10.50"):
    return {
        "source": "negative",
        "case_no": "1",
        "discharged": "2026-10-05",
        "item": "",
        "words": "w",
        "cause": cause,
        "file": "f",
        "why": "",
        "amount": amount,
    }


def denial(number, page, **told):
    (entry,) = journal(("denial", told))
    return type(entry)(number, "2026-10", entry.kind, "negative:a:1", page, told, 3, "王", entry.at)


def test_a_later_word_on_an_item_is_by_hand_and_keeps_what_came():
    entries = [
        denial(1, 7, **said("upcoded")),
        denial(2, 7, cause="record", rule="FP-DRG-017"),
        denial(3, 7, appeal="已申诉"),
    ]
    (item,) = denials_of(entries)
    assert (item.cause, item.rules, item.by_hand, item.appeal) == ("record", ("FP-DRG-017",), True, "已申诉")
    assert str(item.amount) == "10.50"
    assert not denials_of(entries[:1])[0].by_hand
    assert not denials_of([entries[0], entries[2]])[0].by_hand


def test_an_amount_that_is_hidden_is_none_and_never_nought():
    hidden = said("upcoded")
    del hidden["amount"]
    (item,) = denials_of([denial(1, 7, **hidden)])
    assert item.amount is None
    assert cause_counts([item], [], {})[0].amount is None


def test_a_cause_without_a_rule_has_no_count_of_pages():
    (item,) = denials_of([denial(1, 7, **said("charges"))])
    (count,) = cause_counts([item], [item], {})
    assert (count.items, count.items_next, count.found_then, count.found_next) == (1, 1, None, None)


def test_the_last_answer_to_a_finding_counts():
    told = {"rule": "FP-DRG-901", "field": "other_dx_code", "index": 1, "violation": "高套"}
    entries = journal(
        ("suspected", {**told, "answer": "correct", "words": "有记录"}), ("suspected", {**told, "answer": "changed"})
    )
    assert suspected_answered(entries) == {}  # of no page
    of_page = [type(e)(e.id, e.month, e.kind, e.subject, 5, e.said, e.who, e.name, e.at) for e in entries]
    (answer,) = suspected_answered(of_page).values()
    assert answer.label == "属实已改"


def verdict(page, *errors):
    return SampleVerdict(page, False, None, True, "丙", 3, "I21.9", errors)


def test_training_is_about_the_classes_with_most_pages_first():
    topics = training_topics(
        [verdict(1, "principal_code"), verdict(2, "principal_choice"), verdict(3, "principal_choice")]
    )
    assert [(one.error, one.pages) for one in topics] == [("principal_choice", 2), ("principal_code", 1)]
    assert all(one.topic and one.clause for one in topics)


def test_every_class_of_error_has_a_topic():
    assert {row["class"] for row in resource_table("people/training_topics.csv", "class")} == set(error_classes())
