"""Spreadsheets (.xlsx, .xls) as rows of text, read with calamine; numbers and dates as a person typed them."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from coding.base.errors import UnknownLayoutError, UnusableInputError
from coding.exchange.layout import Finder, Match, match_header
from coding.exchange.textfile import HEADER_DEPTH, MOST_COLUMNS, Record

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
#: Bounds for hostile workbooks: bytes when unpacked, and cells of one sheet.
_MOST_UNPACKED = 2 << 30
_MOST_CELLS = 40_000_000
#: Seconds for an .xls: 65,536 rows of 256 columns take some ten.
_PATIENCE = 120
#: From here on a double no longer holds every digit, and the spreadsheet shows 3.3E+17.
_EXACT = 1e15


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet whose header was recognised. ``above`` are the rows over the header, ``others`` further sheets."""

    path: Path
    sheet: str
    match: Match
    above: tuple[tuple[str, ...], ...]
    others: tuple[str, ...]
    rows: list[list[Any]]

    def records(self) -> Iterator[Record]:
        """The data rows; rows without any content are counted and skipped."""
        width = len(self.match.header)
        for row, values in enumerate(self.rows, start=1):
            cells = [cell_text(value) for value in values[:width]]
            if any(cells):
                yield Record(row, cells + [""] * (width - len(cells)))


def is_workbook(path: Path) -> bool:
    """True for .xlsx and .xls by their first bytes, whatever the name says."""
    with path.open("rb") as file:
        return file.read(4) in (_ZIP, _OLE)


def open_sheet_file(path: Path, find: Finder = match_header) -> SheetFile:
    """The first sheet with a known header. Raises UnusableInputError."""
    sheets = read_sheets(path)
    for number, (name, rows) in enumerate(sheets):
        for depth, row in enumerate(rows[:HEADER_DEPTH]):
            if len(row) > MOST_COLUMNS:
                break
            header = [cell_text(value) for value in row]
            while header and not header[-1]:
                header.pop()
            match = find(header)
            if match is not None:
                above = tuple(tuple(cell_text(v) for v in r) for r in rows[:depth])
                others = tuple(n for i, (n, _) in enumerate(sheets) if i != number)
                return SheetFile(path, name, match, above, others, rows[depth + 1 :])
    raise UnknownLayoutError(
        f"文件“{path.name}”的各工作表里没有认识的表头：请用带列名（如 BAH、XM、JBDM 或 case_id、dx）的首页导出文件。"
    )


def read_sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """All sheets with their rows of cell values. Raises UnusableInputError for what is no workbook."""
    from python_calamine import CalamineWorkbook

    _check_size(path)
    if _is_old(path):
        return _read_apart(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except OSError:
        raise
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, MemoryError)):
            raise
        raise _no_workbook(path) from error


def _is_old(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _OLE


def _read_apart(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """The sheets of an .xls, read in a process of its own: a damaged one may end it."""
    child = Path(__file__).parents[1] / "base" / "workbook_child.py"
    # the reader's own words about what went wrong are not for users
    try:
        done = subprocess.run(
            [sys.executable, str(child), str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
        sheets: list[tuple[str, list[list[Any]]]] = pickle.loads(done.stdout) if done.returncode == 0 else []
    except (subprocess.TimeoutExpired, pickle.UnpicklingError, EOFError, MemoryError) as error:
        raise _no_workbook(path) from error
    if done.returncode != 0:
        raise _no_workbook(path)
    return sheets


def _no_workbook(path: Path) -> UnusableInputError:
    return UnusableInputError(
        f"文件“{path.name}”无法作为 Excel 工作簿打开（可能已损坏或设有密码）：请另存为新的 .xlsx 后再试。"
    )


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without ``.0``, dates as ISO text, midnight as a date alone."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _number_text(value: float) -> str:
    if abs(value) >= _EXACT:
        mantissa, _, exponent = f"{value:.14E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    if value == int(value):
        return str(int(value))
    # fifteen digits are what the spreadsheet keeps; the rest is noise of the binary form
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0")


_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d+)"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d+)"')


def _check_size(path: Path) -> None:
    """Refuse what would unpack without bound. Raises UnusableInputError."""
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            return
    too_big = UnusableInputError(f"工作簿“{path.name}”的内容过大：请删去多余的行列，或分成几个文件后再试。")
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_UNPACKED:
                raise too_big
            for info in archive.infolist():
                if info.filename.startswith("xl/worksheets/") and _area(archive, info) > _MOST_CELLS:
                    raise too_big
    except (zipfile.BadZipFile, zlib.error, LookupError, EOFError, RuntimeError, ValueError) as error:
        raise UnusableInputError(f"文件“{path.name}”不是完好的 Excel 工作簿：请另存为新的 .xlsx 后再试。") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise UnusableInputError(f"文件“{path.name}”已损坏：请重新导出后再试。") from error


def _area(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Rows × columns that a sheet claims by its last row and widest column: the reader lays out all of them."""
    last_row, last_column, tail, total = 1, b"A", b"", 0
    with archive.open(info) as file:
        while chunk := file.read(1 << 20):
            total += len(chunk)
            if total > _MOST_UNPACKED:
                return _MOST_CELLS + 1
            block = tail + chunk
            columns = set()
            for letters, number in _REFERENCE.findall(block):
                columns.add(letters)
                if len(number) >= 5:
                    last_row = max(last_row, int(number[:9]))
            if rows := _ROW.findall(block):
                last_row = max(last_row, int(rows[-1][:9]))
            if columns:
                last_column = max(last_column, *columns, key=lambda c: (len(c), c))
            tail = block[-256:]
    width = 0
    for letter in last_column:
        width = width * 26 + letter - 64
    return last_row * width
