"""How wide the columns of a table stand on paper, and at which size of its letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from coding.reports.cell_text import cell_text, stands_right
from coding.reports.line_breaks import plain, widest_piece

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.reports.report_page import Column, Table

    Measure: TypeAlias = Callable[[str, float], float]

#: Sizes of letters that are tried, in points, and the least that still reads well on paper.
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
PAD = 4.0
#: In characters: the most that a text wants, the least it is given and what it needs to stand at ease; the most of a
#: piece and of a number that are not torn; the most of a title that stands in one line.
_WANTED, _LEAST, _EASE, _PIECE, _NUMBER, _TITLE = 60.0, 6.5, 13.0, 8.0, 18.0, 4.3


@dataclass(frozen=True, slots=True)
class Band:
    """Columns of a table that stand beside each other: their places in the table and widths in points."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A table as it fits: size of the letters, and one band, or several where it is too wide for the paper."""

    size: float
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column needs, in sizes of a letter: at least, and to stand at ease."""

    least: float
    wanted: float


def texts_of(table: Table) -> list[tuple[str, ...]]:
    """The cells of a table as text, without signs that show nothing."""
    columns = table.columns
    return [
        tuple(plain(cell_text(cell, column)) for cell, column in zip(row, columns, strict=True)) for row in table.rows
    ]


def fitted(
    table: Table, texts: Sequence[tuple[str, ...]], room: float, measure: Measure, sizes: Sequence[float] = SIZES
) -> Fit:
    """The fit of a table into so many points, at the largest of the sizes at which it fits."""
    needs = _needs(table, texts, measure)
    for size in sizes:
        if sum(_points(need.least, size) for need in needs) <= room:
            return Fit(size, (_band(range(len(needs)), needs, size, room),))
    size = sizes[-1]
    return Fit(size, tuple(_band(part, needs, size, room) for part in _parted(needs, size, room)))


def at_ease(table: Table, texts: Sequence[tuple[str, ...]], room: float, measure: Measure) -> bool:
    """Whether the table stands well in so many points: no small letters, no text in a narrow strip."""
    needs = _needs(table, texts, measure)
    return sum(_points(max(need.least, min(need.wanted, _EASE)) + 0.7, SIZES[1]) for need in needs) <= room


def _points(ems: float, size: float) -> float:
    return ems * size + 2 * PAD


def _needs(table: Table, texts: Sequence[tuple[str, ...]], measure: Measure) -> list[_Need]:
    return [_need(column, [row[at] for row in texts], measure) for at, column in enumerate(table.columns)]


def _need(column: Column, cells: Sequence[str], measure: Measure) -> _Need:
    def width(text: str) -> float:
        return max((measure(part, 1.0) for part in text.split("\n")), default=0.0)

    title = width(column.title)
    # the title is bold: a little wider
    word = min(widest_piece(column.title, width) * 1.05, _PIECE)
    longest = max(map(width, cells), default=0.0)
    if stands_right(column):
        least = max(min(longest, _NUMBER), word, min(title * 1.05, _TITLE), 2.0)
        return _Need(least, max(least, min(title * 1.05, least + 2)))
    piece = max((min(widest_piece(cell, width), _PIECE) for cell in set(cells)), default=0.0)
    least = max(piece, word, min(longest, _LEAST), min(title * 1.05, _TITLE), 2.0)
    return _Need(least, max(least, min(max(longest, title * 1.05), _WANTED)))


def _band(columns: Sequence[int], needs: Sequence[_Need], size: float, room: float) -> Band:
    least = [_points(needs[at].least, size) for at in columns]
    wanted = [_points(needs[at].wanted, size) for at in columns]
    spare, need = room - sum(least), sum(wanted) - sum(least)
    if need > spare:
        share = max(spare, 0.0) / need if need else 0.0
        widths = [low + (high - low) * share for low, high in zip(least, wanted, strict=True)]
    else:
        # what is left goes to all alike, but no column stands lost in an empty field
        grown = min((room / sum(wanted)), 1.6)
        widths = [one * grown for one in wanted]
    over = sum(widths) - room
    if over > 0:  # a single column that is wider than the paper: its cells are torn
        widths = [one * room / sum(widths) for one in widths]
    return Band(tuple(columns), tuple(widths))


def _parted(needs: Sequence[_Need], size: float, room: float) -> list[list[int]]:
    """Columns in parts that fit, the first column before each of them."""
    first = _points(needs[0].least, size)
    parts: list[list[int]] = [[0]]
    used = first
    for at in range(1, len(needs)):
        wide = _points(needs[at].least, size)
        if used + wide > room and len(parts[-1]) > 1:
            parts.append([0])
            used = first
        parts[-1].append(at)
        used += wide
    return parts
