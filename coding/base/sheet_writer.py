"""Tables into files, the one way: CSV by the book and .xlsx, both whole or not at all.

What people open (``write_csv``, ``people_line``) is guarded against formulas; what other programs read (``csv_line``)
is exact.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import IO, TYPE_CHECKING

from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.formula_guard import guarded, unguarded
from coding.base.private_folder import PrivateFolder
from coding.base.whole_file import whole_binary, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

#: Control characters that no sheet can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Signs that no name of a sheet can have.
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
#: Characters of a cell of Excel, in units of UTF-16.
_MOST_SIGNS = 32_767


def csv_line(cells: Sequence[str], delimiter: str = ",", quote_all: bool = False) -> str:
    """One record by RFC 4180, without its end of line."""
    if quote_all:
        return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)
    line = delimiter.join(cells)
    plain = '"' not in line and "\n" not in line and "\r" not in line
    if plain and line.count(delimiter) == len(cells) - 1:
        return line
    return delimiter.join(csv_text(cell, delimiter) for cell in cells)


def csv_text(cell: str, delimiter: str = ",") -> str:
    """A cell as it stands in a CSV file: quoted where RFC 4180 asks for it."""
    if '"' in cell or delimiter in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def people_line(cells: Sequence[str]) -> str:
    """One record of a file that people open, without its end of line: no cell of it is run as a formula."""
    return csv_line([guarded(cell) for cell in cells])


def people_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of records that ``people_line`` made, exactly as they were, however long: the csv module takes no cell
    beyond 131,072 signs. A record may be several of the lines; their ends are none of it.
    """
    record = ""
    for line in lines:
        record += line
        if record.count('"') % 2 == 0:
            yield [unguarded(cell) for cell in _cells(record.removesuffix("\r\n"))]
            record = ""


def _cells(record: str) -> list[str]:
    """The cells of a record by RFC 4180: what stands between marks is theirs, two marks on end are one."""
    pieces = record.split('"')
    cells: list[list[str]] = [[]]
    for at, piece in enumerate(pieces):
        if at % 2:
            cells[-1].append(piece)
        elif not piece and 0 < at < len(pieces) - 1:
            cells[-1].append('"')
        else:
            first, *others = piece.split(",")
            cells[-1].append(first)
            cells.extend([other] for other in others)
    return ["".join(parts) for parts in cells]


def write_csv(path: Path, rows: Iterable[Sequence[str]], remarks: Sequence[str] = ()) -> None:
    """A CSV file for people and Excel: UTF-8 with BOM, no formulas; ``remarks`` are lines above the header, with #.

    Raises UnusableInputError when it cannot be written.
    """
    with whole_file(path) as file:
        file.writelines(line + "\r\n" for line in chain(remarks, map(people_line, rows)))


def write_workbook(path: Path, rows: Iterable[Sequence[str]], sheet: str = "") -> None:
    """An .xlsx of one sheet. Raises UnusableInputError when it cannot be written or the rows do not fit.

    Every cell is a text cell: identifiers keep their zeros, and nothing is run as a formula.
    """
    with whole_binary(path) as file:
        _fill(file, rows, _sheet_name(sheet), path.name)


def _fill(file: IO[bytes], rows: Iterable[Sequence[str]], sheet: str, name: str) -> None:
    from xlsxwriter import Workbook  # kept from the start of the program
    from xlsxwriter.exceptions import FileCreateError

    # row by row to the disk, for this user alone: a month of pages does not fit into memory as cells
    with PrivateFolder() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": str(folder)})
        book.use_zip64()
        page = book.add_worksheet(sheet)
        as_text = book.add_format({"num_format": "@"})
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                # what does not fit is told by the answer only, and cut
                if text and page.write_string(at, column, _cell(text), as_text):
                    raise _too_much(name, at, text)
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*_cause(error)) from error


def _cause(error: Exception) -> tuple[object, ...]:
    """Number and words of the error of the system that the writer has wrapped."""
    first = error.args[0] if error.args else None
    return first.args if isinstance(first, OSError) else (str(error),)


def _cell(text: str) -> str:
    return _CONTROL.sub("", shown(text))


def _too_much(name: str, at: int, text: str) -> UnusableInputError:
    if len(text) > _MOST_SIGNS // 2:
        return UnusableInputError(f"“{name}”第{at + 1}行有一格的文字过长，Excel 存不下：请改存为 CSV。")
    return UnusableInputError(f"“{name}”的行列超出 Excel 的一张表：请分成几个文件，或改存为 CSV。")


def _sheet_name(wanted: str) -> str:
    """A name that a workbook takes."""
    name = _NO_NAME.sub("_", wanted)[:_LONGEST_NAME].strip("' ")
    return "首页" if not name or name.lower() == "history" else name
