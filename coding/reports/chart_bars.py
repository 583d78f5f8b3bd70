"""Bars that lie, so that long names of wards and rules have room; for a Pareto with the share so far beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.reports.chart_parts import SERIES, Dot, Line, Rect, Scale, Text, scale_of, shortened, text_width

if TYPE_CHECKING:
    from coding.reports.chart_data import ChartData
    from coding.reports.chart_parts import Shape

_SIZE, _FOOT = 8.0, 16.0
#: The least height of a row with one bar and what every further bar adds; the most of a row.
_LEAST, _FURTHER, _MOST = 11.0, 6.0, 30.0


def bar_shapes(data: ChartData, top: float, width: float, height: float) -> list[Shape]:
    """One row a name, one bar a series, the figure at its end."""
    rows = _fitting(data, len(data.series), height - top - _FOOT)
    left = _names_width(data, rows, width)
    longest = max(
        (text_width(data.words[row][at], 7) for row in range(rows) for at in range(len(data.series))), default=0
    )
    figures = [figure for row in data.figures[:rows] for figure in row if figure is not None]
    scale = scale_of(figures, left, width - longest - 6)
    shapes = _grid(data, scale, top, height - _FOOT)
    pitch = _pitch(rows, height - top - _FOOT)
    for row in range(rows):
        y = top + row * pitch
        shapes += _name(data, row, left, y + pitch / 2)
        thick = pitch * 0.72 / len(data.series)
        for at in range(len(data.series)):
            shapes += _bar(data, row, at, scale, y + pitch * 0.14 + at * thick, thick)
    return [*shapes, *_cut(data, rows, height)]


def pareto_shapes(data: ChartData, top: float, width: float, height: float) -> list[Shape]:
    """Counts from the most on, and the share of all that is reached with each name, as a line from 0 to 100 %.

    The first series counts, the second is the share that is reached.
    """
    rows = _fitting(data, 1, height - top - _FOOT)
    left = _names_width(data, rows, width)
    counts = [row[0] or 0.0 for row in data.figures]
    shares = [row[1] if len(row) > 1 and row[1] is not None else 0.0 for row in data.figures]
    whole = sum(counts)
    right = width - text_width("累计100.0%", 7) - 6
    scale = Scale(0.0, whole or 1.0, left, right, ())
    shapes: list[Shape] = [Line(left, top, left, height - _FOOT, "soft")]
    pitch = _pitch(rows, height - top - _FOOT)
    before: tuple[float, float] | None = None
    for row in range(rows):
        y, share = top + row * pitch, shares[row]
        shapes += _name(data, row, left, y + pitch / 2)
        shapes += _bar(data, row, 0, scale, y + pitch * 0.2, pitch * 0.6, inside=row == 0)
        x, middle = scale.at(whole * share), y + pitch / 2
        if before is not None:
            shapes.append(Line(*before, x, middle, "second", 1.4))
        shapes.append(Dot(x, middle, 2.2, "second", f"{data.names[row]}：累计 {share:.1%}"))
        shapes.append(Text(width, middle + 2.6, f"累计{share:.1%}", 7, "soft", "end"))
        before = (x, middle)
    return [*shapes, *_cut(data, rows, height)]


def _fitting(data: ChartData, bars: int, room: float) -> int:
    least = _LEAST + _FURTHER * (bars - 1)
    return max(1, min(len(data.names), int(room // least)))


def _pitch(rows: int, room: float) -> float:
    return min(_MOST, room / rows)


def _names_width(data: ChartData, rows: int, width: float) -> float:
    longest = max((text_width(name, _SIZE) for name in data.names[:rows]), default=0.0)
    return min(longest, width * 0.36) + 6


def _name(data: ChartData, row: int, left: float, middle: float) -> list[Shape]:
    return [Text(left - 5, middle + 2.8, shortened(data.names[row], _SIZE, left - 6), _SIZE, anchor="end")]


def _bar(
    data: ChartData, row: int, at: int, scale: Scale, y: float, thick: float, *, inside: bool = False
) -> list[Shape]:
    """A bar with its figure behind its end, or within it where something else is drawn there."""
    figure = data.figures[row][at]
    tone = SERIES[at % len(SERIES)]
    if figure is None:
        return []
    zero, end = scale.at(0.0), scale.at(figure)
    said = data.words[row][at]
    title = f"{data.names[row]}：{data.series[at]} {said}"
    rect = Rect(min(zero, end), y, abs(end - zero), thick * 0.9, tone, title=title)
    base = y + thick * 0.45 + 2.5
    if inside and rect.width > text_width(said, 7) + 10:
        return [rect, Text(end - 6, base, said, 7, "paper", "end")]
    return [rect, Text(max(zero, end) + 3, base, said, 7, "soft")]


def _grid(data: ChartData, scale: Scale, top: float, bottom: float) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in scale.ticks:
        x = scale.at(tick)
        shapes.append(Line(x, top, x, bottom, "soft" if tick == 0 else "grid"))
        shapes.append(Text(x, bottom + 9, data.tick_text(tick, scale.ticks), 7, "soft", "middle"))
    return shapes


def _cut(data: ChartData, rows: int, height: float) -> list[Shape]:
    """Whoever sees the first rows only is told so."""
    if rows == len(data.names):
        return []
    return [Text(0, height - 1, f"图中为前 {rows} 行，共 {len(data.names)} 行，其余见表。", 7, "soft")]
