"""What lies over the window while files are held above it: what happens when they are let go, or why nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.icons.icons import pixmap
from ui.plain import PlainLabel
from ui.theme.spacing import ICON_LARGE, LARGE, WIDE

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

#: Width of the card, and how much of the window shows through around it.
_CARD, _VEIL = 480, 0.72


class DropOverlay(QWidget):
    """Covers its window; takes no mouse. ``sentence``: what it says."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sentence = ""
        card = QFrame(self)
        card.setObjectName("card")
        card.setFixedWidth(_CARD)
        self._picture = PlainLabel(card)
        self._words = PlainLabel(card, wordWrap=True)
        self._words.setProperty("role", "large")
        line = QHBoxLayout(card)
        line.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        line.setSpacing(LARGE)
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        box = QVBoxLayout(self)
        box.addStretch(1)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        self.hide()

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Show a sentence over the window."""
        self.sentence = sentence
        self.setAccessibleName(sentence)
        shape, role = ("error", "error") if refused else ("import", "accent")
        self._picture.setPixmap(pixmap(shape, role, ICON_LARGE, self.devicePixelRatioF()))
        self._words.setText(sentence)
        # a label that breaks its lines tells a height for one width of its own
        self._words.setMinimumHeight(self._words.heightForWidth(_CARD - 2 * WIDE - LARGE - ICON_LARGE))
        window = self.parentWidget()
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = self.palette().color(QPalette.ColorRole.Window)
        veil.setAlphaF(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.end()
