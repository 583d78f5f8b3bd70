"""A name with the characters marked that the words account for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPainter


def draw_marked(painter: QPainter, box: QRect, text: str, marks: Iterable[int]) -> None:
    """Draw one line, elided to the box; the characters at ``marks`` lie on the marker's colour."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    ground = current_theme().colour("mark")
    height = metrics.height()
    top = box.top() + (box.height() - height) // 2
    kept = len(shown) - (1 if shown != text else 0)
    for position in marks:
        if position < kept:
            left = metrics.horizontalAdvance(text[:position])
            width = metrics.horizontalAdvance(text[: position + 1]) - left
            painter.fillRect(box.left() + left, top, width, height, ground)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
