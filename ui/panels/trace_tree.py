"""The steps from page to group as a tree: shape and word of the verdict, title, details in full below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem, QWidget

from ui.icons.icons import pixmap
from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import ICON_SMALL, SMALL, TINY
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from coding.grouping.case import TraceStep

STEP = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex

#: Shape, colour role and word of a verdict.
_LOOKS = {"hit": ("clean", "clean", "符合"), "miss": ("close", "text_muted", "不符合")}
_NOTE = ("info", "info", "说明")
#: Steps below this depth, and those that were missed, are folded.
_OPEN_DEPTH = 3
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)


class TraceTree(QTreeWidget):
    """Filled by ``show_trace``; the arrow keys fold and unfold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setColumnCount(1)
        self.setIndentation(14)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(TraceDelegate(self))
        self.setAccessibleName("分组过程")

    def show_trace(self, root: TraceStep) -> None:
        """Show a tree of steps, the way that was taken unfolded."""
        self.clear()
        item = _item(root)
        self.addTopLevelItem(item)
        _unfold(item, root, 0)
        self.setCurrentItem(item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class TraceDelegate(QStyledItemDelegate):
    """Draws a step; the row is as high as its words need."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        step: TraceStep = index.data(STEP)
        width = self._width(index)
        title = _height(step.title, width, text_font())
        detail = _height(step.detail, width, text_font(POINTS_SMALL)) if step.detail else 0
        return QSize(width, title + detail + 2 * SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        step: TraceStep = index.data(STEP)
        theme = current_theme()
        shape, role, _ = _LOOKS.get(step.verdict, _NOTE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, theme.colour("selection"))
        left, top = option.rect.left(), option.rect.top() + SMALL
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(left, top + TINY, pixmap(shape, role, ICON_SMALL, ratio))
        width = self._width(index)
        title = QRect(left + ICON_SMALL + SMALL, top, width, _height(step.title, width, text_font()))
        painter.setFont(text_font(bold=not index.parent().isValid()))
        muted = step.verdict == "miss" and index.parent().isValid() and not chosen
        painter.setPen(theme.colour("text_muted" if muted else "selection_text" if chosen else "text"))
        painter.drawText(title, _WRAP, step.title)
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(QRect(title.left(), title.bottom() + 1, width, 10_000), _WRAP, step.detail)
        painter.restore()

    def _width(self, index: Index) -> int:
        depth = 1
        while (index := index.parent()).isValid():
            depth += 1
        return max(120, self._tree.viewport().width() - depth * self._tree.indentation() - ICON_SMALL - 3 * SMALL)


def verdict_word(step: TraceStep) -> str:
    """符合, 不符合 or 说明."""
    return _LOOKS.get(step.verdict, _NOTE)[2]


def _height(text: str, width: int, font: object) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAP, text).height()


def _item(step: TraceStep) -> QTreeWidgetItem:
    word = verdict_word(step)
    item = QTreeWidgetItem([step.title])
    item.setData(0, STEP, step)
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{word} {step.title} {step.detail}".strip())
    item.setToolTip(0, plain_tip(word))
    item.addChildren([_item(child) for child in step.children])
    return item


def _unfold(item: QTreeWidgetItem, step: TraceStep, depth: int) -> None:
    item.setExpanded(depth == 0 or (step.verdict != "miss" and depth < _OPEN_DEPTH))
    for number, child in enumerate(step.children):
        _unfold(item.child(number), child, depth + 1)
