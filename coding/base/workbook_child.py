"""The process that reads a workbook: the workbook comes in at stdin, rows of text go out at stdout.

A damaged .xls, or one stray cell at XFD1048576, ends the reader and with it the process it runs in, without an
exception that could be caught. Hence no other process may ever call it. What goes out are frames: four bytes of
length, then marshalled data: the name of a sheet, lists of its rows, at the very end None.
"""

from __future__ import annotations

import io
import marshal
from typing import IO, TYPE_CHECKING, Any

from coding.base.cell_text import cell_text
from coding.base.child_process import limit_memory, standard_stream
from coding.base.error_cells import Errors, error_cells
from coding.base.workbook_guard import BrokenError, TooLargeError, check_zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What the process answers: all is read, no workbook, too large.
DONE, NO_WORKBOOK, TOO_LARGE = 0, 65, 66
#: A workbook of 40 million cells needs less than this.
_MOST_MEMORY = 4 << 30
_ROWS_A_FRAME = 500


def main() -> int:
    """Read stdin, write frames to stdout. The exit code."""
    limit_memory(_MOST_MEMORY)
    source, sink = standard_stream(0), standard_stream(1)
    try:
        data = source.read()
        if data[:4] == b"PK\x03\x04":
            check_zipped(io.BytesIO(data))
        _send_sheets(data, lambda frame: _send(sink, frame))
    except BrokenError:
        return NO_WORKBOOK
    except (TooLargeError, MemoryError):
        return TOO_LARGE
    sink.flush()
    return DONE


def _send_sheets(data: bytes, send: Callable[[str | list[list[str]] | None], None]) -> None:
    book = _opened(data)
    errors = _tried(lambda: error_cells(io.BytesIO(data))) if data[:4] == b"PK\x03\x04" else {}
    for name in book.sheet_names:
        send(name)
        frame: list[list[str]] = []
        for row in _with_errors(_rows(book, name), errors.get(name, {})):
            frame.append(row)
            if len(frame) == _ROWS_A_FRAME:
                send(frame)
                frame = []
        while frame and not frame[-1]:
            frame.pop()
        send(frame)
    send(None)


def _with_errors(rows: Iterator[list[str]], errors: Errors) -> Iterator[list[str]]:
    """The rows with the errors of formulas where people see them; the reader gives nothing for them."""
    if not errors:
        yield from rows
        return
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), words in errors.items():
        by_row.setdefault(row, []).append((column, words))
    for number, cells in enumerate(rows):
        for column, words in by_row.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or words
        yield cells


def _opened(data: bytes) -> Any:
    from python_calamine import CalamineWorkbook

    return _tried(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))


def _rows(book: Any, name: str) -> Iterator[list[str]]:
    """The rows of a sheet from row 1 and column A on, each without the empty cells at its end."""
    sheet = _tried(lambda: book.get_sheet_by_name(name))
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows = iter(_tried(sheet.iter_rows))
    while True:
        row = _tried(lambda: next(rows, None))
        if row is None:
            return
        cells = [value if type(value) is str else cell_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield before + cells if cells else cells


def _tried(read: Callable[[], Any]) -> Any:
    """What the reader gives; whatever it raises, the workbook is damaged."""
    try:
        return read()
    except MemoryError:
        raise
    except BaseException as error:  # a panic of the reader is no Exception
        raise BrokenError from error


def _send(sink: IO[bytes], frame: str | list[list[str]] | None) -> None:
    data = marshal.dumps(frame)
    sink.write(len(data).to_bytes(4, "little"))
    sink.write(data)
