"""A line that can be unfolded: what is not part of the list above it and is still not kept back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QListWidget, QToolButton, QVBoxLayout, QWidget

from ui.icons.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEIGHT = 150


class Folded(QWidget):
    """A button with a sentence, and the lines that it shows; hidden while there are none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.list = QListWidget(self)
        self.list.setAccessibleName(name)
        self.list.setWordWrap(True)
        self.list.setMaximumHeight(_HEIGHT)
        self.list.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.button)
        box.addWidget(self.list)
        self.button.toggled.connect(self._unfold)
        self.hide()

    def show_lines(self, sentence: str, lines: Sequence[str]) -> None:
        """Show this sentence with these lines behind it."""
        self.setVisible(bool(lines))
        self.button.setText(sentence)
        self.list.clear()
        self.list.addItems(list(lines))
        self._recolour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()

    def _unfold(self, on: bool) -> None:
        self.list.setVisible(on)
        self._recolour()

    def _recolour(self) -> None:
        self.button.setIcon(icon("chevron_down" if self.button.isChecked() else "chevron_right", "not_judged"))
