"""A look into a table that follows no layout: its header and some rows, for a column map to be made."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coding.base.archive import is_archive
from coding.base.delimited import delimited_rows, delimiter_of
from coding.base.encoding import detect_encoding, open_text
from coding.base.errors import UnknownLayoutError, UnusableInputError
from coding.base.parquet_process import ParquetReader, is_parquet
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import Sheet, is_workbook, read_workbook
from coding.exchange.dbf import is_dbf, open_dbf_file
from coding.exchange.guess import Guess, guess_columns
from coding.exchange.layout import Column, HeaderMatch, Layout
from coding.exchange.parquetfile import parquet_files
from coding.exchange.read import open_source
from coding.exchange.recordfile import RAW
from coding.exchange.textfile import HEADER_DEPTH, MOST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ROWS = 50


@dataclass(frozen=True, slots=True)
class Peek:
    """The header of a table and some of its rows; its columns and layout where it is of a known family."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Column | None, ...] = ()
    layout: str = ""

    def guesses(self) -> list[Guess]:
        """What each column seems to be; of a known family, what it is."""
        if not self.columns:
            return guess_columns(self.header, self.rows)
        return [
            Guess(header, c.key, c.index, c.reading, 1.0, "布局") if c else Guess(header)
            for header, c in zip(self.header, self.columns, strict=True)
        ]


def peek(path: Path) -> Peek:
    """Header and first rows. Raises UnusableInputError for what is no table, or has no row that looks like a header."""
    if path.is_dir() or is_parquet(path):
        return _of_parquet(path)
    if is_workbook(path) and not is_archive(path):
        sheets = read_workbook(path)
    elif is_dbf(path):
        return _of_dbf(path)
    else:
        sheets = [Sheet("", _of_text(path))]
    if not sheets or (seen := choose_sheet(sheets, _header_and_rows).found) is None:
        raise UnusableInputError(f"文件“{path.name}”里没有找到表头：请检查第一行是不是列名。")
    return seen


def _header_and_rows(rows: list[list[str]]) -> Peek | None:
    for depth, row in enumerate(rows[:HEADER_DEPTH]):
        width = len(row)
        while width and not row[width - 1].strip():
            width -= 1
        if 3 <= width <= MOST_COLUMNS and _is_header(row[:width]):
            below = [r[:width] for r in rows[depth + 1 : depth + 1 + _ROWS] if any(r)]
            return Peek(tuple(row[:width]), tuple((*r, *[""] * (width - len(r))) for r in below))
    return None


def peek_known(path: Path) -> Peek:
    """As ``peek``, of a file in a known family as well. Raises UnusableInputError."""
    try:
        source = open_source(path)
    except UnknownLayoutError:
        return peek(path)
    width = len(source.match.header) - (RAW in source.match.header)
    rows = tuple(tuple(r.cells[:width]) for r in islice(source.records(), _ROWS) if not r.problem)
    layout = source.match.layout.id
    return Peek(source.match.header[:width], rows, source.match.columns[:width], layout)


def _is_header(row: Sequence[str]) -> bool:
    """Words, not numbers, in nearly every cell."""
    words = sum(any(c.isalpha() for c in cell) for cell in row)
    return words * 10 >= 8 * len(row) and len(set(row)) * 10 >= 7 * len(row)


def _of_text(path: Path) -> list[list[str]]:
    with open_text(path, detect_encoding(path)) as file:
        lines = [line for line in (file.readline(1_000_000) for _ in range(_ROWS + HEADER_DEPTH)) if line.strip()]
    return [row for _, row in delimited_rows("".join(lines), path.name, delimiter_of(lines[:HEADER_DEPTH])) if row]


def _of_dbf(path: Path) -> Peek:
    opened = open_dbf_file(path, _any_header)
    rows = []
    for record in opened.records():
        rows.append(tuple(record.cells[:-1]))
        if len(rows) >= _ROWS:
            break
    return Peek(tuple(name for name in opened.match.header if name != RAW), tuple(rows))


def _of_parquet(path: Path) -> Peek:
    """Of a folder the first of its files: they are of one source."""
    files = parquet_files(path) if path.is_dir() else [path]
    if not files:
        raise UnusableInputError(f"“{path}”是文件夹：请指定其中的一个首页导出文件。")
    head = ParquetReader().head(files[0], _ROWS)
    return Peek(head.columns, tuple(map(tuple, head.rows)))


def _any_header(header: Sequence[str]) -> HeaderMatch:
    return HeaderMatch(Layout("", "", frozenset(), frozenset(), (), {}), tuple(header), (None,) * len(header))
