"""Own history, agreement with suggestions, rows of text, usual targets, and the tables themselves."""

import csv
from dataclasses import replace
from decimal import Decimal
from statistics import pstdev

import pytest

from coding.base.period import read_period
from coding.commands.month_tables import INDICATORS, group_lines, indicator_cells
from coding.indicators.agreement import FIRST_SUGGESTION, Agreement, agreement_outside, agreements
from coding.indicators.atypia import atypical
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.indicators.frame import facts_frame
from coding.indicators.indicator import indicators
from coding.indicators.page_facts import PageFacts
from coding.indicators.risk import risk_class
from coding.indicators.targets import usual_target
from coding.rules.violations import violations

PAGE = PageFacts("1", "2026-10-07T10:00:00", status="分组成功", drg="FR15", principal="I21.900", operated=True)

#: What every examination tells: nothing is wanting that somebody could bring.
ALWAYS_TOLD = {"mean_score", "grade_a_share", "grade_a_share_2016", "whole_pages_share", "items_filled_share"}
README = (
    "cases pages groups grouping_rate ambiguous ungrouped total_weight cmi cost_index time_index rw_ge_2_share "
    "rw_lt_0_5_share low_risk_mortality mid_low_risk_mortality mid_high_risk_mortality high_risk_mortality mean_cost "
    "mean_los drug_share consumable_share service_share level34_share level4_share minimally_invasive_share "
    "pathway_share day_surgery_share insured_employees insured_residents insured_other completeness timeliness "
    "accuracy standardisation mandatory_pages first_pass_rate first_note_8h admission_24h operation_24h front_page_24h "
    "archive_2wd archive_3d mended_rate answered_rate overdue principal_right main_procedure_right list_differs "
    "readmission_15d readmission_31d same_day high_multiple_share low_multiple_share special_candidates payment cost "
    "balance loss_share loss_per_case written_back fines violation_1 violation_2 violation_3 violation_4 violation_5 "
    "violation_6"
)


def _history(stays, **said):
    return facts_frame(replace(PAGE, case_no=str(at), stay=stay, **said) for at, stay in enumerate(stays))


def test_a_stay_unlike_the_hospitals_own_is_told_with_its_numbers():
    stays = [5, 6, 7, 6, 5, 7] * 6
    found = atypical(facts_frame([replace(PAGE, stay=30), replace(PAGE, stay=7)]), _history(stays))
    (only,) = found
    assert (only.row, only.item, only.pages, only.mean, only.own) == (0, "stay", 36, Decimal("6.00"), 30)
    assert only.spread == Decimal(str(round(pstdev(stays), 2)))
    assert (only.principal, only.drg) == ("I21.900", "FR15")


def test_too_few_earlier_pages_or_another_group_make_no_comparison():
    odd = facts_frame([replace(PAGE, stay=300)])
    assert atypical(odd, _history([5] * 29)) == ()
    assert len(atypical(odd, _history([5] * 30))) == 1
    assert atypical(odd, _history([5] * 40, drg="FR19")) == ()


def test_an_operation_that_is_missing_where_nearly_all_have_one_and_one_where_nearly_none_has():
    with_one, without = facts_frame([replace(PAGE, operated=True)]), facts_frame([replace(PAGE, operated=False)])
    usual = _history([5] * 40, operated=True)
    (told,) = atypical(without, usual)
    assert (told.item, told.mean, told.spread, told.own) == ("operated", 100, None, 0)
    assert atypical(with_one, usual) == ()
    assert [one.own for one in atypical(with_one, _history([5] * 40, operated=False))] == [1]
    assert atypical(facts_frame([replace(PAGE, operated=None)]), usual) == ()


def test_costs_are_compared_in_yuan():
    history = facts_frame(replace(PAGE, cost=cost) for cost in [100_000, 110_000] * 20)
    (told,) = atypical(facts_frame([replace(PAGE, cost=900_050)]), history)
    assert (told.mean, told.spread, told.own) == (1050, 50, Decimal("9000.50"))


