"""The head of each row: its name, whether it carries the group, and in the diagnosis table what the scheme counts it
for (CC).

These are no cells: nobody types into them, Tab does not stop there, and no field of the page is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.form.rows_model import CARRIES_ROLE, SIGN_ROLE
from ui.plain import PlainLabel
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from ui.form.rows_model import RowsModel

#: Marks the row without which the group would be another one.
CARRIES = "●"
_LONGEST_NAME = "其他88"
_LONGEST_SIGN = "MCC"


class RowHeader(QHeaderView):
    """``has_signs``: whether there is a column of signs beside the names of the rows."""

    def __init__(self, rows: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._rows = rows
        self.has_signs = rows.group == "diagnosis"
        self._title = PlainLabel("CC", parent) if self.has_signs else None
        if self._title is not None:
            self._title.setProperty("role", "muted")
            self._title.setToolTip(
                "分组方案把这条诊断算作什么：MCC、CC，被主要诊断排除的 CC×；灰码，不能作主要诊断的 ✕主"
            )
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def fit(self) -> None:
        """Take the width that the size of text asks for: names are never cut."""
        self.setFixedWidth(self._name_width() + self._sign_width())

    def place_title(self, frame: int, height: int) -> None:
        """Put the title of the signs over them, at the height of the heads of the columns."""
        if self._title is not None:
            self._title.setGeometry(frame + self._name_width() + SMALL, frame, self._sign_width() - SMALL, height)
            self._title.raise_()

    def sizeHint(self) -> QSize:
        return QSize(self._name_width() + self._sign_width(), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = current_theme()
        painter.save()
        painter.fillRect(rect, theme.colour("header"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        first = QRect(rect.left(), rect.top(), self._name_width(), min(rect.height(), ROW_HEIGHT))
        carries = bool(self.model().headerData(section, self.orientation(), CARRIES_ROLE))
        painter.setFont(text_font(bold=carries))
        painter.setPen(theme.colour("text" if carries else "text_muted"))
        words = str(self.model().headerData(section, self.orientation()) or "")
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first.adjusted(SMALL + 1, 0, 0, 0), upright | Qt.AlignmentFlag.AlignLeft, words)
        if carries:
            painter.setPen(theme.colour("accent"))
            painter.setFont(text_font(POINTS_SMALL, bold=True))
            painter.drawText(first.adjusted(0, 0, -SMALL, 0), upright | Qt.AlignmentFlag.AlignRight, CARRIES)
        self._paint_sign(painter, QRect(first.right() + 1, rect.top(), self._sign_width(), first.height()), section)
        painter.restore()

    def _paint_sign(self, painter: QPainter, box: QRect, row: int) -> None:
        if not self.has_signs:
            return
        sign = self.model().headerData(row, self.orientation(), SIGN_ROLE)
        theme = current_theme()
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.topLeft(), box.bottomLeft())
        if sign:
            painter.setFont(text_font(POINTS_SMALL, bold=sign.is_loud))
            painter.setPen(theme.colour("warning" if sign.is_wrong else "text" if sign.is_loud else "text_muted"))
            words = painter.fontMetrics().elidedText(sign.words, Qt.TextElideMode.ElideRight, box.width() - SMALL)
            painter.drawText(box.adjusted(SMALL, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _name_width(self) -> int:
        metrics = QFontMetrics(text_font(bold=True))
        return metrics.horizontalAdvance(_LONGEST_NAME) + metrics.horizontalAdvance(CARRIES) + MEDIUM + SMALL

    def _sign_width(self) -> int:
        if not self.has_signs:
            return 0
        return QFontMetrics(text_font(POINTS_SMALL, bold=True)).horizontalAdvance(_LONGEST_SIGN) + LARGE
