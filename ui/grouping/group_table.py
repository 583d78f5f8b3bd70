"""A plain table for looking at, by keyboard, and its way into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from coding.base.sheet_writer import write_csv
from ui.plain import plain_tip
from ui.theme.fonts import scaled
from ui.theme.spacing import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QResizeEvent

#: More lines than this are not looked through on the screen: the file holds all.
SHOWN = 2000


class ReadTable(QTableWidget):
    """Rows of text. ``widths`` are pixels at a text of 100 %, 0 takes the room that is left; ``figures``: which columns
    stand to the right.
    """

    def __init__(
        self,
        headers: Sequence[str],
        widths: Sequence[int],
        parent: QWidget | None = None,
        figures: Sequence[int] = (),
    ) -> None:
        super().__init__(0, len(headers), parent)
        self._figures = frozenset(figures)
        self.setHorizontalHeaderLabels(list(headers))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(30)
        for at, width in enumerate(widths):
            if width:
                self.setColumnWidth(at, round(scaled(width)))
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where words are broken, the height of a row follows the width that its column has by now."""
        super().resizeEvent(event)
        if self.wordWrap():
            self.resizeRowsToContents()

    def fill(self, rows: Sequence[Sequence[str]], tips: Sequence[str] = ()) -> None:
        """Show these rows, with a tooltip for each where given."""
        chosen = max(self.currentRow(), 0)
        self.setRowCount(min(len(rows), SHOWN))
        for y, row in enumerate(rows[:SHOWN]):
            for x, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(tips[y] if tips else text))
                if x in self._figures:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(y, x, item)
        if rows:
            self.setCurrentCell(min(chosen, self.rowCount() - 1), 0)


class TickTable(ReadTable):
    """Rows whose first cell can be ticked: space ticks and unticks the line that is chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.item(self.currentRow(), 0)
        if event.key() == Qt.Key.Key_Space and item is not None and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            is_on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
            return
        super().keyPressEvent(event)

    def put_tick(self, row: int, tip: str, *, may: bool, on: bool) -> None:
        """What stands in the first cell of a row: a box to tick, a dash where the line cannot be chosen."""
        item = QTableWidgetItem("" if may else "—")
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        if may:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        item.setToolTip(plain_tip(tip))
        self.setItem(row, 0, item)

    def is_ticked(self, row: int) -> bool:
        """Whether a line is chosen."""
        item = self.item(row, 0)
        is_one = item is not None and bool(item.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        return is_one and item is not None and item.checkState() is Qt.CheckState.Checked


def save_csv(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table as CSV that Excel opens: UTF-8 with BOM. Raises UnusableInputError."""
    write_csv(path, (headers, *rows))
