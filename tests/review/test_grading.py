"""Grading: blind, complete, contested once, and figures that say nothing of what nobody looked at."""

from dataclasses import replace
from datetime import datetime

import pytest

from coding.page.fields import field_catalogue
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.review.grading import (
    Contest,
    Judged,
    SampleVerdict,
    blinded,
    contest_refusal,
    counted_errors,
    counted_grades,
    error_classes,
    grades,
    last_verdicts,
    right_of,
    suggested_grade,
    verdict_refusal,
)
from coding.review.people import ALL_ROLES, Person, Role

RIGHT = SampleVerdict(1, True, None, True, "a", 9)
WRONG = SampleVerdict(2, False, True, True, "c", 9, "I21.900", ("principal_choice",))
LI = Person(1, "li", "李编码", frozenset({Role.CODER}))


def test_the_grader_sees_neither_coder_nor_earlier_verdict():
    told = {"coder": "李编码", "record_quality": "1", "qc_physician": "王质控", "qc_date": "2026-07-05", "sex": "1"}
    page = FrontPage(told, (Diagnosis("I10"),), extra={"编码人": "李编码"})
    with_list = replace(page, settlement=FrontPage({"setl_fill_psn": "李编码", "setl_list_sn": "7"}))
    seen = blinded(with_list)
    assert "李编码" not in str(seen.as_dict())
    assert "王质控" not in str(seen.as_dict())
    assert (seen.text("sex"), seen.diagnoses, seen.settlement.text("setl_list_sn")) == ("1", page.diagnoses, "7")
    assert not seen.is_supplied("coder"), "no rule asks the grader for a field that is hidden"


def test_every_hidden_field_is_one_of_the_catalogue():
    hidden = FrontPage(dict.fromkeys(field_catalogue(), "x"))
    assert len(hidden.values) - len(blinded(hidden).values) == 7


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        ((True, True, True), "甲"),
        ((True, None, True), "甲"),
        ((True, False, True), "乙"),
        ((True, True, False), "乙"),
        ((False, True, True), "丙"),
        ((None, None, None), "甲"),
    ],
)
def test_the_grade_that_is_suggested(told, grade):
    assert suggested_grade(*told).label == grade


def test_a_wrong_one_says_which_class_and_what_is_right():
    assert verdict_refusal(RIGHT) == verdict_refusal(WRONG) == ""
    assert "错误类别" in verdict_refusal(replace(WRONG, errors=()))
    assert "错误类别" in verdict_refusal(replace(WRONG, errors=("poa",))), "not a class of principal diagnoses"
    assert "正确的编码" in verdict_refusal(replace(WRONG, right_codes=" "))
    assert "一致" in verdict_refusal(replace(RIGHT, errors=("poa",)))
    assert "不认识" in verdict_refusal(replace(RIGHT, grade="z"))
    assert "不认识" in verdict_refusal(replace(WRONG, errors=("nonsense",)))


def test_every_judged_thing_has_classes_of_errors():
    for judged in Judged:
        assert any(judged in one.of for one in error_classes().values())
    assert [grade.label for grade in grades().values()] == ["甲", "乙", "丙"]


def test_the_coder_of_the_page_contests_once_with_words():
    assert contest_refusal(WRONG, [], LI, 1, "病程第3页") == ""
    assert "理由" in contest_refusal(WRONG, [], LI, 1, " ")
    assert "编码员" in contest_refusal(WRONG, [], LI, 2, "病程第3页"), "somebody else's page"
    officer = Person(1, "w", "王", frozenset({Role.OFFICER}))
    assert contest_refusal(WRONG, [], officer, 1, "病程第3页")
    gone = Person(1, "li", "李", ALL_ROLES, closed_at=datetime(2026, 7, 1))
    assert contest_refusal(WRONG, [], gone, 1, "病程第3页")
    assert "一次" in contest_refusal(WRONG, [Contest(2, 1, "第一次")], LI, 1, "再一次")
    assert contest_refusal(WRONG, [Contest(1, 1, "另一份")], LI, 1, "病程第3页") == ""
    assert contest_refusal(RIGHT, [], LI, 1, "病程第3页")
    assert contest_refusal(None, [], LI, 1, "病程第3页")


def test_figures_count_the_last_verdict_of_a_page():
    upheld = replace(WRONG, principal=True, grade="a", errors=())
    verdicts = [RIGHT, WRONG, replace(WRONG, page_id=3, errors=("principal_choice", "principal_choice"))]
    assert right_of(verdicts, Judged.PRINCIPAL).words.startswith("1/3（33.3%")
    assert counted_errors(verdicts) == {"principal_choice": 2}
    assert counted_grades(verdicts) == {"a": 1, "b": 0, "c": 2}
    assert right_of([*verdicts, upheld], Judged.PRINCIPAL).value == pytest.approx(2 / 3)
    assert [verdict.page_id for verdict in last_verdicts([*verdicts, upheld])] == [1, 2, 3]


def test_where_nobody_looked_there_is_no_figure():
    assert right_of([], Judged.PRINCIPAL).value is None
    assert right_of([RIGHT], Judged.MAIN_PROCEDURE).value is None, "no procedure on any page"
    assert right_of([RIGHT], Judged.MAIN_PROCEDURE).words == ""
