"""Figures as rows of text: indicators.csv and groups_table.csv, columns in the order that others rely on.

An amount is a plain figure with a point, a share a percentage where its unit says so, a change a fraction; what has no
value is an empty cell, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from coding.indicators.figures import FigureRow, GroupRow, MonthFigures

INDICATOR_COLUMNS: Final = (
    "id", "name", "scope", "scope_value", "period", "numerator", "denominator", "value", "unit", "reference",
    "last_period", "last_year", "change", "not_judged", "source",
)  # fmt: skip
GROUP_COLUMNS: Final = (
    "drg", "name", "cases", "weight", "total_weight", "cost", "mean_cost", "reference_cost", "mean_los",
    "reference_los", "payment", "balance", "cost_share", "employees", "residents", "other", "deaths", "high_multiple",
    "low_multiple", "last_year", "change",
)  # fmt: skip
#: Columns that whoever sees no money does not see: of groups_table.csv.
MONEY_COLUMNS: Final = frozenset({"cost", "mean_cost", "reference_cost", "payment", "balance", "cost_share"})
UNJUDGED_COLUMNS: Final = ("what", "pages", "needs")
_KINDS = ("职工", "居民", "其他")


def indicator_rows(figures: MonthFigures) -> Iterator[tuple[str, ...]]:
    """The rows of indicators.csv, without its head."""
    return map(_indicator, figures.rows)


def groups_table_rows(figures: MonthFigures) -> Iterator[tuple[str, ...]]:
    """The rows of groups_table.csv, without its head."""
    return map(_group, figures.groups)


def unjudged_rows(figures: MonthFigures) -> Iterator[tuple[str, ...]]:
    """What was not judged: indicator or rule, pages, and what would let it be judged; the most pages first."""
    told = sorted(figures.unjudged.items(), key=lambda item: (-item[1][0], item[0]))
    return ((what, str(pages), needs) for what, (pages, needs) in told)


def figure_text(figure: Decimal | None) -> str:
    """A figure as it is written: all its places, no exponent; "" for none."""
    return "" if figure is None else f"{figure:f}"


def _indicator(row: FigureRow) -> tuple[str, ...]:
    figures = (row.reference, row.last_period, row.last_year, row.change)
    return (
        row.id,
        row.name,
        row.scope.value,
        row.scope_value,
        row.period,
        figure_text(row.numerator),
        figure_text(row.denominator),
        figure_text(row.value),
        row.unit,
        *map(figure_text, figures),
        str(row.not_judged),
        row.source,
    )


def _group(row: GroupRow) -> tuple[str, ...]:
    return (
        row.drg,
        row.name,
        str(row.cases),
        *map(figure_text, (row.weight, row.total_weight, row.cost, row.mean_cost, row.reference_cost)),
        *map(figure_text, (row.mean_stay, row.reference_stay, row.payment, row.balance, row.cost_share)),
        *(str(row.insured.get(kind, 0)) for kind in _KINDS),
        str(row.deaths),
        *map(str, row.multiples),
        "" if row.last_year is None else str(row.last_year),
        figure_text(row.change),
    )
