"""Small tables that people make by hand: a header somewhere near the top, known by synonyms that are data.

``resources/month/headers.csv`` has the synonyms, by table. Which column is which is told by its header alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import sheets_in
from coding.base.trouble import file_trouble
from coding.exchange.header_synonyms import columns_of, header_at

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from pathlib import Path

_HEADERS: Final = "month/headers.csv"
#: What stands for "nothing" in a cell of a date or a figure.
NOTHING = frozenset({"", "-", "—", "/"})


@dataclass(frozen=True, slots=True)
class HeadedRow:
    """A row: its cells by key, all trimmed; ``place`` says in Chinese where it stands."""

    cells: Mapping[str, str]
    place: str

    def text(self, key: str) -> str:
        """The cell under a header; "" where there is no such column."""
        return self.cells.get(key, "")

    def day(self, key: str, word: str) -> date | None:
        """The day in a cell, None where it is empty. Raises ValueError with a Chinese sentence."""
        text = self.text(key)
        if text in NOTHING:
            return None
        moment = read_moment(text)
        if moment is None:
            raise ValueError(f"{word}“{text}”看不懂，应写作 2026-01-31")
        return moment.date()


@dataclass(frozen=True, slots=True)
class HeadedTable:
    """The rows of a file that are not empty, the keys it has columns for, sentences on what was not read."""

    name: str
    rows: tuple[HeadedRow, ...]
    columns: frozenset[str]
    notes: tuple[str, ...] = ()


def headed_table(path: Path, table: str, needed: Collection[str], refusal: str) -> HeadedTable:
    """A file by the synonyms of ``table``. Raises UnusableInputError: ``refusal`` where a needed column is missing."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInputError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    wanted = [(key,) for key in needed]

    def found(rows: list[list[str]]) -> int | None:
        return header_at(rows, _HEADERS, *wanted, part=table)

    chosen = choose_sheet(sheets_in(data, path.name), found, lambda rows, at: len(rows) - at)
    if chosen.found is None:
        raise UnusableInputError(f"“{path.name}”{refusal}")
    sheet, at = chosen.sheet, chosen.found
    columns = columns_of(sheet.rows[at], _HEADERS, table)
    where = f"{path.name}{f'“{sheet.name}”' if sheet.name else ''}"
    rows = []
    for number, row in enumerate(sheet.rows[at + 1 :], at + 1):
        cells = {key: shown(row[x]).strip() if x < len(row) else "" for key, x in columns.items()}
        if any(cells.values()):
            rows.append(HeadedRow(cells, f"{where} 第 {sheet.line(number)} 行"))
    return HeadedTable(path.name, tuple(rows), frozenset(columns), chosen.notes)
