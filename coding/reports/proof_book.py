"""A proof against an insurer as a workbook: a page of figures first, then a sheet a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import IO, TYPE_CHECKING, Any, Final

from coding.base.encoding import shown
from coding.base.formula_guard import guarded
from coding.base.private_folder import PrivateFolder
from coding.base.whole_file import whole_binary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Signs of a cell, in units of UTF-16, and data rows of a sheet.
_MOST_SIGNS, _MOST_ROWS = 16_000, 1_048_000
#: Characters of the first sheet's one column, points of a line, lines of the highest row.
_FIRST_WIDTH, _LINE, _MOST_LINES = 110, 15.0, 12


@dataclass(frozen=True, slots=True)
class ProofSheet:
    """One table. ``widths`` in characters, ``shares`` the columns that are parts of one; a cell is text or a number."""

    title: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[str | int | float, ...]]
    shares: frozenset[int] = frozenset()


def write_proof_book(path: Path, title: str, sentences: Sequence[str], sheets: Sequence[ProofSheet]) -> None:
    """Write the workbook, whole or not at all. Raises UnusableInputError when it cannot be written."""
    with whole_binary(path) as file, PrivateFolder() as folder:
        _fill(file, title, sentences, sheets, str(folder))


def _fill(file: IO[bytes], title: str, sentences: Sequence[str], sheets: Sequence[ProofSheet], folder: str) -> None:
    from xlsxwriter import Workbook  # kept from the start of the program
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
    book.use_zip64()
    first = book.add_worksheet("概要")
    first.set_column(0, 0, _FIRST_WIDTH)
    first.set_landscape()
    first.fit_to_pages(1, 0)
    first.write_string(0, 0, _text(title), book.add_format({"bold": True, "font_size": 16}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, sentence in enumerate(sentences, 2):
        first.set_row(at, _height(((sentence, _FIRST_WIDTH),)))
        first.write_string(at, 0, _text(sentence), wrapped)
    for sheet in sheets:
        _table(book, sheet)
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _table(book: Any, sheet: ProofSheet) -> None:
    page = book.add_worksheet(sheet.title)
    line = {"border": 1, "border_color": "#C8CDD3", "valign": "top"}
    head = book.add_format({**line, "bold": True, "bg_color": "#E4EBF3", "text_wrap": True})
    text = book.add_format({**line, "num_format": "@", "text_wrap": True})
    number = book.add_format({**line, "num_format": "#,##0"})
    share = book.add_format({**line, "num_format": "0.00%"})
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for at, name in enumerate(sheet.header):
        page.write_string(0, at, name, head)
    rows = sheet.rows[:_MOST_ROWS]
    for y, row in enumerate(rows, 1):
        page.set_row(y, _height(zip(row, sheet.widths, strict=True)))
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(y, x, _text(cell), text)
            else:
                page.write_number(y, x, cell, share if x in sheet.shares else number)
    page.autofilter(0, 0, len(rows), len(sheet.header) - 1)


def _height(cells: Iterable[tuple[str | int | float, int]]) -> float:
    """Points of a row that shows its longest text whole, up to some lines: not every program fits rows by itself."""
    lines = [ceil(_signs(cell) / max(width - 1, 1)) for cell, width in cells if isinstance(cell, str)]
    return _LINE * min(max(lines, default=1) or 1, _MOST_LINES)


def _signs(text: str) -> int:
    """The room that a text takes, in Latin signs: a Chinese one takes that of two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _text(cell: str) -> str:
    said = guarded(_CONTROL.sub("", shown(cell)))
    return said if len(said) <= _MOST_SIGNS else f"{said[:_MOST_SIGNS]}……"
