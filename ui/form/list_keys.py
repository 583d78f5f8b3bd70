"""An open list of choices gives way to the keys of the window: F4, Alt+Enter, Ctrl+Enter, Ctrl+K, another page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

#: With Ctrl: what edits the text, or switches the input method; keys that come with every chord.
_OF_TEXT = frozenset(
    {
        *(Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Z, Qt.Key.Key_Y),
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
        *(Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Space),
    }
)
_OF_CHORDS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_unknown}
)
_FUNCTION_KEYS = range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1)


class _GivesWay(QObject):
    """Without it the list takes such a key itself: Ctrl+Enter would choose what is lit up, F4 would do nothing."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt asks the list first whether it wants the key; once the list is gone, the window's action gets it
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_for_window(event):
            watched.hide()  # type: ignore[attr-defined]
        return False


def give_way_to_actions(popup: QWidget) -> None:
    """Let a list close when a key comes that an action of the window waits for."""
    popup.installEventFilter(_GivesWay(popup))


def is_for_window(event: QKeyEvent) -> bool:
    """Whether a key can be none of the list or its text: a function key, or a chord that edits nothing."""
    if event.key() in _FUNCTION_KEYS:
        return True
    held = event.modifiers()
    if event.key() in _OF_CHORDS:
        return False
    if held & Qt.KeyboardModifier.AltModifier:
        return True
    return bool(held & Qt.KeyboardModifier.ControlModifier) and event.key() not in _OF_TEXT
