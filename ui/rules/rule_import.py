"""What a rule file would alter, shown before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from coding.rules.local import is_embedded
from ui.plain import PlainLabel
from ui.rules.rule_words import COLUMN_WORDS, value_word
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.rules.local_file import RuleFile


class ImportDialog(QDialog):
    """Accepted when the person agrees; there is nothing to agree to where nothing would change."""

    def __init__(self, file: RuleFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self.setWindowTitle("导入规则")
        self.resize(size_on_screen(self, 720, 420))
        head = PlainLabel(import_words(file), wordWrap=True)
        head.setProperty("role", "large")
        self.list = QListWidget()
        self.list.setAccessibleName("导入的内容")
        self.list.setWordWrap(True)
        self.list.addItems([f"未采用　{error}" for error in file.errors])
        for rule in file.changed:
            columns = dict(rule.columns)
            if is_embedded(rule.id):
                self.list.addItem(f"修改　{rule.id}：" + "、".join(_altered(columns)))
            else:
                self.list.addItem(f"自加　{rule.id}：{columns.get('message', '')}")
        self.list.addItems([f"恢复内置　{rule_id}" for rule_id in file.back])
        self.buttons = QDialogButtonBox()
        if file.changed or file.back:
            agree = self.buttons.addButton("采用", QDialogButtonBox.ButtonRole.AcceptRole)
            agree.setDefault(True)
            self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        else:
            self.buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(head)
        box.addWidget(self.list, 1)
        box.addWidget(self.buttons)


def import_words(file: RuleFile) -> str:
    """本院规则.csv：修改 3 条，自加 2 条，1 行有误未采用。"""
    own = sum(not is_embedded(r.id) for r in file.changed)
    parts = [
        f"{word} {number:,} {unit}"
        for word, number, unit in (
            ("修改内置规则", len(file.changed) - own, "条"),
            ("自加规则", own, "条"),
            ("恢复内置", len(file.back), "条"),
            ("内容未变", file.unchanged, "条"),
            ("有误未采用", len(file.errors), "行"),
        )
        if number
    ]
    return f"{file.file}：" + ("，".join(parts) or "没有规则") + "。"


def _altered(columns: dict[str, str]) -> list[str]:
    return [f"{COLUMN_WORDS[c]}={value_word(c, text) or '（空）'}" for c, text in columns.items()]
