"""The term book: the doctor's words and the standard words, embedded and of this hospital."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import read_sheets
from coding.codes.code_sheet import find_column
from coding.codes.entry import CodeKind

if TYPE_CHECKING:
    from pathlib import Path

_RAW = ("raw", "原词", "原始词", "原文", "临床诊断", "医生用语", "别名", "alias", "临床名称", "诊断描述")
_STD = ("std", "标准词", "标准名称", "标准术语", "名称", "name", "standard")
_CODE = ("code", "编码", "代码", "标准编码")


@dataclass(frozen=True, slots=True)
class TermPair:
    """The doctor's words, the standard words (several for a composite) and a code, "" when none is given.

    ``kind`` is dx, px or "" where the pair does not say. ``approved``: by the quality officer; a pair that was only
    learned from use stands behind those. ``count``: how often it was accepted here, 0 where nobody counted.
    """

    raw: str
    std: tuple[str, ...]
    code: str = ""
    kind: str = ""
    approved: bool = True
    count: int = 0


class TermBook:
    """``aliases`` are the embedded pairs; ``accepted`` what this hospital has accepted, which outranks them.

    ``notes`` are Chinese sentences on how the hospital's sheet was read.
    """

    def __init__(
        self,
        aliases: tuple[TermPair, ...] = (),
        accepted: tuple[TermPair, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        self.aliases = aliases
        self.accepted = accepted
        self.notes = notes

    def __len__(self) -> int:
        return len(self.aliases) + len(self.accepted)

    def aliases_for(self, kind: CodeKind) -> tuple[TermPair, ...]:
        """The embedded pairs that speak of diagnoses or of procedures; abbreviations of neither serve both."""
        return self._by_kind[kind.value]

    def accepted_for(self, kind: CodeKind) -> tuple[TermPair, ...]:
        """The accepted pairs that may be meant for this kind."""
        return tuple(p for p in self.accepted if p.kind in ("", kind.value))

    def with_accepted(self, pairs: tuple[TermPair, ...]) -> TermBook:
        """The book with further pairs of this hospital; the same pair is kept once, as it was given last."""
        if not pairs:
            return self
        merged = {(p.kind, p.raw, p.std): p for p in (*self.accepted, *pairs)}
        return TermBook(self.aliases, tuple(merged.values()))

    @cached_property
    def _by_kind(self) -> dict[str, tuple[TermPair, ...]]:
        return {k.value: tuple(p for p in self.aliases if p.kind in ("", k.value)) for k in CodeKind}


@cache
def embedded_terms() -> TermBook:
    """The hand-written aliases that ship with the program (resources/terms/aliases.csv)."""
    rows = resource_table("terms/aliases.csv", "raw", "std", "code", "kind")
    return TermBook(tuple(TermPair(r["raw"], (r["std"],), r["code"], r["kind"]) for r in rows))


def load_terms(path: Path) -> TermBook:
    """A hospital's pairs, any sheet with raw and std columns, over the embedded aliases.

    A std that joins several names by ``##`` is a composite. Raises KnowledgeError when the sheet cannot be used.
    """
    chosen = choose_sheet(read_sheets(path), _raw_and_std, lambda rows, _: len(rows))
    if chosen.found is None:
        raise KnowledgeError(f"文件“{path.name}”的表头中找不到 raw（原词）列和 std（标准词）列，请补上这两个列名。")
    rows, (raw_at, std_at) = chosen.sheet.rows, chosen.found
    code_at = find_column(rows[0], _CODE, (raw_at, std_at))
    pairs = []
    for row in rows[1:]:
        raw = row[raw_at].strip() if raw_at < len(row) else ""
        std = tuple(filter(None, (s.strip() for s in row[std_at].split("##")))) if std_at < len(row) else ()
        code = row[code_at].strip() if code_at is not None and code_at < len(row) else ""
        if raw and std:
            pairs.append(TermPair(raw, std, code))
    if not pairs:
        raise KnowledgeError(f"文件“{path.name}”中没有一行同时有原词和标准词，请检查后再导入。")
    return TermBook(embedded_terms().aliases, tuple(pairs), chosen.notes)


def _raw_and_std(rows: list[list[str]]) -> tuple[int, int] | None:
    """The two columns; None where the first row is no header of a term sheet."""
    header = rows[0] if rows else []
    raw_at = find_column(header, _RAW)
    std_at = None if raw_at is None else find_column(header, _STD, (raw_at,))
    return None if raw_at is None or std_at is None else (raw_at, std_at)
