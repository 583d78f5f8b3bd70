"""From the clinical edition of a code table to the insurance edition: one sheet, one way, applied once.

Some codes stand in both editions and mean something else in each, so the crosswalk must never be run on codes
that are of the insurance edition already: ``coding.codes.edition`` says of which edition a page is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import read_sheets
from coding.codes.code_sheet import find_column
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed, normalise_code, six_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SOURCE = (
    "source_code", "clinical_code", "国临版编码", "国临编码", "国临代码", "临床版编码", "临床编码", "临床代码",
    "国家临床版编码", "国临版", "临床版", "国临", "临床", "原编码", "source", "clinical",
)  # fmt: skip
_TARGET = (
    "yibao2_code", "insurance_code", "target_code", "医保版编码", "医保编码", "医保代码", "国家医保编码", "医保版",
    "医保", "目标编码", "target", "insurance", "yibao",
)  # fmt: skip
_NAME_WORDS = ("名称", "name")
_READY = {
    CodeKind.DIAGNOSIS: re.compile(r"[A-Z]\d\d\.[\dx]\d\d(?:x\d{3})?"),
    CodeKind.PROCEDURE: re.compile(r"\d\d\.\d[\dx]\d\d(?:x\d{3})?"),
}
_LIKE_A_CODE = re.compile(r"[A-Z]?\d\d\.\w")
_MOST_NOTES = 20


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Crosswalk:
    """Clinical code → insurance code, both in canonical spelling. ``notes`` are Chinese sentences on rows that
    were left out.
    """

    kind: CodeKind
    title: str
    stamp: str
    targets: Mapping[str, str] = field(repr=False)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.targets)

    def carry(self, code: str) -> str:
        """The insurance code of a clinical one in canonical spelling; the code itself where the sheet has no row."""
        return self.targets.get(code, code)

    def knows(self, code: str) -> bool:
        """True when the sheet has a row for this clinical code."""
        return code in self.targets


def load_crosswalk(path: Path, kind: CodeKind) -> Crosswalk:
    """The crosswalk in a CSV or .xlsx with a column for each edition.

    Raises KnowledgeError with one Chinese sentence when it cannot be used.
    """
    chosen = choose_sheet(read_sheets(path), _columns, lambda rows, found: _usable(rows, found, kind))
    if chosen.found is None:
        raise KnowledgeError(
            f"对照表“{path.name}”的表头中找不到两个版本的编码列，请把列名写成“临床版编码”和“医保版编码”。"
        )
    sheet, (at, source_at, target_at) = chosen.sheet, chosen.found
    targets: dict[str, str] = {}
    wrong: list[str] = []
    for place, row in enumerate(sheet.rows[at + 1 :], start=at + 1):
        # the clinical table writes some pairs and neoplasms in one code (B37.600I39.8), which is no code elsewhere
        raw = row[source_at].strip() if source_at < len(row) else ""
        source = _spelled(raw, kind) or (raw if _LIKE_A_CODE.match(raw) else "")
        target = _spelled(row[target_at] if target_at < len(row) else "", kind)
        if not source and not target:
            continue
        if not source or not target:
            wrong.append(f"第{sheet.line(place)}行缺少一侧的编码，或不是合格的编码，未载入。")
        elif targets.setdefault(source, target) != target:
            told = f"{source} 已对应 {targets[source]}，又对应 {target}"
            wrong.append(f"第{sheet.line(place)}行 {told}，保留先出现的一行。")
    if not targets:
        word = "诊断" if kind is CodeKind.DIAGNOSIS else "手术操作"
        raise KnowledgeError(f"对照表“{path.name}”中没有一行可用的{word}编码，请检查两列编码和文件是否选对。")
    if len(wrong) > _MOST_NOTES:
        wrong[_MOST_NOTES:] = [f"另有{len(wrong) - _MOST_NOTES}行有同类问题。"]
    stamp = hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
    return Crosswalk(kind, path.stem, f"{kind.value}-map-{stamp}", targets, (*chosen.notes, *wrong))


def _usable(rows: list[list[str]], found: tuple[int, int, int], kind: CodeKind) -> int:
    at, _, target_at = found
    return sum(bool(_spelled(row[target_at], kind)) for row in rows[at + 1 :] if target_at < len(row))


def edition_columns(header: Sequence[str]) -> tuple[str, str] | None:
    """The headers of the clinical and of the insurance code, where a header row has both."""
    found = _columns([list(header)])
    return None if found is None else (header[found[1]], header[found[2]])


def _columns(rows: list[list[str]]) -> tuple[int, int, int] | None:
    """Row of the header, column of the clinical and of the insurance code; None where no row is such a header."""
    for at, header in enumerate(rows[:10]):
        heads = [h if not any(w in h.lower() for w in _NAME_WORDS) else "" for h in header]
        source = find_column(heads, _SOURCE)
        if source is None:
            continue
        target = find_column(heads, _TARGET, (source,))
        if target is not None:
            return at, source, target
    return None


def _spelled(text: str, kind: CodeKind) -> str:
    text = text.strip()
    if _READY[kind].fullmatch(text):
        return text
    code = normalise_code(text, kind)
    return six_place(code) if is_well_formed(code, kind) else ""
