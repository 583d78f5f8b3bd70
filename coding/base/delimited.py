"""The rows of a table of text, whatever its separator."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from coding.base.errors import UnreadableSheetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DELIMITERS = (",", "\t", ";", "|")
_COMMENT = "#"
#: A cell of a table goes on over a few lines; over so many its quotation mark was never closed.
MOST_LINES = 20
_WEB = ("<html", "<!doctype", "<?xml", "<table", "<meta", "<head")


def is_web_page(text: str) -> bool:
    """True for what many systems call an Excel export: a web page by another name."""
    return text[:4096].lstrip("\ufeff \t\r\n").lower().startswith(_WEB)


def delimiter_of(lines: Sequence[str]) -> str:
    """The sign that parts the cells: the one that stands most often in these lines."""
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))


def delimited_rows(text: str, name: str, delimiter: str = "") -> Iterator[tuple[int, list[str]]]:
    """(line of the file from 1 on where the row ends, cells). ``name`` is what users call the file.

    The separator is found in the first line that is neither empty nor a remark. Raises UnreadableSheetError.
    """
    if is_web_page(text):
        raise UnreadableSheetError(f"文件“{name}”其实是网页（HTML）：请用 Excel 打开后另存为 .xlsx 再试。")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of([_first_line(text)]))
    begins = 1
    try:
        for row in reader:
            if reader.line_num - begins >= MOST_LINES:
                raise _open_quote(name, begins)
            yield reader.line_num, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _open_quote(name, begins) from error


def _open_quote(name: str, line: int) -> UnreadableSheetError:
    """A cell that goes on and on: the mark that opened it is where the person has to look."""
    return UnreadableSheetError(
        f"文件“{name}”第{line}行的引号没有闭合，或不是合格的 CSV：请检查该行的引号，或另存为 .xlsx 后再试。"
    )


def _first_line(text: str) -> str:
    lines = io.StringIO(text[: 1 << 20])
    return next((line for line in lines if line.strip() and not line.startswith(_COMMENT)), "")
