"""A cell of a report as text: the same figure in every writer, to the digits of its column, rounded half up."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from coding.reports.report_page import Figure, Kind

if TYPE_CHECKING:
    from coding.reports.report_page import Cell, Column

#: Columns whose cells stand to the right.
FIGURES = frozenset({Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.CHANGE, Kind.YUAN, Kind.DAYS, Kind.FIGURE})
#: What stands where there was nothing to divide by.
NO_FIGURE = "—"


def cell_text(cell: Cell, column: Column) -> str:
    """1,907 · 22.15% · +31.29% · 6,000.00 · 2026-10-31; a cell that says nothing stays empty."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Figure):
        return figure_words(cell)
    return number_text(Decimal(cell), column.kind, column.digits)


def number_text(number: Decimal, kind: Kind, digits: int) -> str:
    """A number as its kind is written; shares and changes are fractions."""
    if kind is Kind.COUNT:
        return f"{rounded(number, 0):,}"
    if kind in (Kind.SHARE, Kind.CHANGE):
        sign = "+" if kind is Kind.CHANGE else ""
        return f"{rounded(number * 100, digits):{sign},}%"
    if kind is Kind.TEXT:
        return str(number)
    return f"{rounded(number, digits):,}"


def figure_words(figure: Figure) -> str:
    """22.15% · 10,771.07 元 · 1.01; — where there is no figure."""
    if figure.value is None:
        return NO_FIGURE
    return f"{figure.value:,f}{unit_tail(figure.unit)}"


def unit_tail(unit: str) -> str:
    """A unit as it stands behind its figure; that of weights goes without saying."""
    return "" if unit in ("", "权重") else unit if unit == "%" else f" {unit}"


def rounded(number: Decimal, digits: int) -> Decimal:
    """Half up, as people round; never a minus before a zero."""
    found = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return found or abs(found)


def stands_right(column: Column) -> bool:
    """Whether the cells of a column stand to the right."""
    return column.kind in FIGURES
