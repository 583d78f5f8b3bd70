"""Many rows put into a sheet of a finished workbook, straight as its file format writes them.

The writer of workbooks takes a minute for what takes seconds so, since it looks at every cell for itself. The sheet is
written with its head and one row of blank cells, from which the numbers of the formats are read; the rows take the
place of that row.
Source: ECMA-376 part 1, 18.3.1 (sheetData, row, c), 18.18.11 (types of cells).
"""

from __future__ import annotations

import re
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_LAST_ROW = re.compile(rb'<row r="2"[^>]*>(.*?)</row></sheetData>', re.DOTALL)
_STYLE = re.compile(rb'<c r="([A-Z]+)2"(?: s="(\d+)")?')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_END = b"</sheetData>"


def put_rows(
    source: IO[bytes], target: IO[bytes], part: str, rows: Callable[[Sequence[str]], Iterable[str]], last: str
) -> None:
    """Copy a workbook, with rows in one sheet. ``part``: the sheet's file; ``rows``: makes the rows from the second on,
    given the attribute of the format of each column; ``last``: the last cell.
    """
    with ZipFile(source) as given, ZipFile(target, "w", ZIP_DEFLATED, allowZip64=True) as made:
        for info in given.infolist():
            named = ZipInfo(info.filename, info.date_time)
            named.compress_type, named.external_attr = ZIP_DEFLATED, info.external_attr
            with given.open(info) as read, made.open(named, "w", force_zip64=True) as write:
                if info.filename == part:
                    _with_rows(read.read(), write, rows, last)
                else:
                    copyfileobj(read, write)


def _with_rows(sheet: bytes, write: IO[bytes], rows: Callable[[Sequence[str]], Iterable[str]], last: str) -> None:
    template = _LAST_ROW.search(sheet)
    assert template is not None, "the sheet ends with a row of blank cells"
    styles = [f' s="{style.decode()}"' if style else "" for _, style in _STYLE.findall(template[0])]
    head = _DIMENSION.sub(f'<dimension ref="A1:{last}"/>'.encode(), sheet[: template.start()], count=1)
    write.write(head)
    for row in rows(styles):
        write.write(row.encode())
    write.write(_END + sheet[template.end() :])


def text_tail(text: str) -> str:
    """What follows the place and format of a cell that holds a text; the same text is made once."""
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'


def formula_cell(place: str, style: str, said: str, value: float | str) -> str:
    """A formula with the value it has; text as "" where it has none."""
    kind = ' t="str"' if isinstance(value, str) else ""
    shown = escape(value) if isinstance(value, str) else repr(value)
    return f'<c r="{place}"{style}{kind}><f>{escape(said)}</f><v>{shown}</v></c>'
