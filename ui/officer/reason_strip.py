"""The reasons for sending a page back, a digit each, several at once; one that says nothing itself asks for words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from coding.page.fields import field_catalogue
from coding.review.return_reasons import return_reasons
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.review.return_reasons import ReturnReason


_REASON: Final = Qt.ItemDataRole.UserRole
_TITLE: Final = "退回的理由：数字勾选，Enter 退回"
_NONE: Final = "还没有勾选理由：先按数字，再按 Enter"


class ReasonStrip(QWidget):
    """1–9 tick and untick, Enter sends all that are ticked: ``chosen`` carries them in words. ``left``: it was given up
    by Esc.
    """

    chosen = Signal(list)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = PlainLabel(_TITLE, self)
        self.title.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("退回的理由")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for reason in return_reasons():
            item = QListWidgetItem(f"{reason.key}  {reason.text}{'（写明）' if reason.needs_words else ''}")
            item.setData(_REASON, reason)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            if reason.place is not None:
                item.setToolTip(plain_tip(f"栏目：{field_catalogue().label(reason.place.field)}"))
            self.list.addItem(item)
        self.words = QLineEdit(self)
        self.words.setAccessibleName("退回的理由，写明")
        self.words.setPlaceholderText("写明理由，Enter 退回，Esc 回到理由")
        self.words.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box.setSpacing(SMALL)
        box.addWidget(self.title)
        box.addWidget(self.list)
        box.addWidget(self.words)
        self.list.installEventFilter(self)
        self.words.installEventFilter(self)
        self.list.itemChanged.connect(self._on_ticked)

    def ask(self) -> None:
        """Come into sight, with nothing ticked."""
        for item in self._items():
            item.setCheckState(Qt.CheckState.Unchecked)
        self.words.clear()
        self.title.setText(_TITLE)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.count() * max(1, self.list.sizeHintForRow(0)) + 2 * self.list.frameWidth())
        self.show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _items(self) -> Iterator[QListWidgetItem]:
        return (self.list.item(row) for row in range(self.list.count()))

    def _ticked(self) -> list[ReturnReason]:
        return [item.data(_REASON) for item in self._items() if item.checkState() is Qt.CheckState.Checked]

    def _on_ticked(self, item: QListWidgetItem) -> None:
        """What wants words has a line for them; who ticks it writes them next."""
        self.title.setText(_TITLE)
        if not item.data(_REASON).needs_words:
            return
        is_ticked = item.checkState() is Qt.CheckState.Checked
        self.words.setVisible(is_ticked)
        (self.words if is_ticked else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, item: QListWidgetItem) -> None:
        is_ticked = item.checkState() is Qt.CheckState.Checked
        self.list.setCurrentItem(item)
        item.setCheckState(Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked)

    def _send(self) -> None:
        words, ticked = self.words.text().strip(), self._ticked()
        reasons = [words if one.needs_words else one.text for one in ticked]
        if not ticked:
            self.title.setText(_NONE)
        elif not all(reasons):
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(reasons)

    def _leave_words(self) -> None:
        """Back to the reasons; the one without words is ticked no more."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.words.text().strip():
            for item in self._items():
                if item.data(_REASON).needs_words:
                    item.setCheckState(Qt.CheckState.Unchecked)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if event.key() == Qt.Key.Key_Escape:
            (self._leave_words if watched is self.words else self.left.emit)()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
            return True
        if watched is not self.list:
            return False
        item = next((one for one in self._items() if one.data(_REASON).key == event.text()), None)
        if item is not None:
            self._turn(item)
        return item is not None
