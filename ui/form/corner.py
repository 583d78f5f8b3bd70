"""Corners of a field or cell: it says another thing than when the page was imported; somebody has commented on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPolygon

from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

#: The legs of the triangle.
_LEG = 6


def paint_corner(painter: QPainter, rect: QRect) -> None:
    """Draw the triangle into the upper left corner."""
    top = rect.topLeft()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().colour("accent"))
    painter.drawPolygon(QPolygon([top, top + QPoint(_LEG, 0), top + QPoint(0, _LEG)]))
    painter.restore()


def paint_note(painter: QPainter, rect: QRect) -> None:
    """Draw the triangle into the lower left corner: somebody has commented on it."""
    low = rect.bottomLeft()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().colour("warning"))
    painter.drawPolygon(QPolygon([low, low + QPoint(_LEG, 0), low - QPoint(0, _LEG)]))
    painter.restore()
