"""写法说明: how a rule is written, and the fields it may read, beside the form."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from coding.base.resources import document_path
from coding.page.fields import field_catalogue
from ui.screen_fit import size_on_screen
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL

GUIDE: Final = document_path("rules.md")
_HEADERS = ("栏目", "代号", "部分", "值域")


class RuleGuide(QDialog):
    """Stands open beside the form. ``field_chosen`` carries the key of a field that was asked for."""

    field_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("规则的写法与栏目")
        self.setModal(False)
        self.resize(size_on_screen(self, 820, 620))
        text = QTextBrowser()
        text.setAccessibleName("规则的写法")
        text.setOpenLinks(False)
        try:
            text.setMarkdown(GUIDE.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            text.setPlainText("说明文件 docs/rules.md 不在程序文件夹中：请从安装包补上。栏目的写法见“栏目表”。")
        self.search = QLineEdit(placeholderText="查找栏目：名称或代号", clearButtonEnabled=True)
        self.search.setAccessibleName("查找栏目")
        self.table = QTableWidget(0, len(_HEADERS))
        self.table.setAccessibleName("栏目表")
        self.table.setHorizontalHeaderLabels(_HEADERS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((240, 240, 120)):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(len(_HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(lambda index: self._choose(index.row()))
        self.table.setToolTip("双击或按 Enter：把栏目的代号加到规则的“读取栏目”")
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self.table.setFocus)
        fields = QWidget()
        box = QVBoxLayout(fields)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(fields, "栏目表")
        self.tabs.addTab(text, "规则的写法")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        whole.addWidget(self.tabs)
        self._fill("")

    def _fill(self, asked: str) -> None:
        words = asked.lower().split()
        catalogue = field_catalogue()
        rows = [(f.label, f.key, f.section, f.domain) for f in (catalogue[key] for key in catalogue)]
        rows = [row for row in rows if all(word in " ".join(row).lower() for word in words)]
        self.table.setRowCount(len(rows))
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                self.table.setItem(y, x, QTableWidgetItem(cell))
        if rows:
            self.table.setCurrentCell(0, 0)

    def _choose(self, row: int) -> None:
        item = self.table.item(row, 1)
        if item is not None:
            self.field_chosen.emit(item.text())
