"""The small language of numerators and denominators: what it says, and what it does not take."""

import pytest

from coding.base.errors import KnowledgeError
from coding.base.period import read_period
from coding.indicators.expression import Condition, Term, columns_in, read_expression
from coding.indicators.frame import facts_frame
from coding.indicators.page_facts import PageFacts
from coding.indicators.preparing import prepared
from coding.indicators.tally import Tally

IN = "分组成功"
DAY = "2026-10-07T10:00:00"
PAGES = (
    PageFacts("1", DAY, status=IN, drg="AB11", weight=15_000, cost=10_050, reference_cost="100.25", level=2, died=True),
    PageFacts("2", DAY, status=IN, drg="AB11", weight=5_000, cost=19_950, reference_cost="100.25", level=None),
    PageFacts("3", DAY, status=IN, drg="AC11", weight=None, cost=None, reference_cost="50", level=4, died=False),
    PageFacts("4", DAY, status="无法入组", drg="0000", cost=1, level=3),
)  # fmt: skip


@pytest.fixture(scope="module")
def come_to():
    tally = Tally(prepared(facts_frame(PAGES), read_period("2026-10")).frame)

    def run(text):
        (found,) = tally.sums(read_expression(text), tally.whole())
        return found.value.above / found.value.below

    return run


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count()", 4),
        ("count(grouped = 1)", 3),
        ("count(grouped = 1, died = 1)", 1),
        ("count(died = empty)", 2),
        ("count(died != empty)", 2),
        ("count(level >= 3)", 2),
        ("count(level != 2)", 2),  # a level that is not said is no other level
        ("count(level < 3) + count(level = empty)", 2),
        ("count(drg = AB11)", 2),
        ("count(drg = ZZ99)", 0),
        ("sum(cost)", 300.01),
        ("sum(cost; grouped = 1)", 300),
        ("sum(weight; grouped = 1)", 2),
        ("sum(cost; grouped = 1) - sum(cost; drg = AB11, level = 2)", 199.5),
        ("distinct(drg; grouped = 1)", 2),
        ("ratio(cost, reference_cost; grouped = 1)", 300 / 100.25),
    ],
)
def test_what_an_expression_comes_to(come_to, text, value):
    assert come_to(text) == pytest.approx(value, abs=1e-9)


def test_an_expression_is_read_into_terms_that_a_workbook_can_be_made_of():
    terms = read_expression("sum(cost; grouped = 1, cost != empty) - count(died=1)")
    assert terms == (
        Term(1, "sum", "cost", "", (Condition("grouped", "=", "1"), Condition("cost", "!=", "empty"))),
        Term(-1, "count", "", "", (Condition("died", "=", "1"),)),
    )
    assert columns_in(terms) == {"cost", "grouped", "died"}
    assert read_expression("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "count", "count(", "sum()", "sum(cost, died)", "ratio(cost)", "count(a b = 1)", "count(died > empty)",
        "count() count()", "- count()", "mean(cost)", "count(__import__ = 1) or 1", "count(died = 1; level = 2)",
    ],
)  # fmt: skip
def test_what_it_does_not_take_is_told(text):
    with pytest.raises(KnowledgeError, match="请改正"):
        read_expression(text)
