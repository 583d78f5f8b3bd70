"""The keys of the suggestions: Enter accepts in the list, and only leads to it from the search box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class SuggestionView(QListView):
    """A list that tells Enter."""

    accepted_on = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if not event.isAutoRepeat():  # a key held down must not accept one row after the other
                self.accepted_on.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class CodeSearchBox(QLineEdit):
    """↓ and Enter go to what was found; Esc empties the box. Nothing is accepted from here."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
