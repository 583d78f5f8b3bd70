"""The bureau's table of diagnoses and procedures that belong to one sex (性别与疾病诊断、手术操作对照库), imported.

A sheet with a column of codes and one of the sex; see ``resources/shelves/headers.csv`` for what the columns may be
called. A code speaks for itself and, where the sheet gives a category or subcategory, for what stands below it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError
from coding.base.sheets import read_sheets
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed, normalise_code
from coding.reference.sheet_columns import sheet_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from coding.base.sheets import Sheet

MALE: Final = "1"
FEMALE: Final = "2"
_SEXES: Final = {
    **dict.fromkeys(("男", "男性", "仅男性", "限男性", "只限男性", "男性专用", "1", "m", "male"), MALE),
    **dict.fromkeys(("女", "女性", "仅女性", "限女性", "只限女性", "女性专用", "2", "f", "female"), FEMALE),
}
#: What a sheet of all codes writes where either sex may have it.
_EITHER: Final = frozenset({"", "不限", "无限制", "男女", "男/女", "男、女", "通用", "0", "3", "9", "-", "否", "无"})
_MOST_NOTES: Final = 20


@dataclass(frozen=True, slots=True)
class SexEntry:
    """One line: the only sex that may have the code (``1`` male, ``2`` female), and its line in the file."""

    code: str
    sex: str
    name: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class SexTable:
    """Code → the only sex that may have it, diagnoses and procedures apart. ``notes``: rows that were left out."""

    title: str
    stamp: str
    diagnoses: Mapping[str, SexEntry] = field(repr=False)
    procedures: Mapping[str, SexEntry] = field(repr=False)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.diagnoses) + len(self.procedures)

    def entry(self, code: str, kind: CodeKind) -> SexEntry | None:
        """The line that speaks of a code in canonical spelling: its own, else the nearest above it; None."""
        held = self.diagnoses if kind is CodeKind.DIAGNOSIS else self.procedures
        return next((found for part in _upwards(code) if (found := held.get(part)) is not None), None)


def _upwards(code: str) -> Iterator[str]:
    """The code as a sheet may write it, then what stands above it: ``C56.x00`` → C56.x00, C56.x, C56."""
    for end in range(len(code), 1, -1):
        part = code[:end].rstrip("x").rstrip(".") if end < len(code) else code
        if part:
            yield part


def load_sex_table(path: Path) -> SexTable:
    """The table in a CSV, .xlsx or .xls. Raises KnowledgeError, one Chinese sentence that names the first wrong row,
    where no row can be used.
    """
    found: dict[CodeKind, dict[str, SexEntry]] = {CodeKind.DIAGNOSIS: {}, CodeKind.PROCEDURE: {}}
    notes: list[str] = []
    has_columns = False
    for sheet in read_sheets(path):
        has_columns |= _take(sheet, found, notes)
    if not has_columns:
        raise KnowledgeError(
            f"“{path.name}”的表头中找不到编码和性别两列：请把列名写成“编码”“名称”“性别”，性别写男或女。"
        )
    if not any(found.values()):
        why = notes[0] if notes else "各行的性别都是不限。"
        raise KnowledgeError(f"“{path.name}”中没有一行可用：{why}")
    if len(notes) > _MOST_NOTES:
        notes[_MOST_NOTES:] = [f"另有 {len(notes) - _MOST_NOTES} 行有同类问题。"]
    stamp = hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
    return SexTable(
        path.stem,
        stamp,
        MappingProxyType(found[CodeKind.DIAGNOSIS]),
        MappingProxyType(found[CodeKind.PROCEDURE]),
        tuple(notes),
    )


def _take(sheet: Sheet, found: Mapping[CodeKind, dict[str, SexEntry]], notes: list[str]) -> bool:
    """Take the rows of one sheet; whether it has the columns."""
    columns = sheet_columns(sheet, "sex_table")
    if columns is None:
        return False
    where = f"工作表“{sheet.name}”" if sheet.name else ""
    for line, row in columns.rows:
        said, is_not = (row["sex"], False) if "sex" in row else (row.get("not_sex", ""), True)
        plain = said.replace(" ", "").lower()
        if plain in _EITHER:
            continue
        sex = _SEXES.get(plain)
        if sex is None:
            notes.append(f"{where}第{line}行的性别“{said}”看不懂，未载入：请写男或女。")
            continue
        if is_not:
            sex = MALE if sex == FEMALE else FEMALE
        kind = CodeKind.DIAGNOSIS if row["code"][:1].isalpha() else CodeKind.PROCEDURE
        code = normalise_code(row["code"], kind)
        if not is_well_formed(code, kind):
            notes.append(f"{where}第{line}行的编码“{row['code']}”不成形，未载入：请核对。")
            continue
        entry = SexEntry(code, sex, row.get("name", ""), line)
        held = found[kind].setdefault(code.rstrip("x").rstrip("."), entry)
        if held.sex != sex:
            notes.append(f"{where}第{line}行 {code} 与第{held.line}行的性别相反，保留先出现的一行。")
    return True
