"""A page of the report as a sheet: sentences, tables with their charts, notes; broken between tables for printing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.reports.book_text import MOST_ROWS, book_text
from coding.reports.cell_text import NO_FIGURE, cell_text
from coding.reports.report_page import Figure
from coding.reports.workbook_charts import WIDE, heat_colours, native_chart
from coding.reports.workbook_forms import Forms, lines_of, number_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.reports.report_page import Cell, ReportPage, Table

#: (id, scope, its value) of a row of figures → the cell that computes it, as other sheets name it.
Places = dict[tuple[str, str, str], str]
#: Points of a line of text, of A4 lying between its margins; narrow signs of a Han sign; the most of a column.
_A_LINE, _PAPER = 16.0, (782.0, 500.0)
_HAN, _WIDEST, _NARROWEST = 2.1, 44.0, 9.0
_EMPTY = "没有。"


def set_paper(page: Any, hospital: str, title: str) -> None:
    """A4 lying, one page wide, the hospital's name above, page numbers below."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    page.set_header(f"&L{_of_head(hospital)}&R{_of_head(title)}")
    page.set_footer("&L&A&R第 &P 页，共 &N 页")


def _of_head(words: str) -> str:
    """Words for a header: & doubled, and not longer than Excel takes together."""
    return book_text(words)[:80].replace("&", "&&")


class PageSheet:
    """One sheet, from the first row down."""

    def __init__(self, book: Any, page: Any, forms: Forms, places: Places, tables: Sequence[Table]) -> None:
        self._book, self._page, self._forms, self._places = book, page, forms, places
        self._widths = _widths(tables)
        for at, width in enumerate(self._widths):
            page.set_column(at, at, width)
        self._row = 0
        self._breaks: list[int] = []
        self._used = 0.0
        across = sum(width * 7 + 5 for width in self._widths) * 0.75
        self._room = _PAPER[1] / min(1.0, _PAPER[0] / max(across, WIDE))

    def write(self, page: ReportPage, number: int) -> None:
        """All of a page of the report."""
        self._sentence(f"{number}. {page.title}", self._forms.title, high=26)
        for said in page.lead:
            self._sentence(said, self._forms.said)
        for table in page.tables:
            self._table(table)
        for note in page.notes:
            self._sentence(note, self._forms.note)
        if self._breaks:
            self._page.set_h_pagebreaks(self._breaks)

    def _sentence(self, words: str, form: Any, high: float = 0.0) -> None:
        across = sum(self._widths)
        self._height(high or _A_LINE * lines_of(words, across * 0.95))
        last = len(self._widths) - 1
        if last:
            self._page.merge_range(self._row, 0, self._row, last, book_text(words), form)
        else:
            self._page.write_string(self._row, 0, book_text(words), form)
        self._row += 1

    def _height(self, points: float) -> None:
        self._page.set_row(self._row, points)
        self._used += points

    def _keep(self, points: float) -> None:
        """What follows begins on a new page of paper where it would be cut."""
        if self._used and self._used + points > self._room:
            self._breaks.append(self._row)
            self._used = 0.0

    def _table(self, table: Table) -> None:
        self._row += 1
        self._used += _A_LINE
        head = _A_LINE * max(lines_of(c.title, w) for c, w in zip(table.columns, self._widths, strict=False))
        first = sum(self._row_height(row) for row in table.rows[:3])
        self._keep(_A_LINE * 1.4 + head + first)
        self._sentence(table.title, self._forms.part, high=_A_LINE * 1.4)
        if not table.rows:
            self._sentence(_EMPTY, self._forms.note)
        else:
            self._height(head)
            for at, column in enumerate(table.columns):
                self._page.write_string(self._row, at, column.title, self._forms.head(column))
            self._row += 1
            top = self._row
            self._rows(table)
            heat_colours(self._page, table, top)
            self._chart(table, top)
        for note in table.notes:
            self._sentence(note, self._forms.note)

    def _rows(self, table: Table) -> None:
        last = len(table.rows) - 1
        for at, row in enumerate(table.rows):
            if self._row >= MOST_ROWS - 100:
                raise UnusableInputError(f"“{table.title}”的行数超出 Excel 的一张表：请把时期分短后再出报告。")
            high = self._row_height(row)
            self._keep(high)
            self._height(high)
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                form = self._forms.cell(column, number_form(cell, column), is_sum=table.total and at == last)
                self._cell(place, cell, cell_text(cell, column), form)
            self._row += 1

    def _row_height(self, row: Sequence[Cell]) -> float:
        texts = (lines_of(cell, width) for cell, width in zip(row, self._widths, strict=False) if isinstance(cell, str))
        return _A_LINE * max(texts, default=1)

    def _cell(self, place: int, cell: Cell, words: str, form: Any) -> None:
        page, row = self._page, self._row
        if isinstance(cell, Figure):
            self._figure(place, cell, form)
        elif cell is None or cell == "":
            page.write_blank(row, place, None, form)
        elif isinstance(cell, str | datetime):
            page.write_string(row, place, book_text(words), form)
        elif isinstance(cell, date):
            page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), form)
        else:
            page.write_number(row, place, float(Decimal(cell)), form)

    def _figure(self, place: int, figure: Figure, form: Any) -> None:
        """A figure as a look at the cell that computes it, where there is one."""
        value = NO_FIGURE if figure.value is None else float(figure.value)
        target = self._places.get(figure.row) if figure.row is not None else None
        if target is not None:
            self._page.write_formula(self._row, place, f"={target}", form, value)
        elif figure.value is None:
            self._page.write_string(self._row, place, NO_FIGURE, form)
        else:
            self._page.write_number(self._row, place, float(figure.value), form)

    def _chart(self, table: Table, top: int) -> None:
        made = native_chart(self._book, table, self._page.get_name(), top)
        if made is None:
            return
        chart, high = made
        rows = int(high / _A_LINE) + 2
        self._keep(rows * _A_LINE)
        self._page.insert_chart(self._row, 0, chart, {"x_offset": 4, "y_offset": 8, "object_position": 2})
        for _ in range(rows):
            self._height(_A_LINE)
            self._row += 1


def _widths(tables: Sequence[Table]) -> list[float]:
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
    return max((len(cell_text(cell, column)) * 1.15 + 3 for cell in figures), default=0.0)


def cell_of(sheet: str, row: int, column: str) -> str:
    """A cell as a formula of another sheet names it; ``row`` from 0."""
    return f"'{sheet}'!${column}${row + 1}"


def placed(rows: Mapping[tuple[str, str, str], int], sheet: str, column: str) -> Places:
    """Where the figures of these rows stand."""
    return {key: cell_of(sheet, row, column) for key, row in rows.items()}
