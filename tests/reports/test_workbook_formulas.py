"""Expressions of indicators as formulas of a spreadsheet."""

import pytest

from coding.indicators.expression import read_expression
from coding.reports.workbook_formulas import Ranges, formula

COLUMNS = {name: f"病案_{name}" for name in ("grouped", "weight", "cost", "died", "payer", "case_no", "score")}
RANGES = Ranges(COLUMNS, {("cost", "reference_cost"): "病案_比"}, {"drg": ("病案_病组号", "病组_号")}, "病案_case_no")
WARD = ("病案_病区号", "$E5")


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("count()", None, "ROWS(病案_case_no)"),
        ("count()", WARD, "COUNTIFS(病案_病区号,$E5)"),
        ("count(grouped = 1)", None, 'COUNTIFS(病案_grouped,"=1")'),
        ("count(died = empty)", None, 'COUNTIFS(病案_died,"=")'),
        ("count(payer != 职工)", None, 'COUNTIFS(病案_payer,"<>职工",病案_payer,"<>")'),
        ("count(weight >= 20000)", None, 'COUNTIFS(病案_weight,">=2")'),
        ("count(score < 905)", None, 'COUNTIFS(病案_score,"<90.5")'),
        ("sum(cost)", None, "ROUND(SUM(病案_cost),2)"),
        ("sum(weight; grouped = 1)", WARD, 'ROUND(SUMIFS(病案_weight,病案_病区号,$E5,病案_grouped,"=1"),4)'),
        ("distinct(drg; grouped = 1)", None, 'SUMPRODUCT(--(COUNTIFS(病案_病组号,病组_号,病案_grouped,"=1")>0))'),
        ("ratio(cost, reference_cost; grouped = 1)", None, 'SUMIFS(病案_比,病案_grouped,"=1")'),
        ("sum(cost) - count()", None, "ROUND(SUM(病案_cost),2)-ROWS(病案_case_no)"),
    ],
)
def test_an_expression_becomes_a_formula(text, part, said):
    assert formula(read_expression(text), RANGES, part) == said


@pytest.mark.parametrize("text", ["count(ought = 1)", "sum(stay)", "distinct(ward)", "ratio(stay, reference_stay)"])
def test_what_the_data_do_not_hold_cannot_be_a_formula(text):
    assert not RANGES.can_tell(read_expression(text))