def test_agreement_with_the_first_suggestion_by_coder_and_month():
    chosen = [("甲", "2026-10", True), ("甲", "2026-10", False), ("乙", "2026-10", True), ("甲", "2026-09", True)]
    assert agreements(chosen) == (
        Agreement("甲", "2026-09", 1, 1), Agreement("乙", "2026-10", 1, 1), Agreement("甲", "2026-10", 1, 2),
    )  # fmt: skip
    figures = figures_of([PAGE], read_period("2026-10"), outside=agreement_outside(chosen, read_period("2026-10")))
    assert figures.value(FIRST_SUGGESTION) == Decimal("66.67")
    assert figures.value(FIRST_SUGGESTION, Scope.CODER, "甲") == 50
    quarter = agreement_outside(chosen, read_period("2026-Q3"))
    assert quarter["first_suggestion_share", Scope.HOSPITAL, ""].denominator == 1
    assert agreement_outside([], read_period("2026-10")) == {}


def test_an_empty_value_stays_empty_in_the_rows_of_both_tables():
    figures = figures_of([PAGE], read_period("2026-10"))
    rows = [dict(zip(INDICATORS, indicator_cells(row), strict=True)) for row in figures.rows]
    told = {row["id"]: row for row in rows if row["scope"] == "hospital"}
    assert (told["cases"]["value"], told["cases"]["period"], told["cases"]["last_year"]) == ("1", "2026-10", "")
    assert (told["mean_cost"]["value"], told["mean_cost"]["denominator"]) == ("", "0")
    assert told["grouping_rate"]["value"] == "100.00"
    assert all("E" not in row["value"] for row in rows)
    header, group = group_lines(figures.groups)
    cells = dict(zip(header, group, strict=True))
    unknown = ("cost", "mean_cost", "payment", "deaths", "high_multiples", "low_multiples", "insured_职工", "last_year")
    assert (cells["drg"], cells["cases"], {cells[key] for key in unknown}) == ("FR15", "1", {""})
    assert figures.unjudged["mean_cost"][0] == 1


def test_every_indicator_of_the_contract_is_there_and_says_where_it_comes_from():
    assert set(README.split()) <= indicators().keys()
    for one in indicators().values():
        assert one.clause, one.id
        assert one.name, one.id
        assert one.direction in ("", "up", "down"), one.id
        assert one.needs or one.form not in ("none", "outside"), one.id
        assert one.needs or not one.not_judged or one.id in ALWAYS_TOLD, one.id


def test_the_published_list_of_indicators_is_covered(reference):
    with (reference / "frontpage" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [row["code"] or row["name"] for row in csv.DictReader(file)]
    known = " ".join(f"{one.code} {one.name}" for one in indicators().values())
    assert len(listed) == 76
    assert [name for name in listed if name not in known] == []


def test_every_violation_of_the_rules_belongs_to_one_of_the_insurers_classes():
    figures = {name: figures_of([replace(PAGE, violations=(name,))], read_period("2026-10")) for name in violations()}
    for name, told in figures.items():
        assert sum(told.value(f"violation_{number}") for number in range(1, 7)) == 1, name


@pytest.mark.parametrize(
    ("word", "risk"), [("低风险组", "low"), (" 中高 ", "mid_high"), ("HIGH", "high"), ("其他", "")]
)
def test_classes_of_risk_in_their_words(word, risk):
    assert risk_class(word) == risk


def test_a_usual_target_and_none():
    assert usual_target("principal_right", 2026) == 90
    assert usual_target("cmi", 2026) is None


def test_a_violation_that_nobody_looked_for_is_not_judged_and_never_none():
    period, unasked = read_period("2026-10"), ("violation_1", "violation_1_suspected")
    figures = figures_of(
        [PAGE, PAGE], period, last_year=[replace(PAGE, discharged="2025-10-03T10:00:00")], unasked=unasked
    )
    row = figures.row("violation_1")
    assert (row.value, row.numerator, row.last_year, row.not_judged) == (None, None, None, 2)
    assert figures.unjudged["violation_1"][0] == 2
    assert (figures.value("violation_6"), figures.row("violation_6").not_judged) == (0, 0)
    found = figures_of([PAGE, replace(PAGE, violations=("重复收费",))], period, unasked=unasked)
    assert (found.value("violation_1"), found.row("violation_1").not_judged) == (1, 0)
