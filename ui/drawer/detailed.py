"""A table of the drawer and, by the space bar, what is known of the chosen line beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from ui import settings
from ui.drawer.cells import CellTable
from ui.plain import RichLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.drawer.cells import Cell, Column
    from ui.session import Session

#: What the table has of the width while the details are in sight.
_TABLE_SHARE = 0.64


class DetailedTable(QSplitter):
    """``table`` has all the width until she asks for the details; whether she did is remembered."""

    def __init__(self, session: Session, columns: Sequence[Column], name: str, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session = session
        self._told: dict[int, str] = {}
        self.setChildrenCollapsible(False)
        self.table = CellTable(columns, name, self)
        self.detail = RichLabel()
        self.detail.setWordWrap(True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.detail.setAccessibleName("所选一行的详情")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.detail)
        self.addWidget(self.table)
        self.addWidget(self.area)
        self.setStretchFactor(0, 1)
        self.area.setVisible(settings.DRAWER_DETAILS.read(session.store) == "1")
        self.table.moved_to.connect(self._show)
        shortcut = QShortcut(QKeySequence("Space"), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.turn_details)

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

    def turn_details(self) -> None:
        """Have the details beside the table, or all the width for it."""
        shown = self.area.isHidden()
        self._have(shown)
        settings.DRAWER_DETAILS.write(self._session.store, "1" if shown else "")

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if (wanted := settings.DRAWER_DETAILS.read(self._session.store) == "1") == self.area.isHidden():
            self._have(wanted)

    def _have(self, shown: bool) -> None:
        self.area.setVisible(shown)
        if shown:
            self.setSizes([round(self.width() * _TABLE_SHARE), round(self.width() * (1 - _TABLE_SHARE))])

    def _show(self, row: int) -> None:
        self.detail.setText(self._told.get(row, ""))
