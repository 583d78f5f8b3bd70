"""Typing as the window system sends it: Chinese by an input method, keys to the list that is open."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget


def type_words(widget: QWidget, words: str) -> None:
    """Commit words into the widget that has the focus."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def press(qtbot: object, widget: QWidget, key: Qt.Key) -> None:
    """Press a key; an open list gets it before the widget that it belongs to."""
    qtbot.keyClick(QApplication.activePopupWidget() or widget, key)
