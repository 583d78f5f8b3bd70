"""A heat map: names down, series across, the darker the more; every field with its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.reports.chart_parts import Rect, Text, shortened, text_width

if TYPE_CHECKING:
    from coding.reports.chart_data import ChartData
    from coding.reports.chart_parts import Shape

_SIZE, _LEAST, _MOST, _HEAD = 7.5, 11.0, 22.0, 24.0


def heat_shapes(data: ChartData, top: float, width: float, height: float) -> list[Shape]:
    """Fields in one tone; a field without a figure stays white, which is not the same as a weak tone."""
    rows = max(1, min(len(data.names), int((height - top - _HEAD - 10) // _LEAST)))
    left = min(max(text_width(name, _SIZE) for name in data.names[:rows]), width * 0.3) + 6
    wide = (width - left) / len(data.series)
    pitch = min(_MOST, (height - top - _HEAD - 10) / rows)
    figures = data.all_figures()
    low, high = min(figures), max(figures)
    # shares that lie close together would all have one tone if they were counted from zero
    low = low if low > 0.6 * high else min(low, 0.0)
    shapes: list[Shape] = []
    for at, name in enumerate(data.series):
        for line, words in enumerate(_two_lines(name, wide - 2)):
            shapes.append(Text(left + wide * (at + 0.5), top + 9 + 9 * line, words, 7, "soft", "middle"))
    for row in range(rows):
        y = top + _HEAD + row * pitch
        name = shortened(data.names[row], _SIZE, left - 6)
        shapes.append(Text(left - 5, y + pitch / 2 + 2.6, name, _SIZE, anchor="end"))
        for at, figure in enumerate(data.figures[row]):
            if figure is not None:
                strength = 0.05 + 0.85 * (figure - low) / (high - low) if high > low else 0.05
                shapes += _field(data, row, at, strength, (left + wide * at, y, wide, pitch))
    if rows < len(data.names):
        shapes.append(Text(0, height - 1, f"图中为前 {rows} 行，共 {len(data.names)} 行，其余见表。", 7, "soft"))
    return shapes


def _field(
    data: ChartData, row: int, at: int, strength: float, place: tuple[float, float, float, float]
) -> list[Shape]:
    x, y, wide, high = place
    said = data.words[row][at]
    title = f"{data.names[row]} × {data.series[at]}：{said}"
    shapes: list[Shape] = [Rect(x + 0.5, y + 0.5, wide - 1, high - 1, "first", strength, title)]
    if text_width(said, 7) <= wide - 2:
        tone = "paper" if strength > 0.5 else "ink"
        shapes.append(Text(x + wide / 2, y + high / 2 + 2.5, said, 7, tone, "middle"))
    return shapes


def _two_lines(name: str, room: float) -> list[str]:
    first = name
    while first and text_width(first, 7) > room:
        first = first[:-1]
    rest = name[len(first) :]
    return [first, shortened(rest, 7, room)] if rest else [first]
