"""The list of the rules: which columns tell most where there is little room, and the keys of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.rules.rules_model import DIMENSION, FIRED, MESSAGE, MOMENT, PRECISION, STATE, WAIVED
from ui.theme.fonts import scaled
from ui.theme.spacing import ROW_HEIGHT

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from ui.rules.rules_model import RuleModel

#: Columns that go while a rule is written beside the list, and those that go where the words have no room.
_SELDOM_READ: Final = (STATE, DIMENSION, MOMENT, FIRED, WAIVED, PRECISION)
_SAID_BESIDE: Final = (DIMENSION, MOMENT)
#: Pixels at text of 100 %: a list in which the words have room.
_ROOMY: Final = 700
_WIDTHS: Final = (96, 78, 64, 62, 58, 0, 48, 48, 54)


class RuleTable(QTableView):
    """Enter goes into the form (``entered_on``)."""

    entered_on = Signal(QModelIndex)
    resized = Signal()

    def __init__(self, model: RuleModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("规则列表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Give the columns their widths at the size of text in force."""
        for column, width in enumerate(_WIDTHS):
            if column != MESSAGE:
                self.setColumnWidth(column, round(scaled(width)))

    def show_what_tells(self, *, is_writing: bool) -> None:
        """Leave out what is seldom read beside a rule that is written, and in a narrow list what is said beside it."""
        is_cramped = self.width() < scaled(_ROOMY)
        for column in _SELDOM_READ:
            self.setColumnHidden(column, is_writing or (is_cramped and column in _SAID_BESIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_on.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
