"""Importing a code table: what it is, what is wrong with it and what it changes here, before it is used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
)

from coding.base.errors import CodingError
from coding.work.code_table_check import CodeTableCheck, TableEffect, table_effect
from coding.work.hospital_knowledge import PARTS
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable, save_csv
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.codes.entry import CodeEntry
    from ui.tasks import Task
    from ui.workplace import Workplace

_SAMPLES = ("编码", "名称", "灰码", "手术室", "类别", "级别")
_FAULTS = ("行", "编码", "名称", "问题")
_CODES = ("编码", "病案上的名称", "病案数")
_SAMPLE_ROWS = 12
_FLAGS = {True: "是", False: "否", None: ""}


class CodeTableDialog(QDialog):
    """The table in figures, samples, faults with their rows, and what it changes for the pages of the store, which is
    looked up behind the dialog. ``agreed`` when it is to be used.
    """

    agreed = Signal(object)  # BroughtFile

    def __init__(self, checked: CodeTableCheck, place: Workplace) -> None:
        super().__init__(place.parent)
        self._checked = checked
        self._place = place
        self._task: Task[TableEffect] | None = None
        self.effect: TableEffect | None = None
        part = checked.file.part
        self.setWindowTitle(f"导入{PARTS[part]}")
        self.resize(size_on_screen(self, 860, 540))
        head = self._label(checked.file.original, "large")
        figures = self._label(checked.in_words())
        faults = checked.sheet.faults
        doubts = "\n".join(checked.doubts())
        verdict = self._label(doubts or "每一行都可以使用。", "warning" if doubts else "clean")
        self.edition = QLineEdit(checked.edition, self)
        self.edition.setPlaceholderText("如 医保版 2.0；按文件名猜测，可改")
        self.edition.setAccessibleName("版本")
        form = QFormLayout()
        form.addRow("版本", self.edition)
        form.addRow("代替", self._label(self._in_force()))
        self.change = self._label("")
        self.tabs = QTabWidget(self)
        self._add("样例", _SAMPLES, (110, 0, 56, 64, 110, 56), [_sample(e) for e in _samples(checked.table.entries)])
        if faults:
            rows = [(str(f.line), f.code, f.name, f.what) for f in faults]
            self._add(f"问题行 {len(faults):,}", _FAULTS, (64, 120, 240, 0), rows)
        buttons = QDialogButtonBox(self)
        self.use_button = buttons.addButton("采用此码表", QDialogButtonBox.ButtonRole.AcceptRole)
        self.use_button.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        if faults:
            save = buttons.addButton("问题行另存为…", QDialogButtonBox.ButtonRole.ActionRole)
            save.clicked.connect(self._ask_and_save)
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, figures, verdict):
            box.addWidget(widget)
        box.addLayout(form)
        box.addWidget(self.change)
        box.addWidget(self.tabs, 1)
        box.addWidget(buttons)
        self.rejected.connect(lambda: checked.file.discard())
        self.finished.connect(lambda _: self._stop())
        self.use_button.setFocus()
        self._look_up()

    def save_faults(self, path: Path) -> None:
        """Write the rows that cannot be used."""
        save_csv(path, _FAULTS, [(str(f.line), f.code, f.name, f.what) for f in self._checked.sheet.faults])

    def _look_up(self) -> None:
        knowledge, store, checked = self._place.session.knowledge, self._place.store, self._checked
        if knowledge is None:
            self.change.setText("知识库还在装入，不能比较；采用后全部病案将重新检查。")
            return
        old = knowledge.codes.library(checked.kind)
        self.change.setText("正在核对本机病案上的编码…")
        self._task = self._place.runner.run(
            "核对病案上的编码",
            lambda task: table_effect(store, checked.table, old, task.report),
            on_result=self._show_effect,
            on_error=lambda error: self.change.setText(in_words(error)),
            on_progress=lambda done, total, _: self.change.setText(f"正在核对病案上的编码：{done:,} / {total:,} 份"),
        )

    def _show_effect(self, effect: TableEffect) -> None:
        self.effect = effect
        self.change.setText(effect.in_words())
        for title, codes in (("此表不认识的", effect.unknown), ("新认识的", effect.found), ("灰码", effect.grey)):
            if codes:
                rows = [(code, name, f"{pages:,}") for code, name, pages in codes]
                self._add(f"{title} {len(codes):,}", _CODES, (130, 0, 80), rows, (2,))

    def _in_force(self) -> str:
        knowledge = self._place.session.knowledge
        if knowledge is None:
            return "—"
        table = knowledge.codes.library(self._checked.kind)
        return f"{table.title}，{len(table):,} 条"

    def _add(
        self,
        title: str,
        headers: Sequence[str],
        widths: Sequence[int],
        rows: Sequence[Sequence[str]],
        figures: Sequence[int] = (),
    ) -> None:
        table = ReadTable(headers, widths, self, figures)
        table.setAccessibleName(title)
        table.fill(rows)
        self.tabs.addTab(table, title)

    def _label(self, text: str, role: str = "") -> PlainLabel:
        label = PlainLabel(text, self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        return label

    def _agree(self) -> None:
        self.agreed.emit(replace(self._checked.file, edition=self.edition.text().strip()))
        self.accept()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ask_and_save(self) -> None:
        name = f"{Path(self._checked.file.original).stem}_问题行.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, "问题行另存为", name, "CSV 文件 (*.csv)")
        if not chosen:
            return
        try:
            self.save_faults(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")


def _samples(entries: Sequence[CodeEntry]) -> list[CodeEntry]:
    """Rows from the whole table and not its first ones, which are all cholera."""
    step = max(len(entries) // _SAMPLE_ROWS, 1)
    return list(entries[::step][:_SAMPLE_ROWS])


def _sample(entry: CodeEntry) -> tuple[str, ...]:
    return (entry.code, entry.name, _FLAGS[entry.grey], _FLAGS[entry.operating_room], entry.kind, entry.level)
