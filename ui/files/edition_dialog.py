"""One question at import: of which edition are the codes of this file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from coding.work.file_editions import EDITION_WORDS, FileEdition
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from pathlib import Path

_WHY = (
    "临床版编码在分组前要按对照表转换成医保版，医保版的不能再转换：有的编码在两个版本里意思不同，弄反了会分错组。"
    "回答随这种文件记住，以后读入不再询问；可在“分组设置”中更改。"
)
_HOW = {"clinical": "是临床版（转换）", "insurance": "是医保版（不转换）"}


class EditionDialog(QDialog):
    """Signs for each edition, and a button for each. ``confirmed`` carries clinical or insurance; Esc reads nothing."""

    confirmed = Signal(str)

    def __init__(self, path: Path, found: FileEdition, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"编码版本：{path.name}")
        self.resize(size_on_screen(self, 640, 260))
        head = PlainLabel(f"“{found.file}”的编码是临床版还是医保版？", self, wordWrap=True)
        head.setProperty("role", "large")
        guessed = EDITION_WORDS.get(found.guess.edition, "")
        tends = f"，像是{guessed}" if guessed else "，看不出是哪一版"
        signs = PlainLabel(f"{found.signs}{tends}；不说明则按布局作{EDITION_WORDS[found.held]}。", self, wordWrap=True)
        why = PlainLabel(_WHY, self, wordWrap=True)
        why.setProperty("role", "muted")
        buttons = QDialogButtonBox(self)
        self.buttons = {
            edition: buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole) for edition, words in _HOW.items()
        }
        buttons.addButton("取消，不读入", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        for edition, button in self.buttons.items():
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, edition=edition: self._confirm(edition))
        first = self.buttons[found.guess.edition or found.held]
        first.setDefault(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, signs, why):
            box.addWidget(widget)
        box.addStretch(1)
        box.addWidget(buttons)
        first.setFocus()

    def _confirm(self, edition: str) -> None:
        self.confirmed.emit(edition)
        self.accept()
