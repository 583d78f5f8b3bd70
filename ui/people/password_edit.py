"""A line for a password: dots, no history, and whether the capitals are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from ui.plain import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_CAPS = "大写锁定已打开（Caps Lock）：口令区分大小写。"


class PasswordEdit(QLineEdit):
    """``caps_seen`` tells with every letter whether Caps Lock is on: Qt can be asked for no other sign of it."""

    caps_seen = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if letter.isascii() and letter.isalpha():
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_seen.emit(letter.isupper() != is_shifted)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps_seen.emit(False)
        super().keyPressEvent(event)


class CapsHint(PlainLabel):
    """Says that Caps Lock is on, while it is, in the height of a line that is there always: nothing jumps."""

    def __init__(self, *edits: PasswordEdit) -> None:
        super().__init__()
        self.setProperty("role", "warning")
        self.setMinimumHeight(self.fontMetrics().height())
        for edit in edits:
            edit.caps_seen.connect(lambda on: self.setText(_CAPS if on else ""))
