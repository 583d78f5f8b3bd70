"""The reasons for sending a page back, a digit each; the one that says nothing by itself asks for words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from coding.review.return_reasons import return_reasons
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.review.return_reasons import ReturnReason


class ReasonStrip(QWidget):
    """``chosen`` carries the reason in words, ``left``: it was given up by Esc."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = PlainLabel("退回的理由：按数字", self)
        self.list = QListWidget(self)
        self.list.setAccessibleName("退回的理由")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for reason in return_reasons():
            item = QListWidgetItem(f"{reason.key}  {reason.text}{'（写明）' if reason.needs_words else ''}")
            item.setData(Qt.ItemDataRole.UserRole, reason)
            self.list.addItem(item)
        self.words = QLineEdit(self)
        self.words.setAccessibleName("退回的理由，写明")
        self.words.setPlaceholderText("写明理由，Enter 退回，Esc 放弃")
        self.words.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box.setSpacing(SMALL)
        box.addWidget(self.title)
        box.addWidget(self.list)
        box.addWidget(self.words)
        self.list.installEventFilter(self)
        self.words.installEventFilter(self)
        self.list.itemDoubleClicked.connect(lambda item: self._take(item.data(Qt.ItemDataRole.UserRole)))
        self.words.returnPressed.connect(self._send_words)

    def ask(self) -> None:
        """Come into sight, with nothing chosen."""
        self.words.clear()
        self.words.hide()
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.count() * max(1, self.list.sizeHintForRow(0)) + 2 * self.list.frameWidth())
        self.show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, reason: ReturnReason) -> None:
        if reason.needs_words:
            self.words.show()
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(reason.text)

    def _send_words(self) -> None:
        if text := self.words.text().strip():
            self.chosen.emit(text)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        if watched is not self.list:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentItem().data(Qt.ItemDataRole.UserRole))
            return True
        reason = next((one for one in return_reasons() if one.key == event.text()), None)
        if reason is not None:
            self._take(reason)
        return reason is not None
