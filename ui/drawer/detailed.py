"""A table of the drawer and, by the space bar, what is known of the chosen line beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from ui import settings
from ui.drawer.cells import CellTable
from ui.plain import RichLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from coding.store.setting import Setting
    from ui.drawer.cells import Cell, Column
    from ui.session import Session

#: What the table has of the width while the details are in sight.
_TABLE_SHARE = 0.64


class BesideTable(QSplitter):
    """A table that has all the width until she asks, by the space bar, for what stands ``beside`` it; whether she did
    is remembered under ``kept``.
    """

    turned = Signal(bool)  # what stands beside the table came into sight, or went

    def __init__(self, session: Session, table: CellTable, beside: QWidget, kept: Setting, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session, self._kept = session, kept
        self.table, self.beside = table, beside
        self.setChildrenCollapsible(False)
        self.addWidget(table)
        self.addWidget(beside)
        self.setStretchFactor(0, 1)
        beside.setVisible(self._is_wanted())
        shortcut = QShortcut(QKeySequence("Space"), table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.turn_details)

    def turn_details(self) -> None:
        """Have what stands beside the table in sight, or all the width for the table."""
        shown = self.beside.isHidden()
        self._kept.write(self._session.store, "1" if shown else "")
        self._have(shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (wanted := self._is_wanted()) == self.beside.isHidden():
            self._have(wanted)

    def _is_wanted(self) -> bool:
        return self._kept.read(self._session.store) == "1"

    def _have(self, shown: bool) -> None:
        self.beside.setVisible(shown)
        if shown:
            self.setSizes([round(self.width() * _TABLE_SHARE), round(self.width() * (1 - _TABLE_SHARE))])
        self.turned.emit(shown)


class DetailedTable(BesideTable):
    """Beside the table: what is known of the chosen line, as rich text."""

    def __init__(self, session: Session, columns: Sequence[Column], name: str, parent: QWidget) -> None:
        self.detail = RichLabel()
        self.detail.setWordWrap(True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.detail.setAccessibleName("所选一行的详情")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.detail)
        super().__init__(session, CellTable(columns, name), area, settings.DRAWER_DETAILS, parent)
        self._told: dict[int, str] = {}
        self.table.moved_to.connect(self._show)

    def show_lines(self, lines: Sequence[tuple[Cell, ...]], row: int = 0) -> None:
        """Show these lines, of which nothing more is known yet."""
        self._told = {}
        self.table.show_lines(lines, row)
        self._show(self.table.row)

    def tell(self, row: int, html: str) -> None:
        """What is known of a line, as rich text whose words are escaped."""
        self._told[row] = html
        if row == self.table.row:
            self._show(row)

    def _show(self, row: int) -> None:
        self.detail.setText(self._told.get(row, ""))
