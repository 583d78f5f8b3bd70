"""A long list of cards: a line to narrow it, and one row a card; Enter opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.plain import PlainLabel, plain_tip
from ui.theme.fonts import code_font, text_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter

    from ui.cards.card_key import CardKey, ListedCard

LISTED: Final = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_CODE_SHARE: Final = 3  # of the width, at most one part of so many is the code's


class ListedCardsModel(QAbstractListModel):
    """The lines of a list that hold the words typed, in its own order."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[ListedCard, ...] = ()
        self.shown: tuple[ListedCard, ...] = ()

    @property
    def total(self) -> int:
        """How many lines there are in all."""
        return len(self._all)

    def show(self, rows: Sequence[ListedCard]) -> None:
        """Show these."""
        self.beginResetModel()
        self._all = self.shown = tuple(rows)
        self.endResetModel()

    def narrow(self, typed: str) -> None:
        """Leave the lines that hold every word typed, in code, name or note."""
        words = typed.casefold().split()
        self.beginResetModel()
        self.shown = tuple(
            row for row in self._all if all(w in f"{row.code} {row.name} {row.note}".casefold() for w in words)
        )
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.shown[index.row()]
        told = "　".join(filter(None, (row.code, row.name, row.note)))
        match role:
            case _ if role == LISTED:
                return row
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return told
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(told)
        return None


class _LineDelegate(QStyledItemDelegate):
    """Code, name, and behind them what else is to be said."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ListedCard = index.data(LISTED)
        theme, chosen = current_theme(), bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.colour("selection" if chosen else "field"))
        box = option.rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        if row.code:
            painter.setFont(code_font())
            width = min(painter.fontMetrics().horizontalAdvance(row.code) + MEDIUM, box.width() // _CODE_SHARE)
            _write(painter, QRect(box.left(), box.top(), width, box.height()), row.code)
            box.adjust(max(width, 2 * ROW_HEIGHT + 2 * MEDIUM), 0, 0, 0)
        painter.setFont(text_font())
        taken = min(painter.fontMetrics().horizontalAdvance(row.name) + 2 * MEDIUM, box.width())
        _write(painter, box, row.name)
        if not chosen:
            painter.setPen(theme.colour("text_muted"))
        _write(painter, box.adjusted(taken, 0, 0, 0), row.note)
        painter.restore()


def _write(painter: QPainter, box: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class _Lines(QListView):
    entered_on = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_on.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class ListedCards(QWidget):
    """The list in sight. ``wanted`` carries the CardKey of the line that was entered."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = PlainLabel(self)
        self.title.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        self.title.setWordWrap(True)
        self.typed = QLineEdit(self)
        self.typed.setPlaceholderText("在这个列表中查找编码、名称")
        self.typed.setAccessibleName("在列表中查找")
        self.typed.setClearButtonEnabled(True)
        self.model = ListedCardsModel()
        self.lines = _Lines(self)
        self.lines.setAccessibleName("编码列表")
        self.lines.setModel(self.model)
        self.lines.setItemDelegate(_LineDelegate(self.lines))
        self.lines.setUniformItemSizes(True)
        self.lines.entered_on.connect(self._enter)
        self.lines.doubleClicked.connect(self._enter)
        self.typed.textChanged.connect(self._narrow)
        self.typed.returnPressed.connect(lambda: self._enter(self.lines.currentIndex()))
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, SMALL, 0)
        line.addWidget(self.title, 1)
        line.addWidget(self.typed, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addLayout(line)
        box.addWidget(self.lines, 1)
        self._heading = ""

    def show_list(self, title: str, rows: Sequence[ListedCard], chosen: int = 0) -> None:
        """Show a list under its title, with one of its rows chosen."""
        self._heading = title
        self.typed.clear()
        self.model.show(rows)
        self.lines.setAccessibleName(title)
        self._choose(chosen)
        self._tell()

    def named_code(self) -> CardKey | None:
        """The card of the line that is chosen."""
        index = self.lines.currentIndex()
        return index.data(LISTED).key if index.isValid() else None

    def _narrow(self, typed: str) -> None:
        self.model.narrow(typed)
        self._choose(0)
        self._tell()

    def _choose(self, row: int) -> None:
        self.lines.setCurrentIndex(self.model.index(row if row < self.model.rowCount() else 0, 0))

    def _tell(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        count = f"{total:,}" if shown == total else f"{shown:,} / {total:,}"
        self.title.setText(f"{self._heading}　{count} 项")

    def _enter(self, index: Index) -> None:
        row: ListedCard | None = index.data(LISTED) if index.isValid() else None
        if row is not None and row.key is not None:
            self.wanted.emit(row.key)
