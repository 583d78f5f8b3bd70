"""A table on paper: headings again on every sheet, rows that are not torn unless they are longer than a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coding.reports.cell_text import stands_right
from coding.reports.chart_parts import Line, Rect, Text
from coding.reports.paper import ASCENT, LEADING, SIDE
from coding.reports.table_fit import PAD, fitted, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.reports.paper import Paper
    from coding.reports.report_page import Table
    from coding.reports.table_fit import Band

#: A heading that takes more than this part of a sheet is not said again.
_TALL = 0.3
NOTHING = "没有"
_TITLE = 10.5
#: Lines of a long row that are worth to begin on a sheet.
_BEGUN = 3


class Stood(NamedTuple):
    """Where a table stands that went on over no sheet: its upper edge and its width, in points."""

    top: float
    width: float


class _Row(NamedTuple):
    """A row as lines: one list a column."""

    cells: list[list[str]]
    bold: bool = False

    @property
    def lines(self) -> int:
        return max(map(len, self.cells))


def draw_table(paper: Paper, table: Table) -> Stood | None:
    """Draw the table below what stands on the paper already; one that is too wide in parts.

    Where it stands as a whole on one sheet; None for one in parts or over several sheets.
    """
    stood = None
    texts = texts_of(table)
    fit = fitted(table, texts, paper.room, paper.measure, paper.setting.sizes)
    for number, band in enumerate(fit.bands):
        drawn = _Drawn(paper, table, band, fit.size, texts)
        further = f"{table.title}（续：其余各列）" if number else table.title
        if further:
            paper.gap(8)
            paper.need(_TITLE * LEADING + 4 + drawn.least)
            paper.say(further, _TITLE, bold=True)
            paper.gap(2)
        sheet, before = len(paper.sheets), paper.y
        drawn.draw()
        if len(fit.bands) == 1 and sheet == len(paper.sheets):
            stood = Stood(before, sum(band.widths))
    return stood


class _Drawn:
    """One band of a table."""

    def __init__(self, paper: Paper, table: Table, band: Band, size: float, texts: Sequence[tuple[str, ...]]) -> None:
        self._paper = paper
        self._table = table
        self._band = band
        self._size = size
        self._step = size * LEADING
        self._air = paper.setting.air
        self._right = [stands_right(table.columns[at]) for at in band.columns]
        self._heading = self._row([column.title for column in table.columns], bold=True)
        self._again = self._height(self._heading.lines) <= paper.whole * _TALL
        last = len(texts) - 1
        self._rows = [self._row(cells, bold=table.total and at == last) for at, cells in enumerate(texts)]

    @property
    def least(self) -> float:
        """What stays together with the title: the heading and two rows, of a long one its first lines."""
        begun = [min(row.lines, _BEGUN) for row in self._rows[:2]]
        return self._height(self._heading.lines) + sum(map(self._height, begun))

    def draw(self) -> None:
        """The heading, the rows, the line below them."""
        rows, last = self._rows, len(self._rows) - 1
        self._paper.need(self.least)
        self._put(self._heading, shaded=True)
        if not rows:
            self._nothing()
        for at, row in enumerate(rows):
            # the sum never stands alone on a sheet
            kept = self._height(row.lines)
            if self._table.total and at == last - 1:
                kept += self._height(rows[last].lines)
            self._whole(row, kept)

    def _whole(self, row: _Row, height: float) -> None:
        """A row on one sheet, or as much of it as each holds."""
        paper = self._paper
        if paper.left < height:
            full = paper.whole - (self._height(self._heading.lines) if self._again else 0)
            if height <= full or paper.left < self._height(_BEGUN):
                self._turn()
        while self._height(row.lines) > paper.left:
            fits = max(int((paper.left - 2 * self._air) / self._step), 1)
            self._put(_Row([lines[:fits] for lines in row.cells], row.bold))
            row = _Row([lines[fits:] for lines in row.cells], row.bold)
            self._turn()
        self._put(row)

    def _turn(self) -> None:
        self._paper.next_sheet()
        if self._again:
            self._put(self._heading, shaded=True)

    def _nothing(self) -> None:
        self._put(_Row([[NOTHING], *([] for _ in self._band.columns[1:])]))

    def _put(self, row: _Row, *, shaded: bool = False) -> None:
        paper, height = self._paper, self._height(row.lines)
        whole = sum(self._band.widths)
        if shaded:
            paper.draw(Rect(SIDE, paper.y, whole, height, "first", 0.13))
        if row.bold and not shaded:
            paper.draw(Line(SIDE, paper.y, SIDE + whole, paper.y, "soft", 0.8))
        x = SIDE
        for width, right, lines in zip(self._band.widths, self._right, row.cells, strict=True):
            at, anchor = (x + width - PAD, "end") if right else (x + PAD, "start")
            for number, line in enumerate(lines):
                base = paper.y + self._air + number * self._step + self._size * ASCENT
                paper.draw(Text(at, base, line, self._size, "ink", anchor, row.bold))
            x += width
        paper.y += height
        paper.draw(Line(SIDE, paper.y, SIDE + whole, paper.y, "soft" if shaded else "grid", 0.6))

    def _row(self, cells: Sequence[str], *, bold: bool = False) -> _Row:
        return _Row(
            [
                self._paper.lines(cells[at], self._size, width - 2 * PAD + 0.01)
                for at, width in zip(self._band.columns, self._band.widths, strict=True)
            ],
            bold,
        )

    def _height(self, lines: int) -> float:
        return lines * self._step + 2 * self._air
