"""The table of a repeat group: edited, moved and grown from the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QMenu,
    QStyledItemDelegate,
    QWidget,
)

from coding.page.edits import move_row, remove_row
from ui.form.editor import ValueEdit
from ui.form.entry_flow import EntryFlow
from ui.form.form_cells import CellDelegate
from ui.form.lined_table import LinedTable
from ui.form.rows_model import RowsModel
from ui.form.values import one_line
from ui.icons.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.page.finding import Place
    from ui.session import Session

_TITLES = {"diagnosis": "出院诊断", "procedure": "手术及操作", "intensive_care": "重症监护"}
_FIRST = {"diagnosis": "设为主要诊断", "procedure": "设为主要手术", "intensive_care": "移到第一行"}


class RowsTable(LinedTable):
    """Typing opens a cell, in a code or a name to ask for a code; Enter or F2 edits, Tab goes on, Insert adds a row,
    Ctrl+Delete removes it, Alt+↑/↓ moves it, Ctrl+Home makes it the principal or main one, Delete empties a cell,
    Ctrl+C and Ctrl+V copy and paste one.
    """

    place_entered = Signal(object)  # Place of the current cell
    cell_shown = Signal(object)  # QRect in the table's viewport that should be seen

    def __init__(self, session: Session, group: str, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(session, group), parent)
        self.session = session
        self.group = group
        self.flow = EntryFlow(self.rows, self)
        self.flow.wanted_at.connect(self.go)
        self.flow.wanted_open.connect(self._open_led)
        self._is_closing = False  # an editor is on its way from the screen
        self._behind.timeout.connect(self._leave_gap)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(self.rows, self, self.flow))
        self.setAccessibleName(_TITLES[group])
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)

    def set_closed(self, closed: bool) -> None:
        """Whether the page takes no typing now: cells can be gone to and copied."""
        if closed:
            self.flush()
            self.close_cell()
        self.rows.is_closed = closed

    # -- where she is

    def go(self, row: int, attribute: str = "") -> None:
        """Put the focus on a cell; rows beyond the last go to the blank one."""
        row = max(0, min(row, self.rows.rowCount() - 1))
        index = self.rows.index(
            row, self.rows.column_of(attribute) if attribute else max(0, self.currentIndex().column())
        )
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(index)
        self._tell(index)  # rows above may have gone: the cell is the current one already, and its place another

    def current_box(self) -> QRect:
        """Where the current cell lies in the viewport."""
        return self.visualRect(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if not hasattr(self, "flow"):  # the rows are only being put in
            return
        self.flow.left()
        if self.rows.gap is not None:
            self._behind.start()  # not while the view is on its way
        if current.isValid() and self.hasFocus():
            self._tell(current)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))
        elif self.currentIndex().isValid():
            self._tell(self.currentIndex())

    def _tell(self, index: QModelIndex) -> None:
        self.place_entered.emit(self.rows.place(index))
        self.cell_shown.emit(self.visualRect(index))

    @property
    def attribute(self) -> str:
        """The attribute of the current column, or of the first."""
        return self.rows.columns[max(0, self.currentIndex().column())].attribute

    @property
    def place(self) -> Place | None:
        """The place of the current cell."""
        index = self.currentIndex()
        return self.rows.place(index) if index.isValid() else None

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        alt = modifiers == Qt.KeyboardModifier.AltModifier
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.flow.is_leading:
            self.flow.lead_on(*self._spot())
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit(self.currentIndex())
        elif plain and key == Qt.Key.Key_Insert:
            self.insert_below()
        elif control and key == Qt.Key.Key_Delete:
            self.remove_current()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if key == Qt.Key.Key_Up else 1)
        elif control and key == Qt.Key.Key_Home:
            self.make_first()
        elif plain and key == Qt.Key.Key_Delete:
            self.rows.setData(self.currentIndex(), "")
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QApplication.clipboard().setText(self.rows.value(*self._spot()))
        elif event.matches(QKeySequence.StandardKey.Paste) and self.currentIndex().isValid():
            self.rows.setData(self.currentIndex(), one_line(QApplication.clipboard().text()).strip())
        else:
            self._straight(super().keyPressEvent, event)

    def _straight(self, handle: Callable[[Any], None], event: QEvent) -> None:
        """What is typed upon a cell opens it to ask for a code, not to mend its words."""
        self.flow.is_typed_straight = True
        try:
            handle(event)
        finally:
            self.flow.is_typed_straight = False

    def _open_led(self) -> None:
        """Open the cell to which Enter has led, with its list where it has one."""
        self.edit(self.currentIndex())
        editor = self.indexWidget(self.currentIndex())
        if isinstance(editor, ValueEdit):
            editor.open_choices()

    def _spot(self) -> tuple[int, str]:
        return self.currentIndex().row(), self.attribute

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Words that come at once, without being composed first, open the cell and are kept.

        Some input methods (Wubi, handwriting, fcitx with its own window) never show what is being composed
        in the program; Qt opens the editor on such words and drops them.
        """
        words = event.commitString()
        if not words or event.preeditString() or self.state() == QAbstractItemView.State.EditingState:
            self._straight(super().inputMethodEvent, event)
            return
        self._straight(lambda _: self.edit(self.currentIndex()), event)
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            QApplication.sendEvent(editor, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the cells, and leaves at either end."""
        if self._is_closing:
            return True
        index = self.currentIndex()
        last = (self.rows.rowCount() - 1, self.rows.columnCount() - 1)
        edge = last if forward else (0, 0)
        if index.isValid() and (index.row(), index.column()) == edge:
            self.setTabKeyNavigation(False)
            try:
                return super().focusNextPrevChild(forward)
            finally:
                self.setTabKeyNavigation(True)
        return super().focusNextPrevChild(forward)

    # -- rows

    def insert_below(self) -> None:
        """A blank row below the current one; it is one of the page with the first thing that is written there."""
        if self.rows.is_closed:
            self.session.tell_access()
            return
        self._close_gap()
        at = min(self.currentIndex().row() + 1, self.rows.length)
        if at < self.rows.length:
            self.rows.open_gap(at)
        self.go(at, "type" if self.group == "intensive_care" else "name")
        self.edit(self.currentIndex())

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """A row that was opened for what has not been typed goes with its editor. The focus stays with the table, in a
        window that is not the active one, too: Qt would go on to the next cell there.
        """
        self._is_closing = True
        try:
            super().closeEditor(editor, hint)
        finally:
            self._is_closing = False
        if self.window().focusWidget() in (None, editor):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.rows.gap is not None and self.state() != QAbstractItemView.State.EditingState:
            self._close_gap()

    def _close_gap(self) -> None:
        """The row between the rows that nothing was written into: she is back where she opened it."""
        at = self.rows.gap
        if at is None:
            return
        here = self.currentIndex().row() == at
        self.rows.close_gap()
        if here:
            self.setCurrentIndex(self.rows.index(at - 1, max(0, self.currentIndex().column())))

    def _leave_gap(self) -> None:
        """She has gone on to another row without writing anything into the one that is open."""
        if self.rows.gap is not None and self.currentIndex().row() != self.rows.gap:
            self._close_gap()

    def remove_current(self) -> None:
        """Remove the current row."""
        if self.rows.gap is not None:
            self._close_gap()
            return
        row = self.currentIndex().row()
        if self.session.page is not None and 0 <= row < self.rows.length:
            self.session.apply(remove_row(self.session.page, self.group, row))
            self.go(min(row, max(0, self.rows.length - 1)))

    def move_current(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        self._move(self.currentIndex().row() + step)

    def make_first(self) -> None:
        """Make the current row the principal diagnosis or the main procedure."""
        self._move(0)

    def _move(self, to: int) -> None:
        if self.rows.gap is not None:
            self._close_gap()
            return
        row = self.currentIndex().row()
        if self.session.page is None or row == to or not (0 <= row < self.rows.length and 0 <= to < self.rows.length):
            return
        self.session.apply(move_row(self.session.page, self.group, row, to))
        self.go(to)

    @property
    def typed_at(self) -> str:
        """The field of the open cell that holds what is typed and not written down; "" where none does."""
        editor = self._open_editor()
        return editor.key if isinstance(editor, ValueEdit) and editor.was_typed else ""

    def _open_editor(self) -> QWidget | None:
        editor = self.indexWidget(self.currentIndex()) or self.focusWidget()
        return editor if self.state() == QAbstractItemView.State.EditingState and editor is not self else None

    def flush(self) -> None:
        """Write down what an open editor holds."""
        editor = self._open_editor()
        if editor is not None:
            self.commitData(editor)

    def close_cell(self) -> None:
        """Close an open editor; what it holds has been written down. The focus stays on the cell."""
        editor = self._open_editor()
        if editor is not None:
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What the keys do, for the mouse."""
        menu = self.row_menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def row_menu(self) -> QMenu:
        """The menu of the current row."""
        menu = QMenu(self)
        row, length = self.currentIndex().row(), self.rows.length
        there = 0 <= row < length
        for text, shape, do, on in (
            ("编辑\tEnter", "edited", lambda: self.edit(self.currentIndex()), row >= 0),
            ("在下面增加一行\tInsert", "add", self.insert_below, row >= 0),
            ("上移\tAlt+↑", "move_up", lambda: self.move_current(-1), there and row > 0),
            ("下移\tAlt+↓", "move_down", lambda: self.move_current(1), there and row < length - 1),
            (f"{_FIRST[self.group]}\tCtrl+Home", "move_top", self.make_first, there and row > 0),
            ("删除本行\tCtrl+Delete", "remove", self.remove_current, there),
        ):
            action = menu.addAction(icon(shape), text)
            action.triggered.connect(do)
            action.setEnabled(on)
        return menu
