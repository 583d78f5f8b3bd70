"""How a row of the pivot is drawn: its name above; below pages, rate, and six months as a line.

What nobody judged is a gap in the line, never a zero; the model tells all of it in words.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.officer.pivot_model import NAME, PIVOT_ROLE, RATE, SHARE
from ui.theme.fonts import POINTS, POINTS_SMALL, scaled, text_font
from ui.theme.spacing import FOCUS_LINE, MEDIUM, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from coding.indicators.pivot import PivotRow

_HEIGHT: Final = 44
_LINE_WIDTH: Final = 72
#: Of the width of the row, at most, for the line.
_SHARE: Final = 0.3
_DOT: Final = 2.0


class PivotDelegate(QStyledItemDelegate):
    """Draws a whole row in the column of the name; the other columns are for the ear and for sorting."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, pivot_row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: PivotRow | None = index.data(PIVOT_ROLE)
        theme, box = current_theme(), option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, theme.colour("selection" if is_selected else "field"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if is_selected:
            has_focus = option.widget is not None and option.widget.hasFocus()
            bar = QRect(box.left(), box.top(), FOCUS_LINE + 1, box.height())
            painter.fillRect(bar, theme.colour("focus" if has_focus else "line_strong"))
        if row is not None:
            self._paint_row(painter, box.adjusted(MEDIUM, SMALL - 1, -MEDIUM, -SMALL), row, index, is_selected)
        painter.restore()

    def _paint_row(
        self,
        painter: QPainter,
        box: QRect,
        row: PivotRow,
        index: QModelIndex | QPersistentModelIndex,
        is_selected: bool,
    ) -> None:
        theme = current_theme()
        ink = theme.colour("selection_text" if is_selected else "text")
        quiet = theme.colour("selection_text" if is_selected else "text_muted")
        above = QRect(box.left(), box.top(), box.width(), box.height() // 2)
        below = QRect(box.left(), above.bottom() + 1, box.width(), box.height() - above.height())
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        font = text_font(POINTS)
        painter.setFont(font)
        painter.setPen(quiet if row.whole.is_small else ink)
        name = QFontMetrics(font).elidedText(str(_told(index, NAME)), Qt.TextElideMode.ElideRight, above.width())
        painter.drawText(above, left, name)
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(quiet)
        line = min(round(scaled(_LINE_WIDTH)), round(below.width() * _SHARE))
        rate_box = below.adjusted(0, 0, -line - MEDIUM, 0)
        painter.drawText(below, left, str(_told(index, SHARE)))
        painter.setPen(quiet if row.whole.is_small else ink)
        painter.drawText(rate_box, right, str(_told(index, RATE)))
        course = QRectF(below.right() - line, below.top() + 3, line - 4, below.height() - 5)
        role = "text_muted" if row.whole.is_small else "selection_text" if is_selected else "accent"
        _paint_course(painter, course, [share.rate for share in row.months], role)


def pivot_row_height() -> int:
    """The height of a row at the size of text in force."""
    return round(scaled(_HEIGHT))


def spark_points(rates: Sequence[float | None], box: QRectF) -> list[QPointF | None]:
    """Where each rate is drawn; None for one that nobody judged. 0 lies at the bottom, the highest at the top."""
    highest = max((rate for rate in rates if rate is not None), default=0.0) or 1.0
    step = box.width() / max(1, len(rates) - 1)
    return [
        None if rate is None else QPointF(box.left() + at * step, box.bottom() - rate / highest * box.height())
        for at, rate in enumerate(rates)
    ]


def _paint_course(painter: QPainter, box: QRectF, rates: Sequence[float | None], role: str) -> None:
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("line_strong"), 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    painter.setPen(QPen(theme.colour(role), 1.5))
    points = spark_points(rates, box)
    for before, after in pairwise(points):
        if before is not None and after is not None:
            painter.drawLine(before, after)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(role))
    last = next((point for point in reversed(points) if point is not None), None)
    for at, point in enumerate(points):
        stands_alone = point is not None and all(
            points[near] is None for near in (at - 1, at + 1) if 0 <= near < len(points)
        )
        if point is not None and (point is last or stands_alone):
            painter.drawEllipse(point, _DOT, _DOT)


def _told(index: QModelIndex | QPersistentModelIndex, column: int) -> object:
    return index.model().index(index.row(), column).data() or ""
