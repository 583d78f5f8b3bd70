"""A table of a report on the screen: the same cells in the same words as on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.reports.cell_text import cell_text, stands_right
from ui.grouping.group_table import SHOWN, ReadTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.reports.report_page import Table

#: Width of a Han sign on the screen, and of the widest column.
_SIGN: Final = 14
_WIDEST: Final = 300


def report_table(table: Table, parent: QWidget | None = None) -> ReadTable:
    """The table as a widget, filled."""
    widths = [min(column.width * _SIGN + 20, _WIDEST) for column in table.columns]
    figures = [at for at, column in enumerate(table.columns) if stands_right(column)]
    made = ReadTable([column.title for column in table.columns], widths, parent, figures)
    made.setAccessibleName(table.title)
    made.horizontalHeader().setStretchLastSection(True)
    made.fill([[cell_text(cell, table.columns[at]) for at, cell in enumerate(row)] for row in table.rows[:SHOWN]])
    return made
