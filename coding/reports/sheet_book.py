"""Several sheets as one workbook: figures stay figures, a header that stays in sight, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from coding.base.errors import UnusableInputError
from coding.base.private_folder import PrivateFolder
from coding.base.whole_file import whole_binary
from coding.reports.book_text import MOST_ROWS, book_text, sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

#: A cell: text, a figure, or nothing known.
BookCell: TypeAlias = "str | float | int | None"
#: By the last sign of a header what its figures are.
_MONEY, _SHARE, _COUNT, _WEIGHT = "#,##0.00;[Red]-#,##0.00", "0.00%", "#,##0", "#,##0.0000"


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet: ``header`` and rows; ``notes`` stand above. ``money``, ``shares``, ``counts`` and ``weights`` are the
    columns of such figures, from 0; ``widths`` of columns in characters, 14 where none is said.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[BookCell]]
    notes: Sequence[str] = ()
    money: frozenset[int] = frozenset()
    shares: frozenset[int] = frozenset()
    counts: frozenset[int] = frozenset()
    weights: frozenset[int] = frozenset()
    widths: Sequence[int] = field(default=())

    def form(self, column: int) -> str:
        """The format of the figures of a column."""
        for columns, form in ((self.money, _MONEY), (self.shares, _SHARE), (self.weights, _WEIGHT)):
            if column in columns:
                return form
        return _COUNT if column in self.counts else "@"


def write_book(path: Path, sheets: Sequence[BookSheet]) -> None:
    """Write the sheets as an .xlsx. Raises UnusableInputError when it cannot be written or a sheet is too long."""
    with whole_binary(path) as file, PrivateFolder() as folder:
        _fill(file, sheets, str(folder), path.name)


def _fill(file: IO[bytes], sheets: Sequence[BookSheet], folder: str, name: str) -> None:
    from xlsxwriter import Workbook  # kept from the start of the program
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
    book.use_zip64()
    line = {"border": 1, "border_color": "#C8CDD3", "valign": "top"}
    head = book.add_format({**line, "bold": True, "bg_color": "#E4EBF3", "text_wrap": True})
    forms = {f: book.add_format({"num_format": f, **line}) for f in ("@", _MONEY, _SHARE, _COUNT, _WEIGHT)}
    for sheet in sheets:
        _write(book.add_worksheet(sheet_name(sheet.name)), sheet, head, forms, name)
    try:
        book.close()
    except FileCreateError as error:
        raise UnusableInputError(f"“{name}”写不出：请检查磁盘空间和权限后再试。") from error


def _write(page: Any, sheet: BookSheet, head: Any, forms: dict[str, Any], name: str) -> None:
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for at in range(len(sheet.header)):
        page.set_column(at, at, sheet.widths[at] if at < len(sheet.widths) else 14)
    for at, note in enumerate(sheet.notes):
        page.write_string(at, 0, book_text(note))
    top = len(sheet.notes)
    for at, title in enumerate(sheet.header):
        page.write_string(top, at, title, head)
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    formats = [forms[sheet.form(at)] for at in range(len(sheet.header))]
    last = top
    for cells in sheet.rows:
        last += 1
        if last >= MOST_ROWS:
            raise UnusableInputError(f"“{name}”的行数超出 Excel 的一张表：请分成几个月份再导出。")
        for at, cell in enumerate(cells):
            _cell(page, last, at, cell, formats[at] if at < len(formats) else formats[-1])


def _cell(page: Any, row: int, column: int, cell: BookCell, form: Any) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, form)
    elif isinstance(cell, str):
        page.write_string(row, column, book_text(cell), form)
    else:
        page.write_number(row, column, cell, form)
