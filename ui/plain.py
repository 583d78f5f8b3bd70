"""Text of pages, files, rules and terms on the screen, as it stands: no sign of it is taken for HTML.

Qt guesses: a name like ``<img src="…">`` in an ordinary label is rendered, and the file behind it is loaded. Hence no
``QLabel`` and no tool tip without a word of this file (tests/house/test_plain_text.py). What we set as rich text
ourselves is made of escaped pieces.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl


class PlainLabel(QLabel):
    """A label that shows its text as it stands. Takes what QLabel takes: text, parent, properties."""

    form = Qt.TextFormat.PlainText

    def __init__(self, text: str | QWidget | None = "", parent: QWidget | None = None, **properties: Any) -> None:
        if not isinstance(text, str):
            text, parent = "", text
        super().__init__(parent, **properties)
        # the form before the text: in between Qt would guess
        self.setTextFormat(self.form)
        if text:
            self.setText(text)


class RichLabel(PlainLabel):
    """A label for rich text of ours, in which every word of a page, a file, a rule or a term is escaped."""

    form = Qt.TextFormat.RichText


class RichBrowser(QTextBrowser):
    """Rich text of ours to scroll in; loads nothing and goes nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


def plain_tip(text: str) -> str:
    """A text as a tool tip that shows it as it stands, lines included."""
    return rich_tip(escape(text).replace("\n", "<br>")) if Qt.mightBeRichText(text) else text


def rich_tip(html: str) -> str:
    """Rich text of ours as a tool tip; the words in it are escaped."""
    return f"<qt>{html}</qt>" if html else ""
