"""The heads of the columns, below each other where the rows of the table have several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.theme.spacing import MEDIUM
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from ui.form.row_lines import CellSpan


class LineHeader(QHeaderView):
    """Qt's own header until it is told of lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._spans: tuple[CellSpan, ...] = ()
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_lines(self, spans: tuple[CellSpan, ...]) -> None:
        """Show the heads where the cells of a row stand; () = side by side."""
        if spans != self._spans:
            self._spans = spans
            self.setSectionsClickable(not spans)
            self.updateGeometry()
            self.viewport().update()

    def sizeHint(self) -> QSize:
        one = super().sizeHint()
        more = max((span.line for span in self._spans), default=0)
        return QSize(one.width(), one.height() + more * self._further())

    def mousePressEvent(self, event: object) -> None:
        if not self._spans:  # the lines have no edge that could be drawn wider
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: object) -> None:
        if not self._spans:
            super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._spans:
            super().paintEvent(event)
            return
        theme = current_theme()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("header"))
        painter.setFont(self.font())
        first = super().sizeHint().height()
        for column, span in enumerate(self._spans):
            top = first + (span.line - 1) * self._further() if span.line else 0
            box = QRect(span.left, top, span.width, self._further() if span.line else first)
            painter.setPen(theme.colour("text_muted"))
            inner = box.adjusted(MEDIUM - 2, 0, -2, 0)
            words = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.right(), box.top(), box.right(), box.bottom())
        painter.setPen(theme.colour("line"))
        bottom = self.viewport().height() - 1
        painter.drawLine(0, bottom, self.viewport().width(), bottom)
        painter.end()

    def _further(self) -> int:
        """The height of a line below the first."""
        return self.fontMetrics().height() + 2
