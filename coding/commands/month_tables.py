"""The tables of ``month``: indicators.csv and groups_table.csv, figures as exact as they were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.sheet_writer import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

    from coding.indicators.figures import FigureRow, GroupRow, MonthFigures

INDICATORS: Final = (
    "id", "name", "scope", "scope_value", "period", "numerator", "denominator", "value", "unit", "reference",
    "last_period", "last_year", "change", "not_judged", "source",
)  # fmt: skip
#: Followed by a column for each kind of insured, ``insured_职工``.
GROUPS: Final = (
    "drg", "name", "cases", "weight", "total_weight", "cost", "cost_share", "mean_cost", "reference_cost", "mean_stay",
    "reference_stay", "payment", "balance", "deaths", "high_multiples", "low_multiples", "last_year", "change",
)  # fmt: skip
#: Digits behind the point of a mean that does not come out even.
_DIGITS: Final = 6


def write_tables(out: Path, figures: MonthFigures) -> None:
    """Both tables, each whole or not at all."""
    write_csv(out / "indicators.csv", (INDICATORS, *map(indicator_cells, figures.rows)))
    write_csv(out / "groups_table.csv", group_lines(figures.groups))


def indicator_cells(row: FigureRow) -> tuple[str, ...]:
    """One row of indicators.csv; a figure that is none stays empty."""
    return (
        row.id,
        row.name,
        row.scope.value,
        row.scope_value,
        row.period,
        exact(row.numerator),
        exact(row.denominator),
        exact(row.value),
        row.unit,
        exact(row.reference),
        exact(row.last_period),
        exact(row.last_year),
        exact(row.change),
        str(row.not_judged),
        row.source,
    )


def group_lines(groups: Sequence[GroupRow]) -> Iterator[tuple[str, ...]]:
    """groups_table.csv with its header."""
    kinds = sorted({kind for group in groups for kind in group.insured})
    yield (*GROUPS, *(f"insured_{kind}" for kind in kinds))
    for group in groups:
        yield (*_group_cells(group), *(_count(group.insured.get(kind)) for kind in kinds))


def _group_cells(group: GroupRow) -> tuple[str, ...]:
    return (
        group.drg,
        group.name,
        str(group.cases),
        exact(group.weight),
        exact(group.total_weight),
        exact(group.cost),
        exact(group.cost_share),
        exact(group.mean_cost),
        exact(group.reference_cost),
        exact(group.mean_stay),
        exact(group.reference_stay),
        exact(group.payment),
        exact(group.balance),
        *map(_count, (group.deaths, *group.multiples, group.last_year)),
        exact(group.change),
    )


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def exact(number: Decimal | None) -> str:
    """A figure as it was counted, never in powers of ten; "" where there is none. What does not end is cut at six."""
    if number is None:
        return ""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DIGITS:
        number = round(number, _DIGITS)
    return f"{number:f}"
