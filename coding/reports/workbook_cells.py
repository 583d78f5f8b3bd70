"""One cell of a table into a sheet: figures stay figures, text is guarded, what says nothing stays empty."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coding.reports.book_text import book_text
from coding.reports.cell_text import NO_FIGURE, cell_text
from coding.reports.report_page import Figure
from coding.reports.workbook_forms import narrow_signs, number_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.reports.report_page import Cell, Column, Table
    from coding.reports.workbook_forms import Forms

#: (id, scope, its value) of a row of figures → the cell that computes it, as other sheets name it.
Places = dict[tuple[str, str, str], str]
#: Narrow signs of a Han sign; the most and the least of a column.
_HAN, _WIDEST, _NARROWEST = 2.1, 66.0, 7.0


def write_cells(page: Any, row: int, cells: Sequence[Cell], table: Table, forms: Forms, places: Places) -> None:
    """A row of a table."""
    is_sum = table.total and cells is table.rows[-1]
    for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        _write(page, row, place, cell, column, forms.cell(column, number_form(cell, column), is_sum=is_sum), places)


def _write(
    page: Any, row: int, place: int, cell: Cell, column: Column, form: Any, places: Mapping[tuple[str, str, str], str]
) -> None:
    if isinstance(cell, Figure):
        _figure(page, row, place, cell, form, places)
    elif cell is None or cell == "":
        page.write_blank(row, place, None, form)
    elif isinstance(cell, str | datetime):
        page.write_string(row, place, book_text(cell_text(cell, column)), form)
    elif isinstance(cell, date):
        page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), form)
    else:
        page.write_number(row, place, float(Decimal(cell)), form)


def _figure(
    page: Any, row: int, place: int, figure: Figure, form: Any, places: Mapping[tuple[str, str, str], str]
) -> None:
    """A figure as a look at the cell that computes it, where there is one."""
    target = places.get(figure.row) if figure.row is not None else None
    if target is not None:
        value = NO_FIGURE if figure.value is None else float(figure.value)
        page.write_formula(row, place, f"={target}", form, value)
    elif figure.value is None:
        page.write_string(row, place, NO_FIGURE, form)
    else:
        page.write_number(row, place, float(figure.value), form)


def widths_of(tables: Sequence[Table]) -> list[float]:
    """One width a column of the sheet, in narrow signs: what the widest table has at that place."""
    widths: list[float] = []
    for table in tables:
        for at, column in enumerate(table.columns):
            wanted = min(max(column.width * _HAN, _longest_figure(table, at), _NARROWEST), _WIDEST)
            if at == len(widths):
                widths.append(wanted)
            widths[at] = max(widths[at], wanted)
    return widths or [_WIDEST * 2]


def _longest_figure(table: Table, at: int) -> float:
    """Room for the longest figure of a column: a figure without room is shown as ####."""
    column = table.columns[at]
    figures = (row[at] for row in table.rows if not isinstance(row[at], str) and row[at] is not None)
    return max((narrow_signs(cell_text(cell, column)) + 2.5 for cell in figures), default=0.0)
