"""Pages in a workbook (.xlsx, .xls): the first sheet whose header is known, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import UnknownLayoutError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import Sheet, read_workbook
from coding.exchange.layout import Finder, HeaderMatch, match_header
from coding.exchange.textfile import HEADER_DEPTH, MOST_COLUMNS, Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet whose header was recognised. ``above`` are the rows over the header; ``notes`` say which sheet it is."""

    path: Path
    sheet: str
    match: HeaderMatch
    above: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    rows: list[list[str]]

    def records(self) -> Iterator[Record]:
        """The data rows; rows without any content are counted and skipped."""
        width = len(self.match.header)
        for row, values in enumerate(self.rows, start=1):
            cells = values[:width]
            if any(cells):
                yield Record(row, cells + [""] * (width - len(cells)))


def open_sheet_file(path: Path, find: Finder = match_header) -> SheetFile:
    """The first sheet with a known header. Raises UnusableInputError."""

    def header(rows: list[list[str]]) -> tuple[int, HeaderMatch] | None:
        for depth, row in enumerate(rows[:HEADER_DEPTH]):
            if len(row) > MOST_COLUMNS:
                return None
            match = find(row)
            if match is not None:
                return depth, match
        return None

    chosen = choose_sheet(read_workbook(path) or [Sheet("", [])], header)
    if chosen.found is not None:
        depth, match = chosen.found
        rows = chosen.sheet.rows
        above = tuple(tuple(row) for row in rows[:depth])
        return SheetFile(path, chosen.sheet.name, match, above, chosen.notes, rows[depth + 1 :])
    raise UnknownLayoutError(
        f"文件“{path.name}”的各工作表里没有认识的表头：请用带列名（如 BAH、XM、JBDM 或 case_id、dx）的首页导出文件。"
    )
