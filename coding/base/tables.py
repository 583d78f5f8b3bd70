"""The one form of our tables: CSV in UTF-8 with or without BOM, one header row, one record a row.

A line that begins with ``#`` is a comment, wherever it stands outside quotes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.trouble import file_trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The cells of a table as they stand; iterating gives each record as column → text.

    ``name`` is for messages; ``lines`` tells for each record the line, from 1, on which it ends in the file.
    """

    name: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def __iter__(self) -> Iterator[dict[str, str]]:
        for cells in self.cells:
            yield dict(zip(self.columns, cells, strict=True))

    def needing(self, *columns: str) -> CsvTable:
        """The table itself, where it has these columns. Raises KnowledgeError with file, line and what is missing."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise KnowledgeError(f"{self.name} 第1行：表头缺少列 {'、'.join(missing)}，请补上后再试。")
        return self


def read_table(path: Path) -> CsvTable:
    """The table in a file anywhere on disk. Raises KnowledgeError when it cannot be read as one."""
    try:
        return parse_table(path.name, path.read_bytes())
    except OSError as error:
        raise KnowledgeError(f"文件 {path.name} 打不开（{file_trouble(error)}），请检查路径和读取权限。") from error


def parse_table(name: str, data: bytes) -> CsvTable:
    """The table in these bytes. Raises KnowledgeError that names file, line and what to do."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"文件 {name} 不能读取，请另存为 UTF-8 编码的 CSV 后再试。") from error
    if (plain := _plain_table(text)) is not None:
        records, lines = plain
    else:
        records, lines = _table_of_lines(name, text)
    if not records:
        raise KnowledgeError(f"文件 {name} 是空的：至少要有一行表头。")
    _check(name, records, lines)
    return CsvTable(name, records[0], tuple(records[1:]), tuple(lines[1:]))


def _plain_table(text: str) -> tuple[list[tuple[str, ...]], list[int]] | None:
    """Records and their lines where nothing is a comment and every record is one line. None for others."""
    if text.startswith("#") or "\n#" in text or "\r#" in text:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    if reader.line_num != len(rows):
        return None
    return [tuple(cells) for cells in rows if cells], [line for line, cells in enumerate(rows, start=1) if cells]


def _table_of_lines(name: str, text: str) -> tuple[list[tuple[str, ...]], list[int]]:
    reader = csv.reader(_without_comments(io.StringIO(text, newline="")), strict=True)
    records: list[tuple[str, ...]] = []
    lines: list[int] = []
    begins = 1
    try:
        for cells in reader:
            begins = reader.line_num + 1
            if cells:
                records.append(tuple(cells))
                lines.append(reader.line_num)
    except csv.Error as error:
        raise KnowledgeError(f"{name} 第{begins}行：引号不成对，请改正后再试。") from error
    return records, lines


def _without_comments(lines: Iterable[str]) -> Iterator[str]:
    """Comments become blank lines, so that the lines keep their numbers; inside quotes there are no comments."""
    is_quoted = False
    for line in lines:
        if not is_quoted and line.startswith("#"):
            yield "\n"
            continue
        is_quoted ^= line.count('"') % 2 == 1
        yield line


def _check(name: str, records: list[tuple[str, ...]], lines: list[int]) -> None:
    header = records[0]
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise KnowledgeError(f"{name} 第{lines[0]}行：表头中列 {'、'.join(twice)} 出现不止一次，请删去多余的。")
    if set(map(len, records)) == {len(header)}:
        return
    for cells, line in zip(records, lines, strict=True):
        if len(cells) != len(header):
            raise KnowledgeError(f"{name} 第{line}行：列数与表头不符，含逗号的内容请用引号括起。")
