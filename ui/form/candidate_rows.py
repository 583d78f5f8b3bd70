"""How the lines of the list of candidates are drawn: code, name, what is known of the code, and why it is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.fonts import POINTS_SMALL, code_font, text_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL
from ui.theme.theme import current_theme
from ui.wording.marked_text import draw_marked

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QStandardItemModel

    from coding.examine.code_marks import CodeMarks
    from coding.suggest.choosing import Offer

OFFER = Qt.ItemDataRole.UserRole + 1
#: The words that mark a line, each with its colour.
MARKS = Qt.ItemDataRole.UserRole + 2

_WIDTH = 560
#: At most so much of a line tells why it is offered.
_WHY = 0.30


def mark_words(offer: Offer, marks: CodeMarks | None, row: int) -> tuple[tuple[str, str], ...]:
    """The words that mark a line, each with the role of its colour; of a principal diagnosis no CC is told, as it
    counts as none.
    """
    found = []
    if marks is not None and row > 0 and marks.complication_word:
        found.append((marks.complication_word, "text_muted"))
    if offer.grey:
        found.append(("灰码", "warning"))
    if marks is not None and marks.barred_by:
        found.append(("不作主诊", "warning"))
    if offer.accepted:
        found.append(("术语本", "clean"))
    return tuple(found)


class CandidateDelegate(QStyledItemDelegate):
    """Four columns: the code, the name with the matching characters marked, the marks, the reason."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._code = self._mark = self._why = 0

    def fit(self, model: QStandardItemModel) -> None:
        """Give the columns what these lines need."""
        items = [model.item(row) for row in range(model.rowCount())]
        codes, small = QFontMetrics(code_font()), QFontMetrics(text_font(POINTS_SMALL))
        self._code = max((codes.horizontalAdvance(i.data(OFFER).match.code) for i in items), default=0) + MEDIUM
        self._mark = max((self._marks_width(i.data(MARKS), small) for i in items), default=0)
        self._why = max((small.horizontalAdvance(i.data(OFFER).match.reason) for i in items), default=0) + SMALL

    @staticmethod
    def _marks_width(marks: tuple[tuple[str, str], ...], metrics: QFontMetrics) -> int:
        return sum(metrics.horizontalAdvance(word) + MEDIUM for word, _ in marks)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, max(ROW_HEIGHT, QFontMetrics(text_font()).height() + SMALL))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        match = index.data(OFFER).match
        theme = current_theme()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.colour("selection" if chosen else "raised"))
        box = option.rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        why = min(self._why, round(box.width() * _WHY))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        text = theme.colour("selection_text" if chosen else "text")
        painter.setPen(text)
        painter.setFont(code_font())
        painter.drawText(box, middle, match.code)
        painter.setFont(text_font(POINTS_SMALL))
        reason = QRect(box.right() - why + 1, box.top(), why, box.height())
        painter.setPen(text if chosen else theme.colour("text_muted"))
        shown = painter.fontMetrics().elidedText(match.reason, Qt.TextElideMode.ElideRight, why)
        painter.drawText(reason, middle, shown)
        left = reason.left() - MEDIUM - self._mark
        at = left
        for word, role in index.data(MARKS):
            painter.setPen(text if chosen else theme.colour(role))
            painter.drawText(QRect(at, box.top(), self._mark, box.height()), middle, word)
            at += painter.fontMetrics().horizontalAdvance(word) + MEDIUM
        painter.setPen(text)
        painter.setFont(text_font())
        start = box.left() + self._code
        draw_marked(painter, QRect(start, box.top(), left - MEDIUM - start, box.height()), match.name, match.marks)
        painter.restore()
