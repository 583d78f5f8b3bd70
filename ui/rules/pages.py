"""Pages on which a rule fires: a list from which each page is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.plain import plain_tip
from ui.taking_out import HOLDS, Holds
from ui.theme.spacing import ROW_HEIGHT

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_HEADERS = ("病案号", "姓名", "科别", "出院", "说明")
#: More lines are not looked through; the number is told, the worklist can be searched.
MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page and what the rule says there."""

    page_id: int
    case_no: str
    patient: str
    dept: str
    day: str
    told: str


class PageTable(QTableWidget):
    """Enter or a double click asks for the page."""

    wanted = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(0, len(_HEADERS))
        self.setAccessibleName(name)
        self.setProperty(HOLDS, Holds.PERSONS.value)
        self.setHorizontalHeaderLabels(_HEADERS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((84, 64, 92, 84)):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(len(_HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._ask)

    def show_pages(self, lines: list[PageLine]) -> None:
        """Show these pages, as many as can be looked through."""
        shown = lines[:MOST_SHOWN]
        self.clearContents()
        self.setRowCount(len(shown))
        for y, line in enumerate(shown):
            for x, text in enumerate((line.case_no, line.patient, line.dept, line.day, line.told)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                item.setData(Qt.ItemDataRole.UserRole, line.page_id)
                self.setItem(y, x, item)
        if shown:
            self.setCurrentCell(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._ask(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _ask(self, index: QModelIndex) -> None:
        self.wanted.emit(index.data(Qt.ItemDataRole.UserRole))
