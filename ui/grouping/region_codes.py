"""Lists of codes per ADRG: pasted or from files, what was read of them, and the repairs to say yes or no to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from coding.work.region_lists import ListText, owner_and_role
from coding.work.region_questions import repair_questions
from coding.work.region_scheme import RegionPlan, list_effects
from ui.grouping.answer_pane import AnswerPane, AnswerRow
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_ROLES = (("自动（诊断为 D1，手术为 P1）", ""), *((role, role) for role in ("D1", "D2", "P1", "P2", "P3")))
_LISTS = ("对象", "表", "读到", "写明", "增加", "减少", "说明")
_REPAIRS = ("对象", "表", "原文", "读作", "改了什么", "回答")
_FILES = "编码表 (*.txt *.csv *.xlsx *.xls);;所有文件 (*)"


class _ListTable(ReadTable):
    removed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.removed.emit(self.currentRow())
            return
        super().keyPressEvent(event)


class RegionCodes(QWidget):
    """``pasted``: a new list; ``wanted``: a file or folder to be read; ``removed``: the place of a list that goes;
    ``answered``: key of a repair, verdict, code of one's own.
    """

    pasted = Signal(object)  # ListText
    wanted = Signal(object)  # Path
    removed = Signal(int)
    answered = Signal(str, str, str)
    typed = Signal()  # something stands in the field of the text that is not read yet

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[ListText] = []
        self.owner = QLineEdit(self)
        self.owner.setPlaceholderText("ADRG 或病组，如 FR1、BR27")
        self.owner.setFixedWidth(210)
        self.role = QComboBox(self)
        for text, role in _ROLES:
            self.role.addItem(text, role)
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self.typed)
        self.text.setAccessibleName("粘贴的编码表")
        self.text.setPlaceholderText(
            "把该 ADRG 的编码粘贴在这里，名称夹在其中也可以：\nI21.0-I21.9，K80-K81，K80.*，K80.1~K80.3\n"
            "51.2300 胆囊切除术\n共 35 个"
        )
        self.read_button = QPushButton("读入这份编码表", self)
        self.read_button.setAutoDefault(False)
        self.read_button.clicked.connect(self._paste)
        files = QPushButton("从文件读入…", self)
        folder = QPushButton("从文件夹读入…", self)
        for button, handler in ((files, self._choose_file), (folder, self._choose_folder)):
            button.setAutoDefault(False)
            button.clicked.connect(handler)
        self.trouble = PlainLabel(self)
        self.trouble.setProperty("role", "warning")
        self.trouble.setWordWrap(True)
        self.lists = _ListTable(_LISTS, (64, 40, 48, 48, 48, 48, 0), self, (2, 3, 4, 5))
        self.lists.setAccessibleName("已读入的编码表")
        self.lists.removed.connect(self._remove)
        self.repairs = AnswerPane(
            _REPAIRS, (60, 36, 120, 150, 0, 48), _code_said, "另写编码，如 I21.900；Enter 采用，Esc 返回", self
        )
        self.repairs.table.setAccessibleName("改正过的编码")
        self.repairs.answered.connect(self.answered)
        self._lay_out(files, folder)

    def _lay_out(self, files: QPushButton, folder: QPushButton) -> None:
        top = QHBoxLayout()
        top.setSpacing(MEDIUM)
        top.addWidget(self.owner)
        top.addWidget(self.role, 1)
        buttons = QHBoxLayout()
        for button in (self.read_button, files, folder):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, MEDIUM, 0)
        column.setSpacing(SMALL)
        column.addLayout(top)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)
        column.addWidget(self.trouble)
        column.addWidget(PlainLabel("已读入的编码表（Del 去除）", left))
        column.addWidget(self.lists, 1)
        right = QWidget(self)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(MEDIUM, 0, 0, 0)
        beside.setSpacing(SMALL)
        beside.addWidget(PlainLabel("改正过的编码：逐个确认，不确认的不用", right))
        beside.addWidget(self.repairs, 1)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setSizes([560, 640])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, MEDIUM, 0, 0)
        box.addWidget(halves)

    def show_plan(self, plan: RegionPlan) -> None:
        """Show the lists and the repairs of the work as it stands."""
        rows, self._shown = [], []
        for effect in list_effects(plan):
            one = effect.read
            stated = "" if one.pasted.stated is None else str(one.pasted.stated)
            told = [effect.trouble] if effect.trouble else []
            told += [f"第{line}行“{text}”{why}" for line, text, why in one.pasted.strange]
            if not one.pasted.is_all:
                told.insert(0, f"写明 {one.pasted.stated} 个，读到 {one.pasted.total} 个")
            if effect.outside:
                told.append(f"{len(effect.outside)} 个不在该 MDC 的主要诊断表内")
            figures = (str(one.pasted.count), stated, str(len(effect.added)), str(len(effect.gone)))
            rows.append((one.owner, one.role, *figures, "；".join(told) or "可用"))
            self._shown.append(one.text)
        self._texts = list(plan.work.lists)
        self.lists.fill(rows)
        self.repairs.renew([AnswerRow(q.key, q.cells, q.detail, q.proposal) for q in repair_questions(plan)])

    @property
    def unread(self) -> ListText:
        """What is typed and not read in yet."""
        return ListText(self.owner.text(), self.role.currentData(), self.text.toPlainText())

    def take_up(self, unread: ListText) -> None:
        """Put what was typed before the program ended into the fields again."""
        self.owner.setText(unread.owner)
        self.role.setCurrentIndex(max(0, self.role.findData(unread.role)))
        self.text.setPlainText(unread.text)

    def say(self, trouble: str) -> None:
        """Tell what could not be read."""
        self.trouble.setText(trouble)

    def _paste(self) -> None:
        text = self.text.toPlainText()
        owner, _ = owner_and_role(self.owner.text())
        if not owner:
            self.say("请先写明这份编码表属于哪个 ADRG 或病组，如 FR1、BR27。")
            self.owner.setFocus()
            return
        if not text.strip():
            self.say("还没有粘贴编码。")
            return
        self.say("")
        self.pasted.emit(ListText(owner, self.role.currentData(), text))
        self.text.clear()
        self.owner.clear()
        self.owner.setFocus()

    def _remove(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.removed.emit(self._texts.index(self._shown[row]))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择编码表", "", _FILES)
        if chosen:
            self.wanted.emit(Path(chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择编码表所在的文件夹")
        if chosen:
            self.wanted.emit(Path(chosen))


def _code_said(text: str) -> tuple[bool, str]:
    return (True, f"改为 {text.strip()}") if text.strip() else (False, "请写出编码")
