"""Shapes of a chart as SVG within a page: tones by class, so that they follow light, dark and print."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coding.reports.chart_parts import TONES, Dot, Line, Rect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.reports.chart_parts import Shape, Text
    from coding.reports.report_page import Table

#: Tones on dark paper; the others stay.
_DARK = {"ink": "#e3e8ee", "soft": "#a3aebb", "grid": "#38424e", "first": "#6aa5e8", "paper": "#161b21"}


def tone_style() -> str:
    """The classes of the tones: ``t-`` fills, ``s-`` strokes."""
    light = "".join(_classes(tone, "#{:02x}{:02x}{:02x}".format(*parts)) for tone, parts in TONES.items())
    dark = "".join(_classes(tone, colour) for tone, colour in _DARK.items())
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def _classes(tone: str, colour: str) -> str:
    return f".t-{tone} {{ fill: {colour}; }} .s-{tone} {{ stroke: {colour}; }} "


def chart_svg(table: Table, shapes: Iterable[Shape], width: float, height: float) -> str:
    """The chart, with a title that a reader of screens says; its figures stand in the table below."""
    title = escape(table.chart.title if table.chart is not None else table.title)
    drawn = "".join(map(_drawn, shapes))
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{title}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{title}</title>{drawn}</svg>'
    )


def _drawn(shape: Shape) -> str:
    if isinstance(shape, Line):
        dashed = ' stroke-dasharray="4 3"' if shape.dashed else ""
        ends = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
        return f'<line class="s-{shape.tone}" {ends} stroke-width="{shape.width:g}"{dashed}/>'
    if isinstance(shape, Rect):
        weak = f' fill-opacity="{shape.strength:.2f}"' if shape.strength < 1 else ""
        place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
        return f'<rect class="t-{shape.tone}" {place}{weak}>{_title(shape.title)}</rect>'
    if isinstance(shape, Dot):
        place = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}"'
        return f'<circle class="t-{shape.tone}" {place}>{_title(shape.title)}</circle>'
    return _written(shape)


def _written(shape: Text) -> str:
    anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
    bold = ' font-weight="600"' if shape.bold else ""
    place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size:g}"'
    return f'<text class="t-{shape.tone}" {place}{anchor}{bold}>{escape(shape.text)}</text>'


def _title(said: str) -> str:
    return f"<title>{escape(said)}</title>" if said else ""
