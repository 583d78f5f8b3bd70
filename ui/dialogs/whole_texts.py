"""A table of texts that somebody decides by: each is read whole, in as many lines as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView

from ui.theme.spacing import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QTableWidget


def show_whole(table: QTableWidget, long: Iterable[int]) -> None:
    """Let the columns of ``long`` texts share the room that the others leave, and the rows be as high as it takes."""
    mode = QHeaderView.ResizeMode
    table.horizontalHeader().setSectionResizeMode(mode.ResizeToContents)
    for column in long:
        table.horizontalHeader().setSectionResizeMode(column, mode.Stretch)
    down = table.verticalHeader()
    down.setVisible(False)
    down.setMinimumSectionSize(ROW_HEIGHT)
    down.setSectionResizeMode(mode.ResizeToContents)
