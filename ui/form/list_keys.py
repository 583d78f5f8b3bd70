"""An open list of choices gives way to the keys of the window: F4, Alt+Enter, Ctrl+Enter, going to another page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TO_PAGES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
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
    """Whether a key can be none of the list: a function key, or Enter and the arrows with Ctrl or Alt."""
    control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return event.key() in _FUNCTION_KEYS or bool(control and event.key() in (*_ENTER, *_TO_PAGES))
