"""Reading a scheme pack: a folder, a .zip or one .xlsx with a sheet per file → plain tables.

A pack is CSV tables (``docs/schemes.md``); one table may be split over several files of a folder of its
name (``adrg_codes/MDCB.csv``), and what concerns one MDC may stand in a ``MDCB.txt`` (``mdc_text``).
Lines that begin with ``#`` are comments. Encodings: UTF-8 with or without BOM, GB18030.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.drg.mdc_text import read_mdc_text
from coding.grouping.pack_files import Books, Rows, pack_text, tables_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Tables of a pack and the columns that are read, in the order in which a row is handed on.
TABLES: dict[str, tuple[str, ...]] = {
    "scheme": ("key", "value"),
    "mdc": ("order", "mdc", "name", "entry_rule", "else_rule"),
    "mdc_dx": ("mdc", "code", "trauma_region"),
    "adrg": ("mdc", "seq", "node", "adrg", "name_derived", "rule", "if_no_drg"),
    "adrg_codes": ("node", "role", "code"),
    "drg_rules": ("node", "seq", "drg", "name", "rule", "list_node"),
    "drg": ("code", "name"),
    "mcc": ("code", "exclusion_table"),
    "cc": ("code", "exclusion_table"),
    "exclusion": ("code", "exclusion_table"),
    "px_valid": ("code", "name"),
}
#: Columns without which a table says nothing.
_NEEDED = {
    "scheme": ("key", "value"),
    "mdc": ("mdc", "entry_rule"),
    "mdc_dx": ("mdc", "code"),
    "adrg": ("mdc", "node", "rule"),
    "adrg_codes": ("node", "role", "code"),
    "drg_rules": ("node", "drg", "rule"),
    "drg": ("code", "name"),
    "mcc": ("code",),
    "cc": ("code",),
    "exclusion": ("code", "exclusion_table"),
    "px_valid": ("code",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One file's share of a table. ``read`` gives (line from 1, cells); ``places`` where the columns of TABLES
    stand in a row, -1 for one that the file has not. Read anew each time, so that big lists are never held.
    """

    file: str
    places: tuple[int, ...]
    read: Callable[[], Rows]


@dataclass(frozen=True, slots=True)
class Pack:
    """The tables of a pack as they stand in its files."""

    title: str
    tables: dict[str, list[Part]] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[tuple[str, int, list[str]]]:
        """(file, line, values in the order of TABLES) of every row of a table, blank rows left out."""
        for part in self.tables.get(table, ()):
            file, places = part.file, part.places
            width = max(places) + 1
            for line, row in part.read():
                if len(row) < width:
                    row = row + [""] * (width - len(row))
                values = [row[p].strip() if p >= 0 else "" for p in places]
                if any(values):
                    yield file, line, values


def read_pack(files: dict[str, bytes], title: str, books: Books | None = None) -> Pack:
    """The tables in the files of a pack; ``books``: its workbooks, where they were read already.

    Raises KnowledgeError when a needed table or column is absent.
    """
    pack = Pack(title)
    for table, file, read in tables_in(files, TABLES, books):
        _add(pack, table, file, read)
    for name, data in sorted(files.items()):
        if name.lower().endswith(".txt"):
            for table, statements in read_mdc_text(name, pack_text(name, data)).items():
                part = Part(name, tuple(range(len(TABLES[table]))), partial(iter, statements))
                pack.tables.setdefault(table, []).append(part)
    for table in ("scheme", "mdc", "mdc_dx", "adrg", "drg_rules"):
        if table not in pack.tables:
            raise KnowledgeError(f"分组方案“{title}”缺少 {table}.csv：请补全方案包（格式见手册“分组方案”一章）。")
    return pack


def _add(pack: Pack, table: str, file: str, read: Callable[[], Rows]) -> None:
    header = [h.strip().lower() for h in next(read(), (0, []))[1]]
    missing = [c for c in _NEEDED[table] if c not in header]
    if missing:
        raise KnowledgeError(f"分组方案“{pack.title}”的 {file} 缺少列 {'、'.join(missing)}：请按格式补上表头。")
    places = tuple(header.index(c) if c in header else -1 for c in TABLES[table])

    def body() -> Rows:
        rows = read()
        next(rows, None)
        return rows

    pack.tables.setdefault(table, []).append(Part(file, places, body))
