"""A scheme pack with what is beyond doubt put right, written as a new pack beside the old one, each repair listed.

Only on request, and never in the pack itself: spelling of codes, codes of the clinical edition, zeros that a
spreadsheet ate, the numbers of exclusion tables that it made decimals of, full-width signs in conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import csv_line, write_csv
from coding.base.whole_file import whole_file
from coding.drg.edition_check import EditionTables, likely_code
from coding.drg.national_sheets import is_national
from coding.drg.pack import TABLES, Pack, read_pack
from coding.drg.pack_checks import CODE_TABLES, kind_of, same_table_numbers
from coding.drg.plain_condition import plain_condition, plain_else_rule
from coding.grouping.pack_files import books_in, pack_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_HEADER = ("文件", "行", "原写法", "改为")
#: Columns of conditions, by table.
_CONDITIONS: dict[str, dict[int, Callable[[str], str]]] = {
    "mdc": {3: plain_condition, 4: plain_else_rule},
    "adrg": {5: plain_condition},
    "drg_rules": {4: plain_condition},
}
#: What one repair was: file, row, before, after.
_Repair = tuple[str, str, str, str]


def write_repaired(path: Path, out: Path, tables: EditionTables) -> int:
    """Write the pack at ``path`` anew into the folder ``out``; how many cells were put right.

    Raises UnusableInputError where the folder holds something already, and for the national workbook.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UnusableInputError(f"“{out}”已有内容：请为改正后的方案包另选一个空文件夹。")
    files = pack_files(path)
    books = books_in(files)
    if any(is_national(book) for book in books.values()):
        raise UnusableInputError("国家发布的配置信息不在原文件上改：请把要改的写进 amendments.csv，注明来源。")
    pack = read_pack(files, path.stem if path.is_file() else path.name, books)
    numbers = same_table_numbers(pack)
    repairs: list[_Repair] = []
    out.mkdir(parents=True, exist_ok=True)
    for table, columns in TABLES.items():
        if table in pack.tables:
            with whole_file(out / f"{table}.csv") as file:
                file.write(csv_line(columns) + "\r\n")
                file.writelines(csv_line(row) + "\r\n" for row in _rows(pack, table, tables, numbers, repairs))
    write_csv(out / "repairs.csv", (_HEADER, *repairs))
    return len(repairs)


def _rows(
    pack: Pack, table: str, tables: EditionTables, numbers: dict[str, str], repairs: list[_Repair]
) -> Iterator[list[str]]:
    for file, line, values in pack.rows(table):
        row = list(values)
        if table in CODE_TABLES:
            at = CODE_TABLES[table][0]
            if row[at][:1] not in ("~", "!"):
                row[at] = likely_code(row[at], kind_of(table, values), tables)
        if table in {"mcc", "cc"}:
            row[1] = numbers.get(row[1], row[1])
        for at, read in _CONDITIONS.get(table, {}).items():
            row[at] = read(row[at])
        repairs += [(file, str(line), old, new) for old, new in zip(values, row, strict=True) if old != new]
        yield row
