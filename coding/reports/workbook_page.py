"""A page of the report as a sheet: sentences, tables with their charts, notes; broken between tables for printing."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from coding.reports.book_text import book_text, sheet_name
from coding.reports.workbook_cells import Places, reach_of, widths_of, write_cells
from coding.reports.workbook_charts import WIDE, heat_colours, native_chart
from coding.reports.workbook_forms import Forms, lines_of
from coding.reports.workbook_list import LONG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.reports.report_page import Cell, ReportPage, Table

#: Points of a line of text, of a title; of A4 lying between its margins.
_A_LINE, _A_TITLE, _PAPER = 16.0, 22.0, (782.0, 480.0)
_EMPTY = "没有。"
#: Columns of a table beside which there is room for its chart; what such a chart takes at most.
_NARROW, _BESIDE = 3, 260.0


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

    def __init__(
        self, book: Any, page: Any, forms: Forms, places: Places, tables: Sequence[Table], *, one_page: bool = False
    ) -> None:
        self._book, self._page, self._forms, self._places = book, page, forms, places
        self._widths = widths_of([table for table in tables if not _is_long(table)])
        for at, width in enumerate(self._widths):
            page.set_column(at, at, width)
        self._row = 0
        self._breaks: list[int] = []
        self._used = 0.0
        across = sum(width * 7 + 5 for width in self._widths) * 0.75
        self._room = _PAPER[1] / min(1.0, _PAPER[0] / max(across, WIDE))
        if one_page:
            page.fit_to_pages(1, 1)
            self._room = inf

    def write(self, page: ReportPage, number: int) -> list[tuple[str, Table]]:
        """All of a page of the report; the tables that are too long for it, each with the name of its own sheet."""
        lists: list[tuple[str, Table]] = []
        self._sentence(f"{number}. {page.title}", self._forms.title, high=28)
        for said in page.lead:
            self._sentence(said, self._forms.said)
        for table in page.tables:
            self._row += 1
            self._used += _A_LINE
            if _is_long(table):
                lists += self._elsewhere(table, number)
            else:
                self._table(table)
        for note in page.notes:
            self._sentence(note, self._forms.note)
        if self._breaks:
            self._page.set_h_pagebreaks(self._breaks)
        return lists

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

    def _keep(self, points: float) -> bool:
        """What follows begins on a new page of paper where it would be cut; whether it does."""
        if not self._used or self._used + points <= self._room:
            return False
        self._breaks.append(self._row)
        self._used = 0.0
        return True

    def _elsewhere(self, table: Table, number: int) -> list[tuple[str, Table]]:
        """A long table is named here, and stands in a sheet of its own, or in the one that counts it."""
        name = table.sheet or sheet_name(f"{number}_{table.title}")
        self._keep(_A_TITLE + _A_LINE)
        self._sentence(table.title, self._forms.part, high=_A_TITLE)
        self._sentence(f"共 {len(table.rows):,} 行，见工作表“{name}”。", self._forms.said)
        return [] if table.sheet else [(name, table)]

    def _table(self, table: Table) -> None:
        reach = reach_of(table, self._widths)
        last = len(table.columns) - 1
        widths = [*self._widths[:last], sum(self._widths[last : reach + 1])]
        head = _A_LINE * max(lines_of(c.title, w) for c, w in zip(table.columns, widths, strict=True))
        heights = [_row_height(row, widths) for row in table.rows]
        notes = sum(_A_LINE * lines_of(note, sum(self._widths) * 0.95) for note in table.notes)
        whole = _A_TITLE + head + sum(heights) + notes
        if table.chart is not None and len(table.columns) <= _NARROW:
            whole = max(whole, _A_TITLE + _BESIDE)
        self._keep(whole if whole <= self._room else _A_TITLE + head + sum(heights[:3]))
        self._sentence(table.title, self._forms.part, high=_A_TITLE)
        if table.rows:
            self._head(table, head, reach)
            top = self._row
            for row, high in zip(table.rows, heights, strict=True):
                # a chart needs its rows without a head among them
                if self._keep(high) and table.chart is None:
                    self._head(table, head, reach)
                self._height(high)
                write_cells(self._page, self._row, row, table, self._forms, self._places, reach)
                self._row += 1
            heat_colours(self._page, table, top)
        else:
            self._sentence(_EMPTY, self._forms.note)
        for note in table.notes:
            self._sentence(note, self._forms.note)
        if table.rows:
            self._chart(table, top)

    def _head(self, table: Table, high: float, reach: int) -> None:
        self._height(high)
        last = len(table.columns) - 1
        for at, column in enumerate(table.columns):
            if at == last and reach > last:
                self._page.merge_range(self._row, at, self._row, reach, column.title, self._forms.head(column))
            else:
                self._page.write_string(self._row, at, column.title, self._forms.head(column))
        self._row += 1

    def _chart(self, table: Table, top: int) -> None:
        """Below its table; beside it where the table is narrow."""
        made = native_chart(self._book, table, self._page.get_name(), top)
        if made is None:
            return
        chart, high = made
        lines = int(high / _A_LINE) + 2
        place = {"x_offset": 6, "y_offset": 8, "object_position": 2}
        if len(table.columns) <= _NARROW:
            self._page.insert_chart(top - 1, len(table.columns), chart, place)
            lines = max(0, lines - (self._row - top))
        else:
            self._keep(lines * _A_LINE)
            self._page.insert_chart(self._row, 0, chart, place)
        for _ in range(lines):
            self._height(_A_LINE)
            self._row += 1


def _row_height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    texts = (lines_of(cell, width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str))
    return _A_LINE * max(texts, default=1)


def _is_long(table: Table) -> bool:
    return len(table.rows) > LONG


def placed(rows: Mapping[tuple[str, str, str], int], sheet: str, column: str) -> Places:
    """Where the figures of these rows stand, as a formula of another sheet names it; rows from 0."""
    return {key: f"'{sheet}'!${column}${row + 1}" for key, row in rows.items()}
