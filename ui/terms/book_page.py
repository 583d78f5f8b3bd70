"""术语本: what this hospital has accepted, and what the quality officer makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.suggest.term_sheet import HEADERS
from ui.plain import PlainLabel
from ui.terms.parts import button, choice, keys_of, line_table
from ui.terms.terms_desk import STATES, TermDesk, row_of
from ui.terms.terms_model import LineModel
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.store.store import KeptTerm

_WIDTHS = (74, 0, 230, 118, 48, 88, 88, 64, 84, 70, 70)
_RAW = 1
_TIMES = 4
_SHEETS = "表格 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_DELAY = 120


class BookTab(QWidget):
    """The lines of the book; several can be approved, refused or removed at once."""

    told = Signal(str, str)  # a sentence, and info, warning or error

    def __init__(self, desk: TermDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._all: list[KeptTerm] = []
        self.model: LineModel[KeptTerm] = LineModel(HEADERS, row_of, _keys, frozenset({_TIMES}))
        self.table = line_table(self.model, _WIDTHS, _RAW, "术语本")
        self.search = QLineEdit(placeholderText="查找：原词、标准词、编码", clearButtonEnabled=True)
        self.search.setAccessibleName("查找术语")
        self.kinds = choice("按类别筛选", {"": "全部类别", "dx": "诊断", "px": "手术操作"})
        self.states = choice("按状态筛选", {"": "全部状态", **STATES})
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        self.none = PlainLabel(
            "术语本还是空的：采纳编码建议时会自动记下，也可以导入对照表或做术语归一。", wordWrap=True
        )
        self.none.setProperty("role", "muted")
        self.approve_button = button("批准", "Ctrl+Return", primary=True)
        self.refuse_button = button("驳回", "Ctrl+Backspace")
        self.back_button = button("改回待审核")
        self.remove_button = button("删除", "Ctrl+Del")
        self.import_button = button("导入…")
        self.export_button = button("导出…")
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self._filter)
        self._lay_out()
        self._connect()
        self.reload()

    # -- what is shown

    @property
    def chosen(self) -> list[KeptTerm]:
        """The lines that are chosen."""
        return [self.model.lines[i.row()] for i in self.table.selectionModel().selectedRows()]

    def show_waiting(self) -> None:
        """Show what waits for a decision, all of it."""
        self.search.clear()
        self.kinds.setCurrentIndex(0)
        self.states.setCurrentIndex(self.states.findData("learned"))
        self._filter()

    def start_search(self) -> None:
        """Put the focus into the search box."""
        self.search.setFocus()

    def reload(self) -> None:
        """Ask for the book again."""
        try:
            self._all = self.desk.terms()
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self._filter()

    def _filter(self) -> None:
        kind, state, text = self.kinds.currentData(), self.states.currentData(), self.search.text().lower().split()
        row = self.table.currentIndex().row()
        shown = [
            t
            for t in self._all
            if (not kind or t.pair.kind == kind)
            and (not state or t.state == state)
            and all(word in f"{t.pair.raw} {' '.join(t.pair.std)} {t.pair.code}".lower() for word in text)
        ]
        self.model.show(shown)
        if shown:
            self.table.selectRow(max(0, min(row, len(shown) - 1)))
        waiting = sum(t.state == "learned" for t in self._all)
        part = "" if len(shown) == len(self._all) else f"显示 {len(shown):,} 条，"
        self.count.setText(f"{part}共 {len(self._all):,} 条，待审核 {waiting:,} 条")
        self.none.setVisible(not self._all)
        self._enable()

    def _enable(self) -> None:
        chosen = self.chosen
        self.approve_button.setEnabled(any(t.state != "approved" for t in chosen))
        self.refuse_button.setEnabled(any(t.state != "refused" for t in chosen))
        self.back_button.setEnabled(any(t.state != "learned" for t in chosen))
        self.remove_button.setEnabled(bool(chosen))
        self.export_button.setEnabled(bool(self._all))

    # -- what the person does

    def decide(self, state: str) -> None:
        """Approve, refuse or set back the chosen lines."""
        chosen = [t for t in self.chosen if t.state != state]
        if self._do(lambda: self.desk.decide(chosen, state)):
            self.told.emit(f"{len(chosen):,} 条术语{STATES[state]}。", "info")

    def remove(self) -> None:
        """Take the chosen lines out of the book."""
        chosen = self.chosen
        if self._do(lambda: self.desk.remove(chosen)):
            self.told.emit(f"已从术语本删除 {len(chosen):,} 条。", "info")

    def import_file(self, path: Path) -> None:
        """Take over a sheet."""
        try:
            number, notes = self.desk.import_file(path)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        left = f"{len(notes):,} 条未导入，例如：{notes[0]}" if notes else ""
        self.told.emit(f"已从 {path.name} 导入 {number:,} 条术语。{left}", "warning" if notes else "info")

    def export_file(self, path: Path) -> None:
        """Write the book as a sheet."""
        try:
            number = self.desk.export(path)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self.told.emit(f"已导出 {number:,} 条术语到 {path}。", "info")

    def _do(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except CodingError as error:
            self.told.emit(str(error), "error")
            return False
        return True

    def _ask_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "导入术语对照表（原词、标准词两列）", "", _SHEETS)
        if chosen:
            self.import_file(Path(chosen))

    def _ask_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "导出术语本", "术语本.csv", "CSV 文件 (*.csv)")
        if chosen:
            path = Path(chosen)
            self.export_file(path if path.suffix else path.with_suffix(".csv"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.search, 1)
        top.addWidget(self.kinds)
        top.addWidget(self.states)
        bottom = QHBoxLayout()
        bottom.setSpacing(SMALL)
        for widget in (self.approve_button, self.refuse_button, self.back_button, self.remove_button):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        bottom.addWidget(self.import_button)
        bottom.addWidget(self.export_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(MEDIUM)
        box.addLayout(top)
        box.addWidget(self.none)
        box.addWidget(self.table, 1)
        box.addWidget(self.count)
        box.addLayout(bottom)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.kinds.currentIndexChanged.connect(lambda _: self._filter())
        self.states.currentIndexChanged.connect(lambda _: self._filter())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.approve_button.clicked.connect(lambda: self.decide("approved"))
        self.refuse_button.clicked.connect(lambda: self.decide("refused"))
        self.back_button.clicked.connect(lambda: self.decide("learned"))
        self.remove_button.clicked.connect(self.remove)
        self.import_button.clicked.connect(self._ask_import)
        self.export_button.clicked.connect(self._ask_export)
        self.desk.changed.connect(self.reload)
        keys_of(
            self,
            {
                "Ctrl+Return": self.approve_button,
                "Ctrl+Enter": self.approve_button,
                "Ctrl+Backspace": self.refuse_button,
                "Ctrl+Del": self.remove_button,
            },
        )


def _keys(term: KeptTerm) -> tuple[object, ...]:
    return tuple(term.pair.count if column == _TIMES else text for column, text in enumerate(row_of(term)))
