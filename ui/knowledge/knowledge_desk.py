"""本院知识: what is imported, since when, by whom; brought anew or given up part by part, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout

from coding.work.knowledge_lines import PartLine, knowledge_lines
from coding.work.scheme_report import scheme_report
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from ui.workplace import Workplace

_HEADERS = ("部分", "状态", "原文件", "版本", "内容", "有效期", "导入时间", "导入人", "校验")
_WIDTHS = (120, 200, 0, 100, 104, 168, 124, 84, 76)


class KnowledgeDesk(QDialog):
    """One line a part. ``import_wanted`` carries the part for which a file is to be chosen."""

    import_wanted = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self.lines: list[PartLine] = []
        self.setWindowTitle("本院知识")
        self.resize(size_on_screen(self, 1180, 420))
        head = PlainLabel(
            "导入的知识复制在数据文件旁的文件夹里，原文件移走、改动都不影响使用；复制数据文件时请连同该文件夹一起。",
            self,
            wordWrap=True,
        )
        self.place_label = PlainLabel(f"存放在：{place.store.knowledge_folder}", self, wordWrap=True)
        self.place_label.setProperty("role", "muted")
        self.place_label.setTextFormat(Qt.TextFormat.PlainText)
        self.place_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = ReadTable(_HEADERS, _WIDTHS, self)
        self.table.setAccessibleName("本院知识")
        self.table.currentCellChanged.connect(lambda *_: self._tell())
        self.trouble = PlainLabel(self, wordWrap=True)
        self.trouble.setProperty("role", "warning")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.import_button = self._button("导入所选部分…", self._import)
        self.embedded_button = self._button("所选部分恢复内置", self._give_up)
        self.check_button = self._button("重新核对全部副本", place.loading.check)
        line = QHBoxLayout()
        for button in (self.import_button, self.embedded_button, self.check_button):
            line.addWidget(button)
        line.addStretch(1)
        closing = QDialogButtonBox(self)
        close = closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, self.place_label):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addWidget(self.trouble)
        box.addLayout(line)
        box.addWidget(closing)
        place.loading.troubled.connect(self._on_troubled)  # a method: the connection ends with the dialog
        self.refresh()
        self.table.setFocus()

    @property
    def chosen(self) -> PartLine:
        """The part that is chosen."""
        return self.lines[max(self.table.currentRow(), 0)]

    def refresh(self) -> None:
        """Show what the store names now."""
        self.lines = knowledge_lines(self._place.store, self._place.loading.troubles)
        self.table.fill([_cells(line) for line in self.lines])
        self._tell()

    def _on_troubled(self, _troubles: object) -> None:
        self.refresh()

    def _tell(self) -> None:
        words = self.chosen.trouble or self._scheme_words()
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.embedded_button.setEnabled(self.chosen.is_imported)

    def _scheme_words(self) -> str:
        """What is wrong with the scheme in force, while its line is chosen."""
        knowledge = self._place.session.knowledge
        return scheme_report(knowledge.scheme).in_words() if knowledge and self.chosen.part == "scheme" else ""

    def _import(self) -> None:
        self.import_wanted.emit(self.chosen.part)

    def _give_up(self) -> None:
        self._place.loading.use_embedded_part(self.chosen.part)

    def _button(self, text: str, do: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        return button


def _cells(line: PartLine) -> tuple[str, ...]:
    title = line.title.partition("（")[0]
    told = (line.original, line.edition, line.count, line.valid, line.brought_at, line.brought_by, line.digest)
    return (title, line.state, *told)
