"""修改记录: who altered a rule, when, what and why; an earlier state can be put in force again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from ui.plain import PlainLabel
from ui.rules.rule_words import history_words
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from coding.store.store import RuleEdit
    from ui.rules.rules_desk import RuleDesk


class HistoryTable(QWidget):
    """The edits of one rule, newest first."""

    failed = Signal(str)

    def __init__(self, desk: RuleDesk) -> None:
        super().__init__()
        self._desk = desk
        self.list = QListWidget()
        self.list.setAccessibleName("修改记录")
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.empty = PlainLabel("本院没有改过这条规则。", wordWrap=True)
        self.empty.setProperty("role", "muted")
        self.restore_button = QPushButton("恢复到所选的一次")
        self.restore_button.setAutoDefault(False)
        self.restore_button.clicked.connect(self.restore)
        self.list.currentRowChanged.connect(lambda row: self.restore_button.setEnabled(row > 0))
        line = QHBoxLayout()
        line.addWidget(self.restore_button)
        line.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.addWidget(self.empty)
        box.addWidget(self.list, 1)
        box.addLayout(line)

    def show_rule(self, rule_id: str) -> None:
        """Show the edits of a rule."""
        edits = self._desk.history(rule_id)
        told = history_words(edits)
        self.list.clear()
        for edit, words in reversed(list(zip(edits, told, strict=True))):
            note = f"\n说明：{edit.note}" if edit.note else ""
            item = QListWidgetItem(f"{edit.at:%Y-%m-%d %H:%M}　{edit.author}\n{words}{note}")
            item.setData(Qt.ItemDataRole.UserRole, edit)
            self.list.addItem(item)
        self.empty.setVisible(not edits)
        self.list.setVisible(bool(edits))
        self.restore_button.setVisible(bool(edits))
        self.restore_button.setEnabled(False)

    def restore(self) -> None:
        """Put the chosen state in force again; that is an edit too."""
        item = self.list.currentItem()
        if item is None:
            return
        edit: RuleEdit = item.data(Qt.ItemDataRole.UserRole)
        try:
            self._desk.restore(edit)
        except CodingError as error:
            self.failed.emit(str(error))
