"""Where the cells of one row stand: side by side in one line, or in lines below each other where the row has several.

The columns are in reading order, so that Tab goes through the lines as one reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.form.form_layout import FormColumn


@dataclass(frozen=True, slots=True)
class CellSpan:
    """The line in which a cell of every row stands, 0 = the first; its left edge and width in pixels."""

    line: int
    left: int
    width: int


def is_lined(columns: Sequence[FormColumn]) -> bool:
    """Whether the rows have more than one line."""
    return any(column.line > 1 for column in columns)


def spans(columns: Sequence[FormColumn], wanted: Sequence[int], room: int, least: int) -> tuple[CellSpan, ...]:
    """The place of each column's cells. ``wanted`` pixels each, 0 = what is left of its line, never under ``least``.

    A line that is too long for the ``room`` is broken: nothing is to be scrolled to sideways. The last cell of a line
    without such a column takes what is left, so that all lines end at the same edge.
    """
    found: list[CellSpan] = []
    for line, columns_of in enumerate(_lines(columns, wanted, room, least)):
        widths = [wanted[at] or least for at in columns_of]
        left_over = max(0, room - sum(widths))
        takers = [n for n, at in enumerate(columns_of) if not wanted[at]] or [len(widths) - 1]
        for number, at in enumerate(takers):
            widths[at] += left_over // len(takers) + (left_over % len(takers) if number == 0 else 0)
        left = 0
        for width in widths:
            found.append(CellSpan(line, left, width))
            left += width
    return tuple(found)


def _lines(columns: Sequence[FormColumn], wanted: Sequence[int], room: int, least: int) -> list[list[int]]:
    lines: list[list[int]] = []
    used = 0
    for at, column in enumerate(columns):
        width = wanted[at] or least
        starts = at == 0 or column.line != columns[at - 1].line
        if starts or (used + width > room and lines[-1]):
            lines.append([])
            used = 0
        lines[-1].append(at)
        used += width
    return lines
