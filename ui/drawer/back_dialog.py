"""Before several changes are taken back: which ones they are, the last one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.store import Entry


class BackDialog(QDialog):
    """Enter takes all of them back, Esc none."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("回到这一步之前")
        self.resize(size_on_screen(self, 620, 360))
        told = f"将逐条撤销下列 {len(entries)} 条改动，每条各记一次；可用重做（Ctrl+Y）逐条恢复。"
        words = PlainLabel(told, wordWrap=True)
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName("将撤销的改动")
        self.list.setPlainText(
            "\n".join(f"{one.at:%Y-%m-%d %H:%M}　{one.author}　{one.change.describe()}" for one in entries)
        )
        buttons = QDialogButtonBox()
        self.confirm = buttons.addButton(f"撤销这 {len(entries)} 条", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(words)
        box.addWidget(self.list, 1)
        box.addWidget(buttons)
        self.confirm.setDefault(True)
        self.confirm.setFocus()
