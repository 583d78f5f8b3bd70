"""One cell of a table into a sheet: figures stay figures, text is guarded, what says nothing stays empty."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coding.reports.book_text import book_text
from coding.reports.cell_text import NO_FIGURE, cell_text
from coding.reports.report_page import Figure, Kind
from coding.reports.workbook_forms import narrow_signs, number_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.reports.report_page import Cell, Column, Table
    from coding.reports.workbook_forms import Forms

#: (id, scope, its value) of a row of figures → the cell that computes it, as other sheets name it.
Places = dict[tuple[str, str, str], str]
#: Narrow signs of a Han sign; the most and the least of a column.
_HAN, _WIDEST, _NARROWEST = 2.1, 66.0, 7.0
#: So many columns fewer than another table of the sheet has leave room for words.
_FEWER = 3


def write_cells(
    page: Any, row: int, cells: Sequence[Cell], table: Table, forms: Forms, places: Places, reach: int = 0
) -> None:
    """A row of a table; its last cell reaches to the column ``reach`` of the sheet."""
    is_sum = table.total and cells is table.rows[-1]
    last = len(cells) - 1
    for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        form = forms.cell(column, number_form(cell, column), is_sum=is_sum)
        if place == last and reach > last:
            page.merge_range(row, last, row, reach, book_text(cell_text(cell, column)), form)
        else:
            _write(page, row, place, cell, column, form, places)


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
    """One width a column of the sheet, in narrow signs: what the widest table has at that place.

    Words at the end of a table that has far fewer columns than another do not count: they reach over its neighbours.
    """
    most = max((len(table.columns) for table in tables), default=0)
    widths: list[float] = [_NARROWEST] * most
    for table in tables:
        for at in range(len(table.columns) - _ends_in_words(table, most)):
            widths[at] = max(widths[at], _wanted(table, at))
    return widths or [_WIDEST * 2]


def reach_of(table: Table, widths: Sequence[float]) -> int:
    """The last column of the sheet that the last column of a table needs."""
    last = len(table.columns) - 1
    if not _ends_in_words(table, len(widths)):
        return last
    wanted, reach = _wanted(table, last), last
    while reach < len(widths) - 1 and sum(widths[last : reach + 1]) < wanted:
        reach += 1
    return reach


def _ends_in_words(table: Table, most: int) -> bool:
    return len(table.columns) + _FEWER <= most and table.columns[-1].kind is Kind.TEXT


def _wanted(table: Table, at: int) -> float:
    return min(max(table.columns[at].width * _HAN, _longest_figure(table, at), _NARROWEST), _WIDEST)


def _longest_figure(table: Table, at: int) -> float:
    """Room for the longest figure of a column: a figure without room is shown as ####."""
    column = table.columns[at]
    figures = (row[at] for row in table.rows if not isinstance(row[at], str) and row[at] is not None)
    return max((narrow_signs(cell_text(cell, column)) + 2.5 for cell in figures), default=0.0)
