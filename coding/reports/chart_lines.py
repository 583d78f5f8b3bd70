"""A course of time as lines; where nothing is known the line is broken."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from coding.reports.chart_parts import SERIES, Dot, Line, Text, scale_of, text_width

if TYPE_CHECKING:
    from coding.reports.chart_data import ChartData
    from coding.reports.chart_parts import Scale, Shape

_SIZE, _FOOT = 7.5, 18.0


def line_shapes(data: ChartData, top: float, width: float, height: float) -> list[Shape]:
    """Names along the lower edge, one line a series, its last figure beside its last point."""
    figures = data.all_figures()
    bottom = height - _FOOT
    # figures that lie close together are not pressed against the upper edge by a zero far below
    scale = scale_of(figures, bottom, top + 4, from_zero=min(figures) < 0.6 * max(figures), most=4)
    labels = [data.tick_text(tick, scale.ticks) for tick in scale.ticks]
    left = max(text_width(label, _SIZE) for label in labels) + 6
    right = width - max(text_width(said, 7) for row in data.words for said in row) - 8
    shapes: list[Shape] = []
    for tick, label in zip(scale.ticks, labels, strict=True):
        y = scale.at(tick)
        shapes += [Line(left, y, right, y, "grid"), Text(left - 4, y + 2.6, label, _SIZE, "soft", "end")]
    places = _places(len(data.names), left, right)
    shapes += _names(data, places, bottom)
    for at in range(len(data.series)):
        shapes += _course(data, at, places, scale)
    return shapes


def _places(count: int, left: float, right: float) -> list[float]:
    step = (right - left) / count
    return [left + step * (at + 0.5) for at in range(count)]


def _names(data: ChartData, places: list[float], bottom: float) -> list[Shape]:
    """As many names as have room beside each other, the last one always."""
    widest = max(text_width(name, _SIZE) for name in data.names) + 6
    step = places[1] - places[0] if len(places) > 1 else widest
    every = max(1, ceil(widest / step))
    last = len(places) - 1
    shown = [at for at in range(last + 1) if (last - at) % every == 0]
    return [Text(places[at], bottom + 12, data.names[at], _SIZE, "soft", "middle") for at in shown]


def _course(data: ChartData, at: int, places: list[float], scale: Scale) -> list[Shape]:
    shapes: list[Shape] = []
    tone = SERIES[at % len(SERIES)]
    before: tuple[float, float] | None = None
    last: tuple[float, float, str] | None = None
    for row, x in enumerate(places):
        figure = data.figures[row][at]
        if figure is None:
            before = None
            continue
        y, said = scale.at(figure), data.words[row][at]
        if before is not None:
            shapes.append(Line(*before, x, y, tone, 1.6, dashed=at > 0))
        shapes.append(Dot(x, y, 2.4, tone, f"{data.names[row]}：{data.series[at]} {said}"))
        before, last = (x, y), (x, y, said)
    if last is not None:
        shapes.append(Text(last[0] + 5, last[1] + 2.6, last[2], 7, "ink"))
    return shapes
