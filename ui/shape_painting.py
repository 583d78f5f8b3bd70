"""The shapes of ``coding.reports``, painted: charts on the screen, sheets for a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from coding.reports.chart_parts import TONES, Dot, Line, Rect, Text
from ui.theme.fonts import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.reports.chart_parts import Shape
    from coding.reports.paper import Sheet


def draw_shape(painter: QPainter, shape: Shape, colour: Callable[[str], QColor]) -> None:
    """Paint one shape; ``colour``: of a tone."""
    if isinstance(shape, Line):
        pen = QPen(colour(shape.tone), shape.width)
        if shape.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))
    elif isinstance(shape, Rect):
        filled = colour(shape.tone)
        filled.setAlphaF(shape.strength)
        painter.fillRect(QRectF(shape.x, shape.y, max(shape.width, 0.0), max(shape.height, 0.0)), filled)
    elif isinstance(shape, Dot):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(shape.tone))
        painter.drawEllipse(QPointF(shape.x, shape.y), shape.radius, shape.radius)
    else:
        _write(painter, shape, colour)


def draw_sheet(painter: QPainter, sheet: Sheet) -> None:
    """Paint a sheet in points, in the colours of paper."""
    for shape in sheet.shapes:
        draw_shape(painter, shape, on_paper)


def on_paper(tone: str) -> QColor:
    """The colour of a tone on white paper."""
    return QColor(*TONES[tone])


def width_of(text: str, size: float) -> float:
    """How wide words are as they are painted here, in points."""
    return QFontMetricsF(_font(size, bold=False)).horizontalAdvance(text)


def _font(size: float, *, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(max(1, round(size)))
    font.setBold(bold)
    return font


def _write(painter: QPainter, shape: Text, colour: Callable[[str], QColor]) -> None:
    font = _font(shape.size, bold=shape.bold)
    painter.setFont(font)
    painter.setPen(colour(shape.tone))
    width = QFontMetricsF(font).horizontalAdvance(shape.text)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[shape.anchor]
    painter.drawText(QPointF(shape.x + left, shape.y), shape.text)
