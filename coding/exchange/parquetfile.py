"""Pages in Parquet: one file, or a folder of them, as programs that keep large data write it (``org=…/month=…/``).

What a cell becomes is the text that the CSV file of the same page would have; the columns are known by the same layouts
and column maps. Columns that stand in the names of folders are columns of every file below them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from coding.base.errors import UnknownLayoutError, UnusableInputError
from coding.base.parquet_process import ENDINGS, ParquetReader
from coding.exchange.layout import Finder, HeaderMatch, match_header
from coding.exchange.textfile import MOST_COLUMNS, Record
from coding.page.reading import RejectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path, PurePath

#: What reading such a file says of its encoding.
PARQUET: Final = "parquet"
#: What the folder of a column without a value is called.
_NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"
#: Rows that are looked at before a file is read.
_LOOKED_AT: Final = 50


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A file whose columns were recognised. ``count``: rows; ``first``: some of them; ``beside``: what the names of its
    folders say, in the order of the last columns; ``further``: files of the same columns that are read behind it.
    """

    path: Path
    match: HeaderMatch
    count: int
    first: tuple[list[str], ...]
    reader: ParquetReader
    beside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str = PARQUET
    further: tuple[ParquetFile, ...] = ()

    @property
    def total(self) -> int:
        """The rows of all files."""
        return self.count + sum(one.count for one in self.further)

    def records(self) -> Iterator[Record]:
        """The data rows, read as they are asked for; rows without any content are counted and skipped."""
        yield from self._records(self.reader.rows(self.path))
        above = self.count
        for one in self.further:
            yield from (replace(record, row=record.row + above) for record in one.records())
            above += one.count

    def first_records(self) -> Iterator[Record]:
        """The first of them, which were read when it was opened."""
        return self._records(self.first)

    def _records(self, rows: Iterable[list[str]]) -> Iterator[Record]:
        for row, cells in enumerate(rows, start=1):
            if not any(cells):
                continue
            if any("\x00" in cell for cell in cells):
                said = "该行含有空字符（NUL），数据已损坏：请重新导出该行。"
                yield Record(row, [*cells, *self.beside], said, RejectKind.CHARACTER)
            else:
                yield Record(row, [*cells, *self.beside])


def open_parquet_file(
    path: Path, find: Finder = match_header, reader: ParquetReader | None = None, below: PurePath | None = None
) -> ParquetFile:
    """The columns of a file. ``below``: where it stands in its folder. Raises UnusableInputError."""
    reader = reader or ParquetReader()
    head = reader.head(path, _LOOKED_AT)
    if len(head.columns) > MOST_COLUMNS:
        raise UnusableInputError(f"文件“{reader.name_of(path)}”有 {len(head.columns):,} 列，不是首页文件：请核对。")
    partitions = [(key, text) for key, text in _partitions(below) if key not in head.columns]
    match = find([*head.columns, *(key for key, _ in partitions)])
    if match is None:
        raise UnknownLayoutError(
            f"文件“{reader.name_of(path)}”的列名不认识：请用带列名（如 BAH、XM、JBDM 或 case_id、dx）的首页导出文件。"
        )
    notes = (f"列 {'、'.join(head.passed_over)} 是嵌套的结构，没有读入。",) if head.passed_over else ()
    beside = tuple(text for _, text in partitions)
    return ParquetFile(path, match, head.count, head.rows, reader, beside, notes)


def open_parquet_folder(folder: Path, files: Sequence[Path], find: Finder = match_header) -> ParquetFile:
    """All files of a folder as one, one behind the other. Raises UnusableInputError where they are not of one form."""
    reader = ParquetReader(folder)
    first, *others = (open_parquet_file(file, find, reader, file.relative_to(folder)) for file in files)
    odd = next((one for one in others if one.match.header != first.match.header), None)
    if odd is not None:
        named = odd.path.relative_to(folder).as_posix()
        raise UnusableInputError(f"文件夹“{folder.name}”里各文件的列不一样（如 {named}）：请分开处理，或改用 check。")
    return replace(first, further=tuple(replace(one, first=()) for one in others))


def parquet_files(folder: Path) -> list[Path]:
    """The files of a data set, in the order of their paths; what begins with _ or . is no data."""
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in ENDINGS
        and path.is_file()
        and not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def _partitions(below: PurePath | None) -> Iterator[tuple[str, str]]:
    """``org=H01/month=2026-01`` → its columns and their values."""
    for part in below.parent.parts if below is not None else ():
        key, sign, text = part.partition("=")
        if sign and key:
            yield unquote(key), "" if text == _NO_VALUE else unquote(text)
