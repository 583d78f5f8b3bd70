"""How a row of the worklist is drawn: two lines, state told by shape, word and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from coding.store.page_marks import PageMark, row_marks
from coding.store.store import Sort
from ui.icons.icons import pixmap
from ui.theme.fonts import POINTS, POINTS_SMALL, text_font
from ui.theme.spacing import CARD_HEIGHT, FOCUS_LINE, MEDIUM, SMALL, TINY
from ui.theme.theme import SeverityStyle, Theme, current_theme
from ui.worklist.worklist_model import (
    BESIDE_ROLE,
    LEFT_ROLE,
    NOTHING_BESIDE,
    OLD_ROLE,
    ROW_ROLE,
    counts_text,
    group_text,
    progress_style,
    signed,
    state_style,
    weight_text,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from coding.store.store import WorklistRow
    from ui.worklist.row_beside import RowBeside

_ICON = 16
_LEFT = MEDIUM + _ICON + MEDIUM
_ALTERED = SeverityStyle("text_muted", "edited", PageMark.ALTERED.label)
#: Marks as one sign and the role of its colour; the tool tip of the row says them in words.
MARK_SIGNS: Final = {
    PageMark.UNPROVED: ("据", "warning"),
    PageMark.LIST_DIFFERS: ("单", "warning"),
    PageMark.OVERDUE: ("逾", "info"),
}


class CardDelegate(QStyledItemDelegate):
    """Draws a WorklistRow: name, record number and counts above; principal diagnosis, group, weight below.

    ``sort``: in an order by what has moved, that stands in the place of the weight. A row that would not be listed any
    more is drawn muted, its name struck out.
    """

    sort = Sort.DISCHARGE

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, CARD_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        theme = current_theme()
        painter.save()
        box = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, theme.colour("selection" if selected else "field"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if selected:
            focused = option.widget is not None and option.widget.hasFocus()
            bar = QRect(box.left(), box.top(), FOCUS_LINE + 1, box.height())
            painter.fillRect(bar, theme.colour("focus" if focused else "line_strong"))
        if row is not None:
            beside = index.data(BESIDE_ROLE) or NOTHING_BESIDE
            is_old, has_left = index.data(OLD_ROLE), index.data(LEFT_ROLE)
            self._paint_row(painter, box, row, beside, theme, is_old=is_old, has_left=has_left)
        painter.restore()

    def _paint_row(
        self,
        painter: QPainter,
        box: QRect,
        row: WorklistRow,
        beside: RowBeside,
        theme: Theme,
        *,
        is_old: bool,
        has_left: bool,
    ) -> None:
        style = state_style(row, is_old=is_old)
        ratio = painter.device().devicePixelRatioF()
        top = QRect(box.left() + _LEFT, box.top() + SMALL, box.width() - _LEFT - MEDIUM, box.height() // 2 - SMALL)
        below = QRect(top.left(), box.top() + box.height() // 2, top.width(), box.height() // 2 - SMALL)
        x = box.left() + MEDIUM
        painter.drawPixmap(x, top.center().y() - _ICON // 2 + 1, pixmap(style.icon, style.role, _ICON, ratio))
        done = progress_style(row, is_old=is_old) or (_ALTERED if row.altered else None)
        if done is not None:
            painter.drawPixmap(x, below.center().y() - _ICON // 2 + 1, pixmap(done.icon, done.role, _ICON, ratio))

        used = _right(painter, top, counts_text(row, is_old=is_old), text_font(POINTS_SMALL), theme.colour(style.role))
        head = QRect(top.left(), top.top(), top.width() - used - MEDIUM, top.height())
        name = row.patient_name or "（无姓名）"
        font = text_font(POINTS, bold=True)
        font.setStrikeOut(has_left)
        used = _left(painter, head, name, font, theme.colour("text_muted" if has_left else "text"))
        number = QRect(head.left() + used + MEDIUM, head.top(), head.width() - used - MEDIUM, head.height())
        small = text_font(POINTS_SMALL)
        said = row.case_no or "病案号空"
        if _advance(small, said) <= number.width():  # a part of a number is another number
            _left(painter, number, said, small, theme.colour("text_muted"))

        group = group_text(row)
        weight = self._moved(row) or (f"  {weight_text(row.weight)}" if group and row.weight is not None else "")
        if not shown_principal(row.principal, below.width() - _advance(small, group + weight) - 2 * MEDIUM, small):
            weight = ""  # the code is what she reads; the weight stands in the strip and in the columns
        colour = theme.colour("text_muted" if is_old or has_left else "text")
        used = _right(painter, below, group + weight, text_font(POINTS_SMALL), colour)
        right = below.right() - used - (MEDIUM if used else 0)
        right = _beside(painter, QRect(below.left(), below.top(), right - below.left(), below.height()), beside, theme)
        if not is_old:
            right = _marks(painter, QRect(below.left(), below.top(), right - below.left(), below.height()), row, theme)
        principal = QRect(below.left(), below.top(), right - below.left() - MEDIUM, below.height())
        said = shown_principal(row.principal or "（无主要诊断）", principal.width(), small)
        _left(painter, principal, said, small, theme.colour("text_muted"))

    def _moved(self, row: WorklistRow) -> str:
        if self.sort is Sort.WEIGHT_MOVED and row.weight_moved:
            return f"  {signed(row.weight_moved)}"
        if self.sort is Sort.PAYMENT_MOVED and row.payment_moved:
            return f"  {signed(row.payment_moved, digits=0)}元"
        return ""


def shown_principal(text: str, width: int, font: QFont) -> str:
    """So much of ``code name`` as there is room for: of the name what fits, of the code all or nothing."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
    code = text.split(" ")[0]
    if shown == text or not any(sign.isdigit() for sign in code) or len(shown) > len(code) + 2:
        return shown
    return code if metrics.horizontalAdvance(code) <= width else ""


