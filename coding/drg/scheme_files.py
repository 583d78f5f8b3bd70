"""The files that make up a scheme: the pack or workbook, the tables beside it, its amendments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from coding.base.errors import CodingError, KnowledgeError
from coding.base.sheets import sheets_in
from coding.base.trouble import file_trouble
from coding.drg.amendments import AMENDMENT_FILES, Amendment, read_amendments
from coding.drg.side_tables import SideTable, is_side_file, read_side_table, side_table_of, unreadable_side_table
from coding.grouping.pack_files import Books, is_book, pack_files

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A table typed beside a scheme is small; what is larger was not meant.
_MOST_BESIDE = 32 << 20


@dataclass(frozen=True, slots=True)
class SchemeFiles:
    """The bytes of a scheme by their names: its own tables, those that stand beside them, amendments."""

    own: Mapping[str, bytes]
    beside: Mapping[str, bytes]
    amendments: Mapping[str, bytes]

    @property
    def all(self) -> dict[str, bytes]:
        """Every file, for a stamp or a copy."""
        return {**self.own, **self.beside, **self.amendments}


def scheme_files(path: Path) -> SchemeFiles:
    """What belongs to the scheme in a folder, a .zip or a workbook; of a workbook the tables that lie beside it, too.

    Raises KnowledgeError when nothing can be read there.
    """
    files = pack_files(path, also=is_book)
    if path.is_file() and len(files) == 1 and is_book(next(iter(files))):
        files = {**files, **_lying_beside(path)}
    amendments = {name: data for name, data in files.items() if is_amendment_file(name)}
    beside = {name: data for name, data in files.items() if name not in amendments and is_side_file(name)}
    if len(beside) == len(files):  # one workbook that is called like a table beside another
        beside = {}
    own = {name: data for name, data in files.items() if name not in amendments and name not in beside}
    if any(PurePosixPath(name).name.lower() == "scheme.csv" for name in own):  # workbooks in a pack of CSV are papers
        own = {name: data for name, data in own.items() if not is_book(name)}
    return SchemeFiles(own, beside, amendments)


def is_amendment_file(name: str) -> bool:
    """Whether a file of this name holds amendments."""
    return PurePosixPath(name).name.lower() in AMENDMENT_FILES


def amendments_in(files: Mapping[str, bytes]) -> tuple[Amendment, ...]:
    """The amendments of these files, in the order of their names. Raises KnowledgeError."""
    return tuple(one for name in sorted(files) for one in read_amendments(files[name], name))


def side_tables_in(files: Mapping[str, bytes], books: Books) -> list[SideTable]:
    """The tables beside a scheme: files of their own, and sheets of its workbook that are called so."""
    found = []
    for name in sorted(files):
        what = side_table_of(name)
        try:
            found.append(read_side_table(what, name, sheets_in(files[name], name)))
        except CodingError as error:
            found.append(unreadable_side_table(what, name, error))
    for name, book in books.items():
        called = [(side_table_of(sheet.name), sheet) for sheet in book]
        found += [read_side_table(what, f"{name} 的“{sheet.name}”", [sheet]) for what, sheet in called if what]
    return found


def _lying_beside(path: Path) -> dict[str, bytes]:
    """The tables that lie beside a workbook, by the names that say what they are."""
    try:
        names = [p for p in sorted(path.parent.iterdir()) if p != path and not p.name.startswith(("~$", "."))]
        wanted = [p for p in names if (is_side_file(p.name) or is_amendment_file(p.name)) and p.is_file()]
        return {p.name: p.read_bytes() for p in wanted if p.stat().st_size <= _MOST_BESIDE}
    except OSError as error:
        raise KnowledgeError(
            f"分组方案“{path.name}”旁边的表打不开（{file_trouble(error)}）：请检查读取权限，或把它们移开。"
        ) from error
