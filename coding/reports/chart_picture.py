"""The chart of a table as a picture, for writers that cannot draw."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from coding.base.resources import resource_path
from coding.reports.chart_parts import Dot, Line, Rect, Text, blended

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from coding.reports.chart_parts import Shape

#: Dots of the picture to a point: 216 to the inch.
_SCALE = 3


def chart_png(shapes: Iterable[Shape], width: float, height: float) -> bytes:
    """The shapes of ``coding.reports.charts`` as .png, three dots a point."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (round(width * _SCALE), round(height * _SCALE)), (255, 255, 255))
    brush = ImageDraw.Draw(image)
    fonts: dict[float, FreeTypeFont] = {}
    for shape in shapes:
        _draw(brush, shape, fonts)
    held = BytesIO()
    image.quantize(64).save(held, "PNG", optimize=True)
    return held.getvalue()


def _draw(brush: ImageDraw, shape: Shape, fonts: dict[float, FreeTypeFont]) -> None:
    if isinstance(shape, Line):
        _line(brush, shape)
    elif isinstance(shape, Rect):
        corners = (shape.x, shape.y, shape.x + max(shape.width, 0), shape.y + max(shape.height, 0))
        brush.rectangle([part * _SCALE for part in corners], fill=blended(shape.tone, shape.strength))
    elif isinstance(shape, Dot):
        x, y, radius = (part * _SCALE for part in (shape.x, shape.y, shape.radius))
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=blended(shape.tone))
    else:
        _words(brush, shape, fonts)


def _line(brush: ImageDraw, line: Line) -> None:
    """A line; a dashed one in pieces of three points with two between them."""
    tone, thick = blended(line.tone), max(round(line.width * _SCALE), 1)
    long = ((line.x2 - line.x1) ** 2 + (line.y2 - line.y1) ** 2) ** 0.5
    pieces = [(0.0, long)]
    if line.dashed:
        pieces = [(start, min(start + 3.0, long)) for start in _steps(long, 5.0)]
    for start, end in pieces:
        ends = [line.x1, line.y1, line.x2, line.y2]
        if long:
            x, y = (line.x2 - line.x1) / long, (line.y2 - line.y1) / long
            ends = [line.x1 + x * start, line.y1 + y * start, line.x1 + x * end, line.y1 + y * end]
        brush.line([part * _SCALE for part in ends], fill=tone, width=thick)


def _steps(long: float, step: float) -> list[float]:
    return [number * step for number in range(int(long // step) + 1)]


def _words(brush: ImageDraw, words: Text, fonts: dict[float, FreeTypeFont]) -> None:
    from PIL import ImageFont

    font = fonts.get(words.size)
    if font is None:
        path = str(resource_path("fonts/report.ttf"))
        # the other way of setting letters is there on some systems only: a report looks the same on every one
        way = ImageFont.Layout.BASIC
        font = fonts[words.size] = ImageFont.truetype(path, round(words.size * _SCALE), layout_engine=way)
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[words.anchor]
    thick = 1 if words.bold else 0
    place = (words.x * _SCALE, words.y * _SCALE)
    brush.text(place, words.text, fill=blended(words.tone), font=font, anchor=anchor, stroke_width=thick)
