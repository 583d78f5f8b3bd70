"""A long table as a sheet of its own: its head stays in sight and is printed on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.reports.book_text import MOST_ROWS, book_text
from coding.reports.workbook_cells import widths_of, write_cells

if TYPE_CHECKING:
    from coding.reports.report_page import Table
    from coding.reports.workbook_forms import Forms

#: Rows beyond which a table stands in a sheet of its own.
LONG = 40


def write_list(page: Any, table: Table, forms: Forms) -> None:
    """Write it. Raises UnusableInputError for more rows than a sheet has."""
    notes = (table.title, *table.notes)
    if len(table.rows) + len(notes) >= MOST_ROWS:
        raise UnusableInputError(f"“{table.title}”的行数超出 Excel 的一张表：请把时期分短后再出报告。")
    for at, width in enumerate(widths_of((table,))):
        page.set_column(at, at, width)
    for at, note in enumerate(notes):
        page.write_string(
            at, 0, book_text(note), forms.of(bold=at == 0, font_color="#1F4E79" if at == 0 else "#5A6470")
        )
    head = len(notes)
    page.set_row(head, 32)
    for at, column in enumerate(table.columns):
        page.write_string(head, at, column.title, forms.head(column))
    page.freeze_panes(head + 1, 1)
    page.repeat_rows(head)
    for at, row in enumerate(table.rows, head + 1):
        write_cells(page, at, row, table, forms, {})
    page.autofilter(head, 0, head + len(table.rows) - table.total, len(table.columns) - 1)
