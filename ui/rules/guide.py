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

from coding.page.fields import field_catalogue
from ui.rules.guide_text import guide_html
from ui.screen_fit import size_on_screen
from ui.theme.spacing import MEDIUM, ROW_HEIGHT, SMALL

_KEY = Qt.ItemDataRole.UserRole
#: Values of a coded field that are told.
_TOLD: Final = 6
_HEADERS = ("栏目", "部分", "可填的值")


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
        text.setHtml(guide_html())
        self.search = QLineEdit(placeholderText="查找栏目", clearButtonEnabled=True)
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
        for column, width in enumerate((300, 140)):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(len(_HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(lambda index: self._choose(index.row()))
        self.table.setToolTip("双击或按 Enter：把栏目加到规则的“读取栏目”")
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
        fields = (catalogue[key] for key in catalogue)
        rows = [(f.key, f.label, f.section, domain_words(f.key)) for f in fields]
        rows = [row for row in rows if all(word in " ".join(row).lower() for word in words)]
        self.table.setRowCount(len(rows))
        for y, (key, *cells) in enumerate(rows):
            for x, cell in enumerate(cells):
                self.table.setItem(y, x, QTableWidgetItem(cell))
            self.table.item(y, 0).setData(_KEY, key)
        if rows:
            self.table.setCurrentCell(0, 0)

    def _choose(self, row: int) -> None:
        item = self.table.item(row, 0)
        if item is not None:
            self.field_chosen.emit(item.data(_KEY))


def domain_words(key: str) -> str:
    """What may stand in a coded field: the first values, and how many there are."""
    domain = field_catalogue().domain_of(key)
    if domain is None:
        return ""
    values = [f"{code} {label}" for code, label in domain.labels.items()]
    more = f" 等 {len(values)} 项" if len(values) > _TOLD else ""
    return f"{'、'.join(values[:_TOLD])}{more}"
