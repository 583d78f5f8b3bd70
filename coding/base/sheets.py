"""A table that somebody brings, as rows of text: CSV and its kin, .xlsx, .xls. The one reader, for every door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from coding.base.delimited import delimited_rows
from coding.base.encoding import decoded
from coding.base.error_cells import is_error
from coding.base.errors import UnreadableSheetError
from coding.base.formula_guard import unguarded
from coding.base.trouble import file_trouble
from coding.base.workbook_process import workbook_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
#: A table of text is held in memory as a whole; pages are not (``coding.exchange.textfile``).
_MOST_TEXT = 512 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``name`` is "" for a text file. Rows are ragged: empty cells at the end of a row are left out.

    ``lines``: where each row stands in its file, from 1; () = one under the other from the first.
    """

    name: str
    rows: list[list[str]]
    lines: Sequence[int] = ()

    def line(self, at: int) -> int:
        """The line, from 1, on which a row stands in its file."""
        return self.lines[at] if self.lines else at + 1


def is_workbook(source: Path | bytes) -> bool:
    """True for .xlsx and .xls by their first bytes, whatever the name says (a .zip begins as an .xlsx does)."""
    if isinstance(source, bytes):
        return source[:4] in (_ZIP, _OLE)
    with source.open("rb") as file:
        return file.read(4) in (_ZIP, _OLE)


def read_workbook(source: Path | bytes, name: str = "") -> list[Sheet]:
    """All sheets of a workbook, blank rows included. Raises UnreadableSheetError."""
    if isinstance(source, bytes):
        return _sheets(source, name)
    with source.open("rb") as file:
        return _sheets(file, name or source.name)


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook or the one of a text file, blank rows left out; at least one has rows.

    Guards of our own files against formulas are taken off. Raises UnreadableSheetError with one Chinese sentence.
    """
    try:
        return sheets_in(path.read_bytes(), path.name)
    except OSError as error:
        raise UnreadableSheetError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error


def sheets_in(data: bytes, name: str) -> list[Sheet]:
    """As ``read_sheets``, of a file that was read already; ``name`` is what users call it."""
    if is_workbook(data):
        sheets = [_filled(sheet.name, enumerate(sheet.rows, 1)) for sheet in read_workbook(data, name)]
    elif len(data) > _MOST_TEXT:
        raise UnreadableSheetError(f"文件“{name}”过大，不像一张表：请检查是否选错了文件。")
    else:
        sheets = [_filled("", delimited_rows(decoded(data, name), name))]
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableSheetError(f"文件“{name}”是空的：请选择有表头和数据的文件。")
    return sheets


def _sheets(source: IO[bytes] | bytes, name: str) -> list[Sheet]:
    return [Sheet(sheet, rows) for sheet, rows in workbook_rows(source, name)]


def _plain(cell: str) -> str:
    """The cell without a guard of ours; an error of a formula is no code, name or figure."""
    return "" if is_error(cell) else unguarded(cell)


def _filled(name: str, rows: Iterable[tuple[int, list[str]]]) -> Sheet:
    filled = [(line, [_plain(cell) for cell in row]) for line, row in rows if any(row)]
    return Sheet(name, [row for _, row in filled], [line for line, _ in filled])
