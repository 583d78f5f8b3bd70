"""Every row of a scheme that names a code, with file and line: of a pack, or of the national workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coding.codes.entry import CodeKind
from coding.drg.atoms import LIST_ATOMS, UnknownAtomError, atoms_of, parse_rule
from coding.drg.national_sheets import is_national, national_sheets
from coding.drg.pack import Pack, read_pack
from coding.drg.pack_checks import CODE_TABLES, kind_of
from coding.drg.plain_condition import plain_condition
from coding.grouping.pack_files import books_in, pack_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coding.drg.national_sheets import NationalSheets


class CodedRow(NamedTuple):
    """One code at one place; ``table`` is the table of the pack, or "rule" for a code inside a condition."""

    file: str
    row: int
    code: str
    kind: CodeKind
    table: str


def coded_rows(path: Path) -> Iterator[CodedRow]:
    """The codes of the scheme at ``path``; beginnings (``~K80``) left out. Raises KnowledgeError."""
    files = pack_files(path)
    books = books_in(files)
    if len(files) == 1 and books:
        ((name, book),) = books.items()
        if is_national(book):
            yield from _of_workbook(national_sheets(book, name))
            return
    title = path.stem if path.is_file() else path.name
    yield from of_pack(read_pack(files, title, books))


def of_pack(pack: Pack) -> Iterator[CodedRow]:
    """The codes of a pack's tables and of its conditions."""
    for table, (at, _) in CODE_TABLES.items():
        for file, line, values in pack.rows(table):
            if values[at] and values[at][0] not in "~!":
                yield CodedRow(file, line, values[at], kind_of(table, values), table)
    for table, at in (("mdc", 3), ("adrg", 5), ("drg_rules", 4)):
        for file, line, values in pack.rows(table):
            if "[" in values[at] or "+" in values[at]:
                yield from _of_rule(file, line, values[at])


def _of_rule(file: str, line: int, text: str) -> Iterator[CodedRow]:
    try:
        rule = parse_rule(plain_condition(text))
    except UnknownAtomError:
        return
    for atom in atoms_of(rule):
        if atom.codes and atom.kind in LIST_ATOMS:
            kind = CodeKind.PROCEDURE if LIST_ATOMS[atom.kind][0].endswith("px") else CodeKind.DIAGNOSIS
            yield from (CodedRow(file, line, code, kind, "rule") for code in atom.codes if code[0] not in "~!")


def _of_workbook(sheets: NationalSheets) -> Iterator[CodedRow]:
    for row in sheets["集合"]:
        if row["code"]:
            is_operation = row["type"].upper() == "OP" or row["code"][:1].isdigit()
            kind = CodeKind.PROCEDURE if is_operation else CodeKind.DIAGNOSIS
            yield CodedRow(row.sheet, row.line, row["code"], kind, "集合")
    for sheet in ("CC", "排除表"):
        yield from (CodedRow(r.sheet, r.line, r["code"], CodeKind.DIAGNOSIS, sheet) for r in sheets[sheet] if r["code"])
