"""Sheets of A4 that are filled from top to bottom: what is drawn is kept as shapes, in points from the upper left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.reports.chart_parts import Dot, Line, Rect, Text
from coding.reports.line_breaks import lines_of
from coding.reports.table_fit import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.reports.chart_parts import Shape

#: A4 in points, and its margins: sides, head, foot.
SHORT, LONG = 595.28, 841.89
SIDE, TOP, BOTTOM = 42.0, 40.0, 46.0
#: How far base lines stand apart, in sizes of the letters, and where in its line the base line stands.
LEADING, ASCENT = 1.45, 1.08


@dataclass(slots=True)
class Sheet:
    """One side of paper. ``section``: the part of the report that begins on it, "" where none does."""

    landscape: bool
    section: str = ""
    shapes: list[Shape] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Of the paper, in points."""
        return LONG if self.landscape else SHORT

    @property
    def height(self) -> float:
        """Of the paper, in points."""
        return SHORT if self.landscape else LONG


@dataclass(frozen=True, slots=True)
class Setting:
    """How a part is set: lying or not, sizes of the letters of its tables, height of its charts as a part of the usual,
    points above and below the lines of a cell, whether long words that repeat are told once below the table.
    """

    landscape: bool
    sizes: tuple[float, ...] = SIZES
    charts: float = 1.0
    air: float = 2.0
    folds: bool = False


class Paper:
    """The sheets of a report as they fill. ``y``: how far the last one is full; ``setting``: of the part at hand."""

    def __init__(self, measure: Callable[[str, float], float], head: tuple[str, str]) -> None:
        self.measure = measure
        self.setting = Setting(landscape=False)
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self._head = head

    def new_sheet(self, *, landscape: bool, section: str = "") -> None:
        """Begin a sheet with the head of the report."""
        self.sheets.append(Sheet(landscape, section))
        left, right = self._head
        half = self.room / 2 - 6
        lines = [self.lines(left, 8, half), self.lines(right, 8, half)]
        self.y = TOP
        for at in range(max(map(len, lines))):
            base = self.y + 8 * ASCENT
            if at < len(lines[0]):
                self.draw(Text(SIDE, base, lines[0][at], 8, "soft"))
            if at < len(lines[1]):
                self.draw(Text(SIDE + self.room, base, lines[1][at], 8, "soft", "end"))
            self.y += 8 * LEADING
        self.draw(Line(SIDE, self.y + 1, SIDE + self.room, self.y + 1, "grid", 0.8))
        self.y += 12

    def next_sheet(self) -> None:
        """A further sheet like the last one."""
        self.new_sheet(landscape=self.sheets[-1].landscape)

    @property
    def room(self) -> float:
        """How wide the lines of the last sheet are."""
        return self.sheets[-1].width - 2 * SIDE

    @property
    def left(self) -> float:
        """How many points of height are left on the last sheet."""
        return self.sheets[-1].height - BOTTOM - self.y

    @property
    def whole(self) -> float:
        """About how high a sheet is between head and foot."""
        return self.sheets[-1].height - BOTTOM - TOP - 24

    def draw(self, *shapes: Shape) -> None:
        """Draw on the last sheet."""
        self.sheets[-1].shapes += shapes

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """The lines of words of a size."""
        return lines_of(text, room, lambda part: self.measure(part, size))

    def say(
        self, text: str, size: float, *, tone: str = "ink", bold: bool = False, indent: float = 0.0, first: str = ""
    ) -> None:
        """Sentences over as many lines and sheets as they need; ``first`` stands before the first line."""
        room = self.room - indent - (size * 0.06 * 8 if bold else 0)
        for at, line in enumerate(self.lines(text, size, room)):
            if self.left < size * LEADING:
                self.next_sheet()
            base = self.y + size * ASCENT
            if first and at == 0:
                self.draw(Text(SIDE + indent - self.measure(first, size), base, first, size, tone))
            self.draw(Text(SIDE + indent, base, line, size, tone, bold=bold))
            self.y += size * LEADING

    def middle(self, text: str, size: float, *, tone: str = "ink", bold: bool = False) -> None:
        """Words in the middle of the line."""
        for line in self.lines(text, size, self.room * 0.94):
            if self.left < size * LEADING:
                self.next_sheet()
            centre = SIDE + self.room / 2
            self.draw(Text(centre, self.y + size * ASCENT, line, size, tone, "middle", bold))
            self.y += size * LEADING

    def gap(self, points: float) -> None:
        """Leave room, but none at the head of a sheet."""
        self.y = min(self.y + points, self.sheets[-1].height - BOTTOM)

    def need(self, points: float) -> None:
        """Begin a sheet where so many points are not left."""
        if self.left < min(points, self.whole):
            self.next_sheet()

    def numbered(self, words: str) -> None:
        """The foot of every sheet: words to the left, its number and how many there are to the right."""
        for at, sheet in enumerate(self.sheets, 1):
            base, right = sheet.height - BOTTOM + 20, sheet.width - SIDE
            sheet.shapes.append(Line(SIDE, base - 12, right, base - 12, "grid", 0.8))
            sheet.shapes.append(Text(SIDE, base, words, 8, "soft"))
            sheet.shapes.append(Text(right, base, f"第 {at} 页　共 {len(self.sheets)} 页", 8, "soft", "end"))


def moved(shapes: Iterable[Shape], x: float, y: float) -> Sequence[Shape]:
    """Shapes further to the right and down."""
    return [_moved(shape, x, y) for shape in shapes]


def _moved(shape: Shape, x: float, y: float) -> Shape:
    if isinstance(shape, Line):
        return Line(shape.x1 + x, shape.y1 + y, shape.x2 + x, shape.y2 + y, shape.tone, shape.width, shape.dashed)
    if isinstance(shape, Rect):
        return Rect(shape.x + x, shape.y + y, shape.width, shape.height, shape.tone, shape.strength, shape.title)
    if isinstance(shape, Dot):
        return Dot(shape.x + x, shape.y + y, shape.radius, shape.tone, shape.title)
    return Text(shape.x + x, shape.y + y, shape.text, shape.size, shape.tone, shape.anchor, shape.bold)
