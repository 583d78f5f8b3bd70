"""What came of a file: pages added and updated, rows that were turned back and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.exchange.rejects import write_rejects
from coding.work.exporting import note_export
from coding.work.import_lines import RepairLine, column_labels, repair_lines
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.taking_out import HOLDS, Holds
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.store.store import Store
    from coding.work.importing import Imported

_REJECTS = ("数据行", "病案号", "栏目", "原因")
_REPAIRS = ("栏目", "原值", "改为", "处数", "原因")
_REPAIR_WIDTHS = (170, 130, 130, 64, 0)
_ALIKE = 3  # the column of the count; under a line its rows
_CHANGES = ("病案号", "栏目", "原值", "新值")
_DEFECTS = ("类别", "工作表", "数据行", "病案号", "栏目", "问题")
#: More lines than this are not looked through in a dialog: the list can be written to a file.
_SHOWN = 2000


class ImportResultDialog(QDialog):
    """The outcome of reading one file; the list of turned-back rows can be saved."""

    def __init__(self, imported: Imported, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._imported = imported
        self.setWindowTitle("读入结果")
        self.resize(size_on_screen(self, 820, 460))
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        head = PlainLabel(imported.in_words(), wordWrap=True)
        head.setProperty("role", "large")
        box.addWidget(head)
        for note in (*self._kept(), *imported.reading.notes):
            box.addWidget(PlainLabel(f"· {note}", wordWrap=True))
        reading = imported.reading
        tabs = QTabWidget()
        label = column_labels(reading)
        rejects = [(str(r.row), r.case_no, label(r.column), r.reason) for r in reading.rejects]
        repairs = repair_lines(reading)
        defects = [(d.kind.label, d.sheet, str(d.row), d.case_no, label(d.column), d.message) for d in imported.defects]
        if rejects:
            tabs.addTab(_table(_REJECTS, rejects), f"退回的行 {len(rejects):,}")
        if repairs:
            self.repairs = _tree(repairs)
            tabs.addTab(self.repairs, f"读入时的更正 {len(reading.repairs):,}")
        if imported.changed:
            tabs.addTab(_table(_CHANGES, list(imported.changed)), f"与上次读入相比 {len(imported.changed):,}")
        if defects:
            tabs.addTab(_table(_DEFECTS, defects), f"预检 {len(defects):,}")
        if tabs.count():
            box.addWidget(tabs, 1)
        else:
            tabs.deleteLater()
            box.addStretch(1)
            self.resize(size_on_screen(self, 560, 180))
        buttons = QDialogButtonBox()
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.AcceptRole)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        if rejects:
            save = buttons.addButton("退回清单另存为…", QDialogButtonBox.ButtonRole.ActionRole)
            save.clicked.connect(self._ask_and_save)
        box.addWidget(buttons)
        close.setFocus()

    def save_rejects(self, path: Path) -> None:
        """Write the rows that were turned back, in their own layout after the reason, to be mended and read again."""
        reading = self._imported.reading
        about = {"what": "退回清单", "file": str(path), "rows": len(reading.rejects), "masked": False}
        note_export(self._store, about)
        write_rejects(path, reading)

    def _kept(self) -> list[str]:
        kept = self._imported.result.kept
        if not kept:
            return []
        return [f"{len(kept):,} 份病案在本机已经改过，与文件不同：保留本机的内容，没有用文件覆盖。"]

    def _ask_and_save(self) -> None:
        name = f"{self._imported.path.stem}_退回清单.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, "退回清单另存为", name, "CSV 文件 (*.csv);;Excel 工作簿 (*.xlsx)")
        if not chosen:
            return
        try:
            self.save_rejects(Path(chosen))
        except (OSError, CodingError) as error:
            show_message(self, in_words(error), "error")


def _tree(lines: list[RepairLine]) -> QTreeWidget:
    """A line for repairs that are alike, with their number; opened (→) it names the rows."""
    tree = QTreeWidget()
    tree.setAccessibleName("读入时的更正")
    tree.setProperty(HOLDS, Holds.PERSONS.value)
    tree.setColumnCount(len(_REPAIRS))
    tree.setHeaderLabels(list(_REPAIRS))
    tree.setAlternatingRowColors(True)
    tree.setUniformRowHeights(True)
    for line in lines[:_SHOWN]:
        words = [line.field, line.before, line.after, f"{len(line.repairs):,}", line.reason]
        item = QTreeWidgetItem(words)
        item.setTextAlignment(_ALIKE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for x, text in enumerate(words):
            item.setToolTip(x, plain_tip(text))
        for repair in line.repairs[:_SHOWN]:
            item.addChild(QTreeWidgetItem([f"第 {repair.row} 行", repair.case_no]))
        tree.addTopLevelItem(item)
    for x, width in enumerate(_REPAIR_WIDTHS):
        if width:
            tree.setColumnWidth(x, width)
    tree.setCurrentItem(tree.topLevelItem(0))
    return tree


def _table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> QTableWidget:
    table = QTableWidget(min(len(rows), _SHOWN), len(headers))
    table.setHorizontalHeaderLabels(headers)
    table.setProperty(HOLDS, Holds.PERSONS.value)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    for y, row in enumerate(rows[:_SHOWN]):
        for x, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            table.setItem(y, x, item)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.resizeColumnsToContents()
    for x in range(len(headers) - 1):
        table.setColumnWidth(x, min(table.columnWidth(x), 200))
    header.setSectionResizeMode(len(headers) - 1, QHeaderView.ResizeMode.Stretch)
    return table