def _advance(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


def _marks(painter: QPainter, box: QRect, row: WorklistRow, theme: Theme) -> int:
    """The marks that no other part of the row tells, one sign each, from the right; where they end."""
    painter.setFont(text_font(POINTS_SMALL))
    right, height = box.right(), painter.fontMetrics().height()
    for mark in reversed([mark for mark in row_marks(row) if mark in MARK_SIGNS and not _is_told(mark, row)]):
        sign, role = MARK_SIGNS[mark]
        width = painter.fontMetrics().horizontalAdvance(sign) + SMALL
        ground = QRect(right - width, box.center().y() - height // 2 + 1, width, height)
        painter.fillRect(ground, theme.colour(f"{role}_soft"))
        painter.setPen(theme.colour(role))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, sign)
        right = ground.left() - TINY
    return right


def _beside(painter: QPainter, box: QRect, beside: RowBeside, theme: Theme) -> int:
    """Who is at the page now, else whose it is and until when, and 补, from the right; where they end."""
    painter.setFont(text_font(POINTS_SMALL))
    right, height = box.right(), painter.fontMetrics().height()
    whose = (f"{beside.editor}在编", "info") if beside.editor else (beside.chip, "error" if beside.is_late else "")
    for text, role in (whose, ("补" if beside.is_again else "", "info")):
        if not text:
            continue
        width = painter.fontMetrics().horizontalAdvance(text) + SMALL
        ground = QRect(right - width, box.center().y() - height // 2 + 1, width, height)
        if role:
            painter.fillRect(ground, theme.colour(f"{role}_soft"))
        painter.setPen(theme.colour(role or "text_muted"))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)
        right = ground.left() - TINY
    return right


def _is_told(mark: PageMark, row: WorklistRow) -> bool:
    """Where nothing is counted, the evidence that is wanted stands in words above."""
    return mark is PageMark.UNPROVED and counts_text(row) == mark.label


def _right(painter: QPainter, box: QRect, text: str, font: QFont, colour: object) -> int:
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    return painter.fontMetrics().horizontalAdvance(text)


def _left(painter: QPainter, box: QRect, text: str, font: QFont, colour: object) -> int:
    painter.setFont(font)
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
