"""Ctrl+K: a line over the window that finds whatever can be done or looked at; Enter does what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL, WIDE
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.palette.entry import Entry

ENTRY: Final = Qt.ItemDataRole.UserRole + 1
_WIDTH: Final = 680
_ROWS: Final = 12
#: Pixels of the column that says what a line stands for.
_SORT_WIDTH: Final = 56
#: Milliseconds after the last key before what the store and the Knowledge hold is looked for.
_PAUSE: Final = 120
_HINT: Final = "操作、病案、编码、病组、规则：输入文字、拼音首字母或编码；↑↓ 选择，Enter 执行，Esc 关闭"
_MOVES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS - 1, Qt.Key.Key_PageUp: 1 - _ROWS}


class Palette(QFrame):
    """``wanted`` tells what is typed, after a pause; whoever looks it up gives the lines to ``show_found``. ``chosen``
    carries the Entry that is to be done: the palette is closed by then, and the focus where it was.

    ``at_once``: typed text → lines that need no looking up; for "" what is shown before anything is typed.
    """

    wanted = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget, at_once: Callable[[str], Sequence[Entry]]) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName("命令面板")
        self._at_once = at_once
        self._before: QWidget | None = None
        self.typed = QLineEdit(self, placeholderText="要做什么，或要找什么", clearButtonEnabled=True)
        self.typed.setAccessibleName("命令面板：输入文字、拼音首字母或编码")
        self.typed.installEventFilter(self)
        self.typed.textChanged.connect(self._on_typed)
        self.model = QStandardItemModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setAccessibleName("找到的内容")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._take(index))
        self.told = PlainLabel(_HINT, self)
        self.told.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, SMALL)
        box.setSpacing(SMALL)
        box.addWidget(self.typed)
        box.addWidget(self.list)
        box.addWidget(self.told)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(lambda: self.wanted.emit(self.typed.text().strip()))
        parent.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        self.hide()

    # -- the outside

    @property
    def entries(self) -> list[Entry]:
        """The lines now, in their order."""
        return [self.model.item(row).data(ENTRY) for row in range(self.model.rowCount())]

    def open(self) -> None:
        """Show it, empty, with the focus in its line; a second time it closes."""
        if self.isVisible():
            self.leave()
            return
        self._before = QApplication.focusWidget()
        self.typed.clear()
        self._on_typed("")
        self._place()
        self.show()
        self.raise_()
        self.typed.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close it; the focus goes back to where it was."""
        self._timer.stop()
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_found(self, typed: str, found: Sequence[Entry]) -> None:
        """What was looked up for a text; nothing happens where another one stands there by now."""
        if typed != self.typed.text().strip() or not self.isVisible():
            return
        self._fill([*self._at_once(typed), *found], keep=True)

    # -- inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.typed and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._key(event)
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.list.viewport().update()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _MOVES and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move(_MOVES[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            pass  # there is nowhere to go
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        last = self.model.rowCount() - 1
        if last >= 0:
            row = min(max(self.list.currentIndex().row() + step, 0), last)
            self.list.setCurrentIndex(self.model.index(row, 0))

    def _on_typed(self, text: str) -> None:
        typed = text.strip()
        self._fill(self._at_once(typed), keep=False)
        if typed:
            self._timer.start()
        else:
            self._timer.stop()

    def _fill(self, entries: Sequence[Entry], *, keep: bool) -> None:
        """Show lines; ``keep``: what was chosen stays chosen where it is still there."""
        here = self.list.currentIndex().data(ENTRY) if keep else None
        self.model.clear()
        for entry in entries:
            self.model.appendRow(_item(entry))
        same = next((at for at, one in enumerate(entries) if here and (one.sort, one.key) == (here.sort, here.key)), 0)
        if entries:
            self.list.setCurrentIndex(self.model.index(same, 0))
        self.told.setText(_HINT if entries or not self.typed.text().strip() else "没有找到：换个说法，或输入更多文字。")
        self._place()

    def _take(self, index: QModelIndex) -> None:
        entry: Entry | None = index.data(ENTRY) if index.isValid() else None
        if entry is None:
            return
        if entry.why_not:
            self.told.setText(f"{entry.text}：{entry.why_not}")
            return
        self.leave()
        self.chosen.emit(entry)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Whoever goes elsewhere has left it."""
        if self.isVisible() and new is not None and new is not self.typed and not self.isAncestorOf(new):
            self._before = None
            self.leave()

    def _place(self) -> None:
        window = self.parent()
        assert isinstance(window, QWidget)
        width = min(_WIDTH, window.width() - 2 * WIDE)
        rows = max(1, min(_ROWS, self.model.rowCount()))
        self.list.setFixedHeight(rows * ROW_HEIGHT + 2 * self.list.frameWidth())
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(QPoint((window.width() - width) // 2, max(WIDE, window.height() // 9)))


class EntryDelegate(QStyledItemDelegate):
    """What it stands for, the text, what stands beside it, and the keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(ENTRY)
        theme = current_theme()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.colour("selection" if chosen else "raised"))
        painter.setFont(option.font)
        box = option.rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(box, centre, entry.sort.value)
        painter.drawText(box, centre | Qt.AlignmentFlag.AlignRight, entry.keys)
        metrics = painter.fontMetrics()
        right = metrics.horizontalAdvance(entry.keys) + (MEDIUM if entry.keys else 0)
        whole = QRect(box.left() + _SORT_WIDTH, box.top(), box.width() - _SORT_WIDTH - right, box.height())
        text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, whole.width())
        painter.setPen(theme.colour("text_disabled" if entry.why_not else "text"))
        painter.drawText(whole, centre, text)
        used = metrics.horizontalAdvance(text) + MEDIUM
        beside = metrics.elidedText(entry.why_not or entry.beside, Qt.TextElideMode.ElideRight, whole.width() - used)
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(whole.adjusted(used, 0, 0, 0), centre, beside)
        painter.restore()


def _item(entry: Entry) -> QStandardItem:
    item = QStandardItem(entry.text)
    item.setEditable(False)
    item.setData(entry, ENTRY)
    told = (entry.sort.value, entry.text, entry.beside, entry.keys, entry.why_not)
    item.setData(" ".join(part for part in told if part), Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(plain_tip(" ".join(part for part in (entry.text, entry.why_not or entry.beside) if part)))
    return item
