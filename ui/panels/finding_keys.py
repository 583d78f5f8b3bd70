"""The keys of the findings: a digit chooses, Enter goes to the place, Alt+Enter accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class FindingView(QListView):
    """A list that tells digits, Enter and Alt+Enter. ``numbered`` carries 1 to 9."""

    entered_on = Signal(QModelIndex)
    accepted_on = Signal(QModelIndex)
    numbered = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.isAutoRepeat():  # a key held down must not accept one finding after the other
                return
            (self.accepted_on if alt else self.entered_on).emit(self.currentIndex())
            return
        number = event.key() - Qt.Key.Key_0
        if 1 <= number <= 9 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.numbered.emit(number)
            return
        super().keyPressEvent(event)
