"""Delimited text, record by record, in bounded memory: RFC 4180 and what exports make of it.

A bad record costs itself and nothing after it: an unclosed quotation mark does not swallow the file.
"""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from coding.base.delimited import is_web_page
from coding.base.encoding import detect_encoding, has_broken_bytes, open_text
from coding.base.errors import UnknownLayoutError, UnusableInputError
from coding.exchange.layout import Finder, HeaderMatch, match_header
from coding.page.reading import Dialect, RejectKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A record is at most so many characters and physical lines; beyond, it is damage.
RECORD_CHARS = 1_000_000
RECORD_LINES = 100
#: A front page has some 1,000 columns at the very most.
MOST_COLUMNS = 5_000
#: How far down the header row is looked for: titles and a row of labels may stand above it.
HEADER_DEPTH = 12
_DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: number from 1, cells; where it cannot be taken as it is, a Chinese sentence and of what kind.

    ``lost``: places of cells that could not be read, each with what stood there and why.
    """

    row: int
    cells: list[str]
    problem: str = ""
    kind: RejectKind = RejectKind.LAYOUT
    lost: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file whose header was recognised."""

    path: Path
    encoding: str
    dialect: Dialect
    match: HeaderMatch
    header_lines: int

    def records(self) -> Iterator[Record]:
        """The data rows, read as they are asked for."""
        with open_text(self.path, self.encoding) as file:
            for _ in range(self.header_lines):
                _line(file)
            lines = _Lines(file, self.header_lines)
            yield from _records(lines, self.dialect.delimiter, len(self.match.header))

    def rows_estimated(self) -> int:
        """Rows by the size of the file and the length of its first lines."""
        with self.path.open("rb") as file:
            sample = file.read(1 << 20)
        lines = sample.count(b"\n")
        return round(self.path.stat().st_size / len(sample) * lines) if lines else 0


def records_in(file: TextIO, delimiter: str, width: int) -> Iterator[Record]:
    """The data rows of a text without its header; their numbers begin with 1."""
    return _records(_Lines(file, 0), delimiter, width)


def start_of_text(path: Path) -> str:
    """The first signs of a file, to tell JSON and XML from tables; "" for what is no text."""
    try:
        with open_text(path, detect_encoding(path)) as file:
            return file.read(4096).lstrip("\ufeff \t\r\n")
    except (UnusableInputError, UnicodeError):
        return ""


def open_text_file(path: Path, find: Finder = match_header) -> TextFile:
    """Find encoding, delimiter and header of a delimited file.

    Raises UnusableInputError when there is nothing to read or no known header in the first rows.
    """
    encoding = detect_encoding(path)
    with open_text(path, encoding) as file:
        lines = [line for line in (_line(file) for _ in range(HEADER_DEPTH)) if line]
    for number, line in enumerate(lines):
        for delimiter in sorted(_DELIMITERS, key=line.count, reverse=True):
            cells = _split(line.rstrip("\r\n"), delimiter)
            if cells is None or len(cells) > MOST_COLUMNS:
                continue
            match = find(cells)
            if match is not None:
                dialect = _dialect(path, encoding, delimiter, line, lines[:number], cells)
                return TextFile(path, encoding, dialect, match, number + 1)
    if is_web_page("".join(lines)):
        raise UnusableInputError(f"文件“{path.name}”其实是网页（HTML）：请用 Excel 打开后另存为 .xlsx 再试。")
    raise UnknownLayoutError(
        f"文件“{path.name}”的前 {len(lines)} 行里没有认识的表头："
        "请用带列名（如 BAH、XM、JBDM 或 case_id、dx）的首页导出文件。"
    )


def _dialect(path: Path, encoding: str, delimiter: str, line: str, above: list[str], cells: list[str]) -> Dialect:
    newline = line[len(line.rstrip("\r\n")) :] or "\r\n"
    quoted = line.count('"') >= 2 * len(cells)
    return Dialect(delimiter, newline, quoted, _ends_with_newline(path, encoding), tuple(above))


def _ends_with_newline(path: Path, encoding: str) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 2 if encoding.startswith("utf-16") else file.tell() - 4))
        tail = file.read().replace(b"\x00", b"") if encoding.startswith("utf-16") else file.read()
    return tail.endswith((b"\n", b"\r"))


