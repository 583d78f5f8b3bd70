"""Suggestions as a list, grouped by the row of the page that they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from coding.suggest.suggestion import Suggestion
from ui.icons.icons import pixmap
from ui.panels.shift_text import needs_reason, short_shift
from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, code_font, text_font
from ui.theme.spacing import ICON_SMALL, MEDIUM, SMALL, TINY
from ui.theme.theme import current_theme
from ui.wording.marked_text import draw_marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from coding.examine.preview import Shift

SUGGESTION = Qt.ItemDataRole.UserRole + 1
SHIFT = Qt.ItemDataRole.UserRole + 2
MONEY = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex

#: Pixels by which the two lines of a row stand closer than their fonts would have it.
_CLOSER = 3


def row_height() -> int:
    """Of a suggestion, in the size of text that is in force."""
    return QFontMetrics(text_font()).height() + QFontMetrics(text_font(POINTS_SMALL)).height() - _CLOSER + TINY


def head_height() -> int:
    """Of the line above the suggestions of one row."""
    return QFontMetrics(text_font(bold=True)).height() + TINY


@dataclass(frozen=True, slots=True)
class Head:
    """The line above the suggestions of one row: which row, its words and why anything is proposed."""

    title: str
    words: str
    cause: str


class SuggestionModel(QAbstractListModel):
    """Heads and suggestions in order; previews come in one by one."""

    def __init__(self, *, sees_money: bool = True) -> None:
        super().__init__()
        self.sees_money = sees_money
        self.lines: list[Head | Suggestion] = []
        self.shifts: dict[int, Shift] = {}

    def show(self, lines: Sequence[Head | Suggestion]) -> None:
        """Show these lines, without previews yet."""
        self.beginResetModel()
        self.lines = list(lines)
        self.shifts = {}
        self.endResetModel()

    def put_shift(self, row: int, shift: Shift) -> None:
        """The preview of one suggestion is there."""
        self.shifts[row] = shift
        self.dataChanged.emit(self.index(row), self.index(row))

    def suggestion(self, row: int) -> Suggestion | None:
        """The suggestion in a row; None for heads and beyond the end."""
        line = self.lines[row] if 0 <= row < len(self.lines) else None
        return line if isinstance(line, Suggestion) else None

    def row_of(self, group: str, index: int | None, code: str = "") -> int:
        """The first suggestion for a row of the page, with this code if it is there; -1 for none."""
        first = -1
        for row, line in enumerate(self.lines):
            if isinstance(line, Suggestion) and (line.group, line.index) == (group, index):
                if not code or line.match.code == code:
                    return row
                first = row if first < 0 else first
        return first

    def height(self, row: int, head: int) -> int:
        """The sum of the heights of all lines; those of a row and of a head."""
        return sum(head if isinstance(line, Head) else row for line in self.lines)

    def first_suggestion(self) -> int:
        """The first row that is no head; -1 for none."""
        return next((row for row, line in enumerate(self.lines) if isinstance(line, Suggestion)), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.lines[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        match role:
            case _ if role == SUGGESTION:
                return line
            case _ if role == MONEY:
                return self.sees_money
            case _ if role == SHIFT:
                return self.shifts.get(index.row())
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                if isinstance(line, Head):
                    return f"{line.title} {line.words} {line.cause}"
                shift = self.shifts.get(index.row())
                told = f"，{short_shift(shift, money=self.sees_money)}" if shift else ""
                return f"{line.match.code} {line.match.name}，{line.match.score:.0f}分，{line.match.reason}{told}"
            case Qt.ItemDataRole.ToolTipRole if isinstance(line, Suggestion):
                return plain_tip(f"{line.match.code} {line.match.name}\n{line.match.reason}")
        return None


class SuggestionDelegate(QStyledItemDelegate):
    """Code, name with its matching characters marked and score; below before → after and the reason."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, head_height() if isinstance(index.data(SUGGESTION), Head) else row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Head | Suggestion = index.data(SUGGESTION)
        painter.save()
        if isinstance(line, Head):
            self._paint_head(painter, option.rect, line)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_line(painter, option.rect, line, index.data(SHIFT), chosen, money=index.data(MONEY))
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, head: Head) -> None:
        theme = current_theme()
        painter.fillRect(rect, theme.colour("header"))
        box = rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(theme.colour("text_muted"))
        cause_width = min(painter.fontMetrics().horizontalAdvance(head.cause), box.width() // 2)
        cause = painter.fontMetrics().elidedText(head.cause, Qt.TextElideMode.ElideRight, cause_width + 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, cause)
        box.adjust(0, 0, -cause_width - MEDIUM, 0)
        painter.setFont(text_font(bold=True))
        painter.setPen(theme.colour("text"))
        words = painter.fontMetrics().elidedText(
            f"{head.title}　{head.words}".strip(), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_line(
        self, painter: QPainter, rect: QRect, line: Suggestion, shift: Shift | None, chosen: bool, *, money: bool
    ) -> None:
        theme = current_theme()
        painter.fillRect(rect, theme.colour("selection" if chosen else "field"))
        metrics = QFontMetrics(text_font())
        first = QRect(rect.left() + MEDIUM, rect.top() + 1, rect.width() - 2 * MEDIUM, metrics.height())
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(theme.colour("text_muted"))
        score = f"{line.match.score:.0f} 分"
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, score)
        score_width = painter.fontMetrics().horizontalAdvance(score) + MEDIUM
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        painter.setFont(code_font(bold=True))
        code_width = painter.fontMetrics().horizontalAdvance(line.match.code) + MEDIUM
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, line.match.code)
        painter.setFont(text_font())
        draw_marked(painter, first.adjusted(code_width, 0, -score_width, 0), line.match.name, line.match.marks)
        painter.setFont(text_font(POINTS_SMALL))
        below = first.top() + first.height() - _CLOSER
        second = QRect(first.left(), below, first.width(), painter.fontMetrics().height())
        left = self._paint_shift(painter, second, shift, chosen, money=money)
        second.setLeft(left + MEDIUM)
        painter.setPen(theme.colour("text_muted"))
        reason = painter.fontMetrics().elidedText(line.match.reason, Qt.TextElideMode.ElideRight, second.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, reason)
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_shift(self, painter: QPainter, box: QRect, shift: Shift | None, chosen: bool, *, money: bool) -> int:
        """Before → after from the left; the right end of it."""
        theme = current_theme()
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("text_muted"))
        if shift is None:
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "正在预览…")
            return box.left() + metrics.horizontalAdvance("正在预览…")
        ratio = painter.device().devicePixelRatioF()
        top = box.top() + (box.height() - ICON_SMALL) // 2
        delta = (shift.weight_delta or 0.0) if money else 0.0
        shape = "group" if shift.moves_group and not delta else "rise" if delta > 0 else "fall" if delta < 0 else "same"
        painter.drawPixmap(box.left(), top, pixmap(shape, "text_muted", ICON_SMALL, ratio))
        left = box.left() + ICON_SMALL + SMALL
        text = metrics.elidedText(short_shift(shift, money=money), Qt.TextElideMode.ElideRight, box.right() - left)
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        painter.drawText(box.adjusted(left - box.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        left += metrics.horizontalAdvance(text)
        if needs_reason(shift):
            painter.setPen(theme.colour("warning"))
            there = box.adjusted(left + MEDIUM - box.left(), 0, 0, 0)
            asks = metrics.elidedText("须写依据", Qt.TextElideMode.ElideRight, max(0, there.width()))
            painter.drawText(there, Qt.AlignmentFlag.AlignVCenter, asks)
            left = there.left() + metrics.horizontalAdvance(asks)
        return left
