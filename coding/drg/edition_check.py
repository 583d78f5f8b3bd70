"""The codes of a scheme against the code tables of the edition that it speaks: unknown, grey, of the other edition.

Each is told at its row with the code that it most likely is; nothing is altered.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.codes.parse import six_place
from coding.drg.complaint import Complaint, Grade
from coding.drg.pack_checks import likely_spelling, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.codes.code_tables import CodeTables
    from coding.codes.crosswalk import Crosswalk
    from coding.codes.library import CodeLibrary
    from coding.drg.coded_rows import CodedRow
    from coding.drg.scheme import Scheme

#: Codes below this length are headings, which nobody submits.
_IN_FULL = 7


@dataclass(frozen=True, slots=True)
class EditionTables:
    """The code tables and crosswalks that are at hand; None where one is not."""

    dx: CodeLibrary | None = None
    px: CodeLibrary | None = None
    dx_map: Crosswalk | None = None
    px_map: Crosswalk | None = None

    def library(self, kind: CodeKind) -> CodeLibrary | None:
        """The table of one kind."""
        return self.dx if kind is CodeKind.DIAGNOSIS else self.px

    def crosswalk(self, kind: CodeKind) -> Crosswalk | None:
        """The crosswalk of one kind."""
        return self.dx_map if kind is CodeKind.DIAGNOSIS else self.px_map


def tables_in_force(codes: CodeTables) -> EditionTables:
    """The tables of a hospital; one that holds headings only says nothing of codes in full."""
    dx, px = (None if table.headings_only else table for table in (codes.dx, codes.px))
    return EditionTables(dx, px, codes.dx_map, codes.px_map)


def likely_code(code: str, kind: CodeKind, tables: EditionTables) -> str:
    """The code that is most likely meant, where there is no doubt: another spelling of it, or what the crosswalk makes
    of a code that only the clinical edition has. The code itself where it is known, and where nothing is certain.
    """
    likely = likely_spelling(code, kind)
    library, crosswalk = tables.library(kind), tables.crosswalk(kind)
    if library is None or library.get(likely) is not None:
        return likely
    other = six_place(likely.rstrip("0")) if kind is CodeKind.PROCEDURE else likely
    if likely != code and other != likely and library.get(other) is not None:
        return other  # 36.1 may be 36.1x00 where there is no 36.1000
    target = crosswalk.carry(likely) if crosswalk is not None else likely
    return target if library.get(target) is not None else likely


def edition_complaints(rows: Iterable[CodedRow], tables: EditionTables) -> Iterator[Complaint]:
    """A complaint for each row whose code the tables do not know, or know as one that no page may carry."""
    judged: dict[tuple[CodeKind, str], tuple[str, str]] = {}
    insurance = {kind: set(x.targets.values()) for kind in CodeKind if (x := tables.crosswalk(kind)) is not None}
    for row in rows:
        key = (row.kind, row.code)
        found = judged.get(key)
        if found is None:
            found = _judge(row.code, row.kind, tables)
            if tables.library(row.kind) is None and row.kind in insurance:
                found = _judge_by_crosswalk(row.code, row.kind, tables, insurance[row.kind])
            judged[key] = found
        what, words = found
        if what:
            yield Complaint(row.file, row.row, words, Grade.FAULT, f"编码{what}（{row.file}）")


def _judge(code: str, kind: CodeKind, tables: EditionTables) -> tuple[str, str]:
    """What is the matter with a code in a word, and the sentence; "" where nothing is, or its spelling is told."""
    library = tables.library(kind)
    likely = likely_spelling(code, kind)
    if library is None or (likely != code and library.get(likely) is not None):
        return "", ""
    entry = library.get(code)
    if entry is not None:
        if not entry.grey:
            return "", ""
        return "是医保灰码", f"编码“{code} {entry.name}”是医保灰码（标题），首页不能使用：请换为其下的编码。"
    meant = likely_code(code, kind, tables)
    if meant != likely:
        target = library.get(meant)
        name = target.name if target else ""
        return "属临床版", f"编码“{visible(code)}”只在国家临床版中，不在编码表中：医保版为 {meant} {name}。"
    return "不在编码表中", f"编码“{visible(code)}”不在编码表中{_nearest(likely, library)}。"


def _judge_by_crosswalk(code: str, kind: CodeKind, tables: EditionTables, insurance: set[str]) -> tuple[str, str]:
    """Without a code table the crosswalk alone tells the codes of the clinical edition, where no code of the other
    edition is written so.
    """
    crosswalk = tables.crosswalk(kind)
    target = crosswalk.carry(code) if crosswalk is not None else code
    if target == code or code in insurance:
        return "", ""
    return "属临床版", f"编码“{visible(code)}”只在国家临床版中：按对照表，医保版为 {target}。"


def _nearest(code: str, library: CodeLibrary) -> str:
    parent = library.get(library.parent(code)) if code else None
    near = [entry.code for entry in (*library.siblings(code), *((parent,) if parent else ()))]
    found = get_close_matches(code, near, 1, 0.75)
    entry = library.get(found[0]) if found else None
    return f"，最接近的是 {entry.code} {entry.name}" if entry else ""


def untaken_codes(scheme: Scheme, tables: EditionTables) -> Iterator[Complaint]:
    """A note on the codes of the table that no MDC takes as principal diagnosis."""
    library = tables.library(CodeKind.DIAGNOSIS)
    if library is None:
        return
    names, lists_of = scheme.pack.lists, scheme.reader.lists_of
    principal = {at for at, name in enumerate(names) if name.startswith("MDC:")}
    left = [
        e for e in library.entries if not e.grey and len(e.code) >= _IN_FULL and principal.isdisjoint(lists_of[e.code])
    ]
    if left:
        first = "、".join(f"{entry.code} {entry.name}" for entry in left[:3])
        words = f"编码表中有 {len(left):,} 个编码不在任何 MDC 的主要诊断表内（{first}等）：作主要诊断时不能按诊断入组。"
        yield Complaint("mdc_dx.csv", 0, words, Grade.NOTE)
