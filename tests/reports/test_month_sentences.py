"""The sentences of the first page tell what the figures say, and nothing else."""

from dataclasses import replace
from decimal import Decimal

import pytest

from coding.base.errors import KnowledgeError
from coding.base.period import read_period
from coding.indicators.figures import FigureRow, MonthFigures, Scope
from coding.reports.month_sentences import filled, holds, sentences, told
from tests.reports.month_sample import WARDS, sample_figures


def figures(*rows, **given):
    made = []
    for id_, value, rest in rows:
        row = FigureRow(id_, id_, Scope.HOSPITAL, "", "2026-10", None, None, Decimal(value), "例")
        made.append(replace(row, **{key: Decimal(said) for key, said in rest.items()}))
    return MonthFigures(read_period("2026-10"), tuple(made), (), 10, **given)


def test_five_sentences_of_a_month_that_has_everything():
    found = sentences(sample_figures(), money=True)
    assert len(found) == 5
    assert "去年同期 676 例，增加 29.14%（以去年同期为基数）" in found[0]


def test_whoever_sees_no_money_reads_neither_weight_nor_yuan():
    said = "".join(sentences(sample_figures(), money=False))
    assert not any(word in said for word in ("元", "权重", "CMI", "支付", "费用"))


def test_a_ward_reads_of_itself_alone():
    said = "".join(sentences(sample_figures(), money=True, ward=WARDS[0]))
    assert not any(ward in said for ward in WARDS[1:])


@pytest.mark.parametrize(
    ("value", "last_year", "change", "said"),
    [
        ("12", "10", "0.2", "增加 20.00%"),
        ("8", "10", "-0.2", "减少 20.00%"),
        ("10", "10", "0", "与去年同期（10 例）相同"),
    ],
)
def test_more_and_fewer_cases_are_told_as_such(value, last_year, change, said):
    given = figures(("pages", value, {}), ("cases", value, {"last_year": last_year, "change": change}))
    assert said in sentences(given, money=True)[0]


def test_what_was_not_judged_is_never_told_as_without_defects():
    found = sentences(figures(("pages", "3", {})), money=True)
    assert not any("没有发现强制问题" in said for said in found)
    assert any("强制问题未评判" in said for said in found)


def test_a_sentence_without_all_its_figures_is_not_told():
    assert filled("入组 {cases}，{nothing}", told(figures(("cases", "3", {})))) is None


def test_a_comparison_with_what_has_no_value_does_not_hold():
    given = told(figures(("cmi", "1.01", {"reference": "1"})))
    assert holds("cmi.value >= cmi.reference and cmi.value < 2", given)
    assert not holds("cmi.change > 0", given)


def test_a_comparison_that_cannot_be_read_names_itself():
    with pytest.raises(KnowledgeError, match=r"cmi\.change 大于 0"):
        holds("cmi.change 大于 0", {})
