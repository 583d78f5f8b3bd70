"""What is kept beside the months: the last word counts, teams follow one another, a question waits for its answer."""

from datetime import date
from decimal import Decimal

import pytest

from coding.review.month_records import (
    next_question,
    question_refusal,
    questions_of,
    risks_of,
    target_said,
    targets_in,
    targets_of,
    team_said,
    teams_of,
)
from coding.review.record_gaps import record_gaps
from tests.review.test_month_life import journal


def test_a_target_of_the_ward_and_year_goes_before_that_of_all():
    found = targets_of(
        journal(
            ("target", target_said("cmi", "", 0, Decimal(1))),
            ("target", target_said("cmi", "心内科", 2026, Decimal("1.2"))),
            ("target", target_said("cases", "", 2026, Decimal(9))),
            ("target", target_said("cases", "", 2026, None)),
            month="",
        )
    )
    assert found == {("cmi", "", 0): Decimal(1), ("cmi", "心内科", 2026): Decimal("1.2")}
    assert targets_in(found, "心内科", 2026) == {"cmi": Decimal("1.2")}
    assert targets_in(found, "普外科", 2026) == {"cmi": Decimal(1)}


def test_a_doctor_leaves_a_team_the_day_before_the_next_one_begins():
    june, august = date(2026, 6, 1), date(2026, 8, 1)
    spells = [
        ("张", "甲组", None, None),
        ("张", "乙组", june, None),
        ("李", "甲组", None, None),
        ("张", "", august, None),
    ]
    assert teams_of(journal(*(("team", team_said(one)) for one in spells), month="")) == (
        ("张", "甲组", None, date(2026, 5, 31)),
        ("张", "乙组", june, date(2026, 7, 31)),
        ("李", "甲组", None, None),
    )


def test_the_last_class_of_risk_of_a_group_counts():
    told = [
        ("risk", {"drg": "BB11", "risk": "high"}),
        ("risk", {"drg": "BB11", "risk": "low"}),
        ("risk", {"drg": "X", "risk": ""}),
    ]
    assert risks_of(journal(*told, month="")) == {"BB11": "low"}


def test_a_question_is_open_until_its_answer_comes():
    asked = {"asked": "2026-10-08", "whom": "市医保局", "text": "灰码可否结算", "about": "FP-DRG-032"}
    entries = journal(("question", asked), ("question", {"answer": "不可", "answered": "2026-10-20"}), month="")
    (one,) = questions_of(entries[:1])
    assert one.is_open
    assert one.days_open(date(2026, 10, 18)) == 10
    (answered,) = questions_of(entries)
    assert (answered.answer, answered.days_open(date(2027, 1, 1))) == ("不可", 12)
    assert next_question(questions_of(entries), date(2026, 11, 1)) == "2026-Q001"
    assert "写明" in question_refusal(" ")


def test_two_questions_asked_at_the_same_moment_are_two():
    both = questions_of(journal(("question", {"text": "甲"}), ("question", {"text": "乙"}), month=""))
    assert [one.text for one in both] == ["甲", "乙"]
    assert len({one.number for one in both}) == 2


@pytest.mark.parametrize(
    ("numbers", "runs"),
    [
        (["1001", "1003"], (("1002", "1002"),)),
        (["0998", "1001"], (("0999", "1000"),)),
        (["0998", "A12", "A14"], (("A13", "A13"),)),
        (["A008", "A011"], (("A009", "A010"),)),
        (["00000000000012", "00000000000014"], (("00000000000013", "00000000000013"),)),
        (["1001", "1030"], ()),
        (["A1001", "B1003", "无号"], ()),
        (["1001", "1001", "1002"], ()),
        ([], ()),
    ],
)
def test_gaps_are_found_in_rows_of_numbers_and_wide_ones_are_none(numbers, runs):
    assert record_gaps(numbers).runs == runs


def test_a_gap_between_two_numbers_of_other_months_is_not_of_this_one():
    assert record_gaps(["1001"], ["1002", "1005", "1007"]).runs == ()
    assert record_gaps(["1001"], ["1003", "1005"]).runs == (("1002", "1002"),)


def test_numbers_that_end_in_no_digit_are_counted_and_a_count_of_the_his_may_be_larger_or_smaller():
    gaps = record_gaps(["无号", "1001"], his_count=1)
    assert (gaps.unread, gaps.short) == (1, -1)
    assert "多 1 份" in gaps.in_words()
    assert record_gaps(["1"]).short is None
