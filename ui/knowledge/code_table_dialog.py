"""Importing a code table: what it is, what is wrong with it and what it changes here, before it is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
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
from coding.work.code_table_check import CodeTableCheck, TableEffect, change_rows, save_list, table_effect
from coding.work.hospital_knowledge import PARTS
from coding.work.shelf_days import first_days_of
from coding.work.shelf_effect import tried_beside
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.shelves.days_form import DaysForm
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.work.shelf import ShelfDays
    from ui.tasks import Task
    from ui.workplace import Workplace

_SAMPLES = ("编码", "名称", "灰码", "手术室", "类别", "级别")
_FAULTS = ("行", "编码", "名称", "问题")
_CODES = ("编码", "病案上的名称", "病案数")
_CHANGES = ("变化", "原编码", "原名称", "新编码", "新名称", "说明")
_TOUCHED = ("病案号", "出院日期", "病案上的编码")
_SAMPLE_ROWS = 12
_FLAGS = {True: "是", False: "否", None: ""}


class _PageTable(ReadTable):
    """Enter or a double click chooses a row, and presses no button of the dialog."""

    chosen = Signal(int)

    def __init__(self, headers: Sequence[str], widths: Sequence[int], parent: QWidget) -> None:
        super().__init__(headers, widths, parent)
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.chosen.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


class CodeTableDialog(QDialog):
    """The table in figures, samples, faults with their rows, what it does to the edition before, and what it changes
    for the pages of the store that were discharged on its days: looked up behind the dialog. ``agreed`` when it is to
    be used; ``page_wanted`` carries the id of a page of the list. Nothing is changed on a page.
    """

    agreed = Signal(object, object)  # BroughtFile, ShelfDays
    page_wanted = Signal(int)

    def __init__(self, checked: CodeTableCheck, place: Workplace) -> None:
        super().__init__(place.parent)
        self._checked = checked
        self._place = place
        self._task: Task[TableEffect] | None = None
        self.effect: TableEffect | None = None
        part = checked.file.part
        self.setWindowTitle(f"导入{PARTS[part]}")
        self.resize(size_on_screen(self, 900, 620))
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
        self.in_force = self._label("")
        form.addRow("与之比较", self.in_force)
        digest = checked.file.copy.digest
        stated = first_days_of(place.store, checked.file, checked.edition)
        self.days_form = DaysForm(place, lambda days: tried_beside(place.store, part, digest, days), stated, self)
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
            save.clicked.connect(lambda: self._ask_and_save("问题行", self.save_faults))
        self.changes_button = buttons.addButton("变化另存为…", QDialogButtonBox.ButtonRole.ActionRole)
        self.changes_button.clicked.connect(lambda: self._ask_and_save("编码变化", self.save_changes))
        self.changes_button.hide()
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, figures, verdict):
            box.addWidget(widget)
        box.addLayout(form)
        box.addWidget(self.days_form)
        box.addWidget(self.change)
        box.addWidget(self.tabs, 1)
        box.addWidget(buttons)
        self.rejected.connect(lambda: checked.file.discard())
        self.finished.connect(lambda _: self._end())
        self.days_form.told.connect(self._on_days)
        self._own_tabs = self.tabs.count()
        self._days: ShelfDays | None = None
        self.use_button.setFocus()
        self._on_days()

    def save_faults(self, path: Path) -> None:
        """Write the rows that cannot be used."""
        save_list(path, _FAULTS, [(str(f.line), f.code, f.name, f.what) for f in self._checked.sheet.faults])

    def save_changes(self, path: Path) -> None:
        """Write what the edition does to the one before, and the pages that it touches."""
        if self.effect is None:
            return
        rows = [(*row, "") for row in change_rows(self.effect.change)]
        rows += [("涉及病案", p.case_no, p.day, "", "", "", "；".join(p.told)) for p in self.effect.touched]
        save_list(path, (*_CHANGES, "病案上的编码"), rows)

    def _on_days(self) -> None:
        """Look through the pages of these days, by the table that would else hold on the first of them."""
        days = self.days_form.days
        self.use_button.setEnabled(days is not None)
        if days is None or (days.first, days.last) == (self._days and (self._days.first, self._days.last)):
            return
        self._days = days
        self._look_up(days)

    def _old(self, days: ShelfDays) -> CodeLibrary | None:
        knowledge = self._place.session.knowledge
        if knowledge is None:
            return None
        held = knowledge.on(days.first - timedelta(days=1)) if days.first else knowledge
        return held.codes.library(self._checked.kind)

    def _look_up(self, days: ShelfDays) -> None:
        store, checked, old = self._place.store, self._checked, self._old(days)
        self._stop()
        self.effect = None
        self.changes_button.hide()
        while self.tabs.count() > self._own_tabs:
            self.tabs.removeTab(self._own_tabs)
        if old is None:
            self.in_force.setText("—")
            self.change.setText("知识库还在装入，不能比较；采用后这些日子的病案将重新检查。")
            return
        self.in_force.setText(f"{old.title}，{len(old):,} 条")
        self.change.setText("正在核对本机病案上的编码…")
        self._task = self._place.runner.run(
            "核对病案上的编码",
            lambda task: table_effect(store, checked.table, old, task.report, days),
            on_result=self._show_effect,
            on_error=lambda error: self.change.setText(in_words(error)),
            on_progress=lambda done, total, _: self.change.setText(f"正在核对病案上的编码：{done:,} / {total:,} 份"),
        )

    def _show_effect(self, effect: TableEffect) -> None:
        self.effect = effect
        told = effect.change.in_words()
        if effect.touched_pages:
            told += f"{effect.touched_pages:,} 份病案带有停用、换码或改名的编码：病案不改动，请逐份核对。"
        self.change.setText(f"{effect.in_words()}\n{told}")
        for title, codes in (("此表不认识的", effect.unknown), ("新认识的", effect.found), ("灰码", effect.grey)):
            if codes:
                rows = [(code, name, f"{pages:,}") for code, name, pages in codes]
                self._add(f"{title} {len(codes):,}", _CODES, (130, 0, 80), rows, (2,))
        if changes := change_rows(effect.change):
            self._add(f"编码变化 {len(changes):,}", _CHANGES, (80, 120, 0, 120, 200, 110), changes)
            self.changes_button.show()
        if effect.touched:
            rows = [(page.case_no, page.day, "；".join(page.told)) for page in effect.touched]
            pages = _PageTable(_TOUCHED, (110, 100, 0), self)
            pages.chosen.connect(lambda row: self.page_wanted.emit(effect.touched[row].page_id))
            self._add_table(f"涉及病案 {effect.touched_pages:,}", pages, rows)

    def _add(
        self,
        title: str,
        headers: Sequence[str],
        widths: Sequence[int],
        rows: Sequence[Sequence[str]],
        figures: Sequence[int] = (),
    ) -> None:
        self._add_table(title, ReadTable(headers, widths, self, figures), rows)

    def _add_table(self, title: str, table: ReadTable, rows: Sequence[Sequence[str]]) -> None:
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
        days = self.days_form.days
        if days is not None:
            self.agreed.emit(replace(self._checked.file, edition=self.edition.text().strip()), days)
            self.accept()

    def _end(self) -> None:
        self._stop()
        self.days_form.stop()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ask_and_save(self, what: str, save: Callable[[Path], None]) -> None:
        name = f"{Path(self._checked.file.original).stem}_{what}.xlsx"
        kinds = "Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)"
        chosen, _ = QFileDialog.getSaveFileName(self, f"{what}另存为", name, kinds)
        if not chosen:
            return
        try:
            save(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")


def _samples(entries: Sequence[CodeEntry]) -> list[CodeEntry]:
    """Rows from the whole table and not its first ones, which are all cholera."""
    step = max(len(entries) // _SAMPLE_ROWS, 1)
    return list(entries[::step][:_SAMPLE_ROWS])


def _sample(entry: CodeEntry) -> tuple[str, ...]:
    return (entry.code, entry.name, _FLAGS[entry.grey], _FLAGS[entry.operating_room], entry.kind, entry.level)
