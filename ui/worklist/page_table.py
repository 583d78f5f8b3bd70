"""The table of the pages: one column, keys of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.taking_out import HOLDS, Holds
from ui.theme.spacing import CARD_HEIGHT
from ui.worklist.delegate import CardDelegate

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from coding.store.store import Sort


class PageTable(QTableView):
    """A table of one column, because only a table lays out 300,000 rows without looking at them."""

    enter_pressed = Signal()
    escape_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("病案列表")
        self.setProperty(HOLDS, Holds.PAGES.value)
        self._cards = CardDelegate(self)
        self.setItemDelegate(self._cards)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(CARD_HEIGHT)

    def show_moved(self, sort: Sort) -> None:
        """In an order by what has moved every row shows that instead of its weight."""
        self._cards.sort = sort
        self.viewport().update()

    def mark(self, place: int | None) -> None:
        """Show a row as the selected one, or none, and tell nobody."""
        with QSignalBlocker(self.selectionModel()):
            if place is None:
                self.clearSelection()
                self.setCurrentIndex(QModelIndex())
            else:
                self.selectRow(place)

    def show_place(self, place: int) -> None:
        """Bring a row into sight; one that was far away with its neighbours around it."""
        index = self.model().index(place, 0)
        near = self.viewport().rect().adjusted(0, -2 * CARD_HEIGHT, 0, 2 * CARD_HEIGHT)
        hint = QAbstractItemView.ScrollHint
        is_near = near.intersects(self.visualRect(index))
        self.scrollTo(index, hint.EnsureVisible if is_near else hint.PositionAtCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.enter_pressed.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
            return
        if event.key() == Qt.Key.Key_Home or event.key() == Qt.Key.Key_End:
            last = self.model().rowCount() - 1
            if last >= 0:
                self.selectRow(0 if event.key() == Qt.Key.Key_Home else last)
            return
        super().keyPressEvent(event)

    def sizeHintForRow(self, row: int) -> int:
        return CARD_HEIGHT
