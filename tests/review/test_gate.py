"""The gate: what holds a page, what is asked, what an answer and an override are worth."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from coding.examine.evidence import Demand
from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, set_field, set_row
from coding.page.finding import Dimension, Finding, Place, Severity, Strength
from coding.page.front_page import FrontPage
from coding.page.moment import Moment
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.page.waiver import Waiver, part_waived
from coding.review.gate import (
    UnprovedMove,
    Way,
    answer_change,
    answers_of,
    counted_overrides,
    gate,
    override_refusal,
    overrides_of,
    overriding,
    subject_of,
)
from coding.review.people import ALL_ROLES, Person, Role

CLEAR = Finding(
    "FP-ACC-001",
    Dimension.ACCURACY,
    Severity.ERROR,
    Place("sex"),
    "性别与身份证号不符",
    "核对性别",
    "卫医政发〔2011〕84号",
    strength=Strength.CLEAR,
)
SUSPECTED = replace(CLEAR, rule="FP-COD-7", place=Place("principal_dx_code", 0), strength=Strength.SUSPECTED)
WARNING = replace(CLEAR, rule="FP-STD-3", severity=Severity.WARNING)
SUBMIT = go_on(PageState.CODING, PageState.SUBMITTED)
PAGE = FrontPage({"sex": "1"}, diagnoses=(Diagnosis("I10", "高血压"),))


@dataclass(frozen=True)
class Done:
    author: str
    change: Change


def test_a_clear_error_holds_with_rule_and_clause_and_a_warning_does_not():
    result = gate([CLEAR, WARNING])
    (item,) = result.held
    assert item.sentence == "FP-ACC-001【性别】性别与身份证号不符（卫医政发〔2011〕84号）"
    assert item.ways == (Way.MEND, Way.WAIVE, Way.OVERRIDE)
    assert not result.asks
    assert not result.is_open
    assert result.sentence == "放行检查：1 条明确的强制问题须改正或豁免。"
    assert gate([WARNING]).is_open
    assert gate([]).sentence == ""


def test_on_a_real_page_the_gate_holds_what_the_rules_find_and_a_waiver_opens_it(judge):
    found = judge("sex=9 | discharge_datetime=2026-07-05 10:00")
    result = gate(found.findings)
    clear = [f for f in found.findings if (f.severity, f.strength) == (Severity.ERROR, Strength.CLEAR)]
    released = [f for f in clear if f.moment is not Moment.BATCH]
    assert released
    assert [item.rule for item in result.held] == [f.rule for f in released]
    assert all(
        item.sentence.startswith(f"{item.rule}【") and item.finding.basis in item.sentence for item in result.held
    )
    waivers = [Waiver(f.rule, "本院约定", "王", datetime(2026, 7, 6)) for f in found.findings]
    standing, _ = part_waived(found.findings, tuple(waivers), date(2026, 7, 6), "")
    assert gate(standing).is_open


def test_an_error_that_is_only_suspected_wants_an_answer_and_a_clear_one_takes_none():
    assert [item.rule for item in gate([SUSPECTED]).asks] == ["FP-COD-7"]
    answers = {subject_of(SUSPECTED): "病程第3页已写明", subject_of(CLEAR): "不改"}
    result = gate([SUSPECTED], answers=answers)
    assert result.is_open
    assert [item.answer for item in result.answered] == ["病程第3页已写明"]
    assert [item.answer for item in gate([CLEAR], answers=answers).held] == [""]


@pytest.mark.parametrize(("moment", "held"), [(Moment.RELEASE, False), (Moment.BATCH, True)])
def test_what_is_judged_in_a_batch_only_holds_nobody_at_the_release(moment, held):
    late = replace(CLEAR, moment=Moment.BATCH)
    assert bool(gate([late], moment=moment).held) is held
    assert gate([replace(CLEAR, moment=Moment.RELEASE)], moment=moment).held


def test_a_moved_weight_wants_evidence_prefilled_with_what_the_record_must_hold():
    (item,) = gate([], move=UnprovedMove(0.2, (Demand("须有病理报告。"), Demand("须有手术记录。")))).asks
    assert item.sentence.startswith("权重升降超过 20%，依据未写")
    assert item.prefilled == "须有病理报告。须有手术记录。"
    assert Way.EVIDENCE in item.ways


def test_an_answer_is_kept_in_the_history_and_falls_when_the_field_is_another():
    answer = answer_change(SUSPECTED, " 依据入院记录 ")
    assert Change.from_dict(answer.as_dict()) == answer
    assert answer.source == ChangeSource.ANSWER
    assert not answer.does_something, "nothing to take back"
    history = [Done("李", answer)]
    assert answers_of(history) == {"FP-COD-7|principal_dx_code#0": "依据入院记录"}
    history.append(Done("李", set_field(PAGE, "sex", "2")))
    assert answers_of(history), "another field"
    history.append(Done("李", set_row(PAGE, "diagnosis", 0, {"code": "I11"})))
    assert answers_of(history) == {}
    assert answers_of([Done("李", answer), Done("李", answer_change(SUSPECTED, " "))]) == {}, "taken back by words"


def test_an_override_wants_role_and_reason_and_names_what_it_passed_over():
    coder, officer = Person(1, "li", "李", frozenset({Role.CODER})), Person(2, "w", "王", frozenset({Role.OFFICER}))
    assert "权限" in override_refusal(coder, "急")
    assert "理由" in override_refusal(officer, "  ")
    assert override_refusal(officer, "医保催报") == ""
    assert override_refusal(Person(3, "a", "编码员", ALL_ROLES), "医保催报") == ""

    result = gate([CLEAR, SUSPECTED, replace(CLEAR, place=Place("age_years"))], move=UnprovedMove(0.2))
    made = overriding(SUBMIT, result, "医保催报")
    assert overrides_of(made) == ("FP-ACC-001", "FP-COD-7", "evidence")
    assert (made.reason, made.step) == ("医保催报", SUBMIT.step)
    assert overrides_of(Change.from_dict(made.as_dict())) == overrides_of(made)
    assert overriding(SUBMIT, gate([]), "无") == SUBMIT
    assert overrides_of(SUBMIT) == ()
    assert counted_overrides([Done("王", made), Done("王", SUBMIT), Done("王", made)])["FP-ACC-001"] == 2