def _line(file: TextIO) -> str:
    """The next physical line; what goes beyond the limit is dropped, so that it is seen to be too long."""
    line = file.readline(RECORD_CHARS + 1)
    if len(line) > RECORD_CHARS and not line.endswith(("\n", "\r")):
        while (rest := file.readline(RECORD_CHARS)) and not rest.endswith(("\n", "\r")):
            pass
    elif line.endswith("\r") and len(line) == RECORD_CHARS + 1:  # pragma: no cover - a pair of \r\n cut in two
        file.readline(1)
    return line


class _Lines:
    """Physical lines with the possibility of putting some back."""

    def __init__(self, file: TextIO, number: int) -> None:
        self._file = file
        self._back: deque[str] = deque()
        #: The line of the file, from 1, that was given last.
        self.number = number

    def next(self) -> str:
        self.number += 1
        return self._back.popleft() if self._back else _line(self._file)

    def put_back(self, lines: list[str]) -> None:
        self.number -= len(lines)
        self._back.extendleft(reversed(lines))


def _records(lines: _Lines, delimiter: str, width: int) -> Iterator[Record]:
    row = 0
    while line := lines.next():
        text = line.rstrip("\r\n")
        if not text:
            continue
        row += 1
        if len(line) > RECORD_CHARS:
            yield Record(row, [text[:200]], "该行过长，可能缺少换行：请在源系统中重新导出该行。")
        elif '"' not in text:
            yield _sound(_checked(row, text.split(delimiter), width), text)
        else:
            record = _quoted(row, line, lines, delimiter, width)
            yield _sound(record, "".join(record.cells))


def _sound(record: Record, text: str) -> Record:
    """The record, refused when it holds bytes that are no text."""
    if "\x00" in text:
        said = "该行含有空字符（NUL），数据已损坏：请重新导出该行。"
        return Record(record.row, record.cells, said, RejectKind.CHARACTER)
    if not text.isascii() and has_broken_bytes(text):
        said = "该行含有无法解读的字节，文字已损坏：请重新导出该行。"
        return Record(record.row, record.cells, said, RejectKind.ENCODING)
    return record


def _quoted(row: int, line: str, lines: _Lines, delimiter: str, width: int) -> Record:
    """A record with quotation marks: it may go on over further lines."""
    taken = [line]
    size = len(line)
    marks = line.count('"')
    opened = lines.number
    while marks % 2 and len(taken) < RECORD_LINES and size < RECORD_CHARS:
        more = lines.next()
        if not more:
            break
        taken.append(more)
        size += len(more)
        marks += more.count('"')
    if marks % 2 == 0:
        # over several lines strictly: rows that swallow each other must not pass as one
        cells = _split("".join(taken).rstrip("\r\n"), delimiter, strict=len(taken) > 1)
        if cells is not None and len(cells) == width:
            return Record(row, cells)
    # not one record: the first line stands alone, and the others are rows of their own
    if len(taken) > 1:
        lines.put_back(taken[1:])
    text = line.rstrip("\r\n")
    cells = _split(text, delimiter)
    opens = f'{delimiter}"' in text or text.startswith('"')
    closed = line.count('"') % 2 == 0 or not opens  # a mark inside a cell, 5" for inches, closes nothing
    if cells is not None and closed:
        return _checked(row, cells, width)
    return Record(
        row, text.split(delimiter), f"该行（文件第 {opened:,} 行）的引号不成对：请补全或去掉多余的引号后重新导入。"
    )


def _checked(row: int, cells: list[str], width: int) -> Record:
    if len(cells) == width:
        return Record(row, cells)
    if len(cells) > width and not any(c.strip() for c in cells[width:]):
        return Record(row, cells[:width])  # a row that ends in spare delimiters
    return Record(row, cells, f"该行有 {len(cells)} 列，表头有 {width} 列：请检查是否有未加引号的分隔符或换行。")


def _split(text: str, delimiter: str, *, strict: bool = False) -> list[str] | None:
    """The cells of one complete record, or None when it cannot be split.

    ``strict``: behind a closing quotation mark nothing stands but the delimiter.
    """
    if '"' not in text:
        return text.split(delimiter)
    try:
        lines = [text] if "\n" not in text and "\r" not in text else _kept(text)
        rows = list(csv.reader(lines, delimiter=delimiter, strict=strict))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _kept(text: str) -> list[str]:
    """Lines with their ends, split only where the file was."""
    lines = []
    start = 0
    for position, sign in enumerate(text):
        if sign == "\n" or (sign == "\r" and text[position + 1 : position + 2] != "\n"):
            lines.append(text[start : position + 1])
            start = position + 1
    lines.append(text[start:])
    return [line for line in lines if line]
