"""Tables that belong to a scheme but stand in no pack: the printed annexes, typed by whoever uses the scheme.

Diagnoses that cannot be principal, and the basic groups 基层病组. Any sheet will do that has a column of codes; the
name of the file, or of the sheet, says which table it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.base.errors import CodingError
    from coding.base.sheets import Sheet
    from coding.drg.compiled import CompiledPack

#: What the tables hold, as ``CompiledPack.values`` calls them.
NOT_PRINCIPAL, BASIC = "not_principal", "basic_groups"
#: What each is called on the screen.
SIDE_WORDS = {NOT_PRINCIPAL: "不能作主要诊断的编码", BASIC: "基层病组"}
_NAMES = {
    NOT_PRINCIPAL: re.compile(r"not_principal|不(能|可|得|宜)?(作为|作|做)?主要?诊断"),
    BASIC: re.compile(r"basic_groups|基层病[组种]"),
}
_HEADS = re.compile(r"编码|代码|code", re.IGNORECASE)
_NAME_HEADS = re.compile(r"名称|name", re.IGNORECASE)
_SUFFIXES = frozenset({".csv", ".txt", ".xlsx", ".xlsm", ".xls"})
_GROUP = re.compile(r"[A-Z][A-Z0-9]{2,3}")
#: How far down a header may stand, and how many rows that could not be used are told one by one.
_DEPTH, _TOLD = 8, 20


@dataclass(frozen=True, slots=True)
class SideTable:
    """One table: code → name as it stands beside it ("" where there is none), and what was wrong with its rows."""

    what: str
    file: str
    codes: dict[str, str]
    complaints: tuple[tuple[str, int, str], ...] = ()


def side_table_of(name: str) -> str:
    """Which table a file or a sheet of this name holds; "" for none."""
    path = PurePosixPath(name)
    text = unicodedata.normalize("NFKC", path.stem if path.suffix.lower() in _SUFFIXES else path.name).lower()
    return next((what for what, pattern in _NAMES.items() if pattern.search(text)), "")


def is_side_file(name: str) -> bool:
    """Whether a file of this name may be such a table."""
    return PurePosixPath(name).suffix.lower() in _SUFFIXES and bool(side_table_of(name))


def read_side_table(what: str, file: str, sheets: Iterable[Sheet]) -> SideTable:
    """The codes in the first sheet that has some. What is no code is told with sheet and row, the others go on."""
    codes: dict[str, str] = {}
    complaints: list[tuple[str, int, str]] = []
    for sheet in sheets:
        place = sheet.name or file
        first, at, name_at = _columns(what, sheet.rows)
        if at < 0:
            continue
        repeated = 0
        for row in range(first, len(sheet.rows)):
            cells = sheet.rows[row]
            text = cells[at].strip() if at < len(cells) else ""
            if not text:
                continue
            code = _code(what, text)
            if not code:
                complaints.append((place, sheet.line(row), f"“{text[:20]}”不是{_kind(what)}编码，该行不用。"))
                continue
            repeated += code in codes
            codes.setdefault(code, cells[name_at].strip() if 0 <= name_at < len(cells) else "")
        if repeated:
            complaints.append((place, 0, f"有 {repeated} 行重复的编码，各按一行算。"))
        break
    if not codes:
        complaints.append((file, 0, f"{SIDE_WORDS[what]}表“{file}”里没有找到编码：请检查是否有“编码”一列。"))
    if len(complaints) > _TOLD:
        complaints[_TOLD:] = [(file, 0, f"另有 {len(complaints) - _TOLD} 行不能用，不再逐行列出。")]
    return SideTable(what, file, codes, tuple(complaints))


def unreadable_side_table(what: str, file: str, error: CodingError) -> SideTable:
    """A table that could not be opened: told, and without codes."""
    return SideTable(what, file, {}, ((file, 0, f"{SIDE_WORDS[what]}表没有读入：{error}"),))


def with_side_tables(pack: CompiledPack, tables: Iterable[SideTable]) -> None:
    """Take the tables into a pack that is being made; groups that it does not have are told."""
    for table in tables:
        known = pack.values.setdefault(table.what, {})
        known.update(table.codes)
        pack.complaints += table.complaints
        held = pack.settings.get(f"{table.what}_file")
        pack.settings[f"{table.what}_file"] = f"{held}、{table.file}" if held else table.file
        if table.what == BASIC:
            groups = {*pack.names, *(node[2] for node in pack.nodes)}
            strange = [code for code in table.codes if code not in groups]
            if strange:
                shown = "、".join(strange[:_TOLD]) + ("……" if len(strange) > _TOLD else "")
                pack.complaints.append((table.file, 0, f"基层病组中的 {shown} 在方案里没有。"))


def side_counts(pack: CompiledPack) -> list[str]:
    """What was read beside the scheme, a phrase a table: ``基层病组 31 个（基层病组.csv）``."""
    return [
        f"{word} {len(pack.values.get(what, {})):,} 个（{file}）"
        for what, word in SIDE_WORDS.items()
        if (file := pack.settings.get(f"{what}_file"))
    ]


def _kind(what: str) -> str:
    return "病组" if what == BASIC else "诊断"


def _code(what: str, text: str) -> str:
    """The code in canonical spelling; "" for what is none."""
    if what == BASIC:
        group = unicodedata.normalize("NFKC", text).upper().strip()
        return group if _GROUP.fullmatch(group) else ""
    return spelled(text, CodeKind.DIAGNOSIS) if is_well_formed(text, CodeKind.DIAGNOSIS) else ""


def _columns(what: str, rows: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """The first data row, the column of codes, that of names (-1 for none): by header, else by what stands there."""
    for at, cells in enumerate(rows[:_DEPTH]):
        heads = [column for column, cell in enumerate(cells) if _HEADS.search(cell) and not _code(what, cell)]
        full = [column for column in heads if _fit(what, rows[at + 1 :], column)]
        if full:
            best = max(full, key=lambda column: _fit(what, rows[at + 1 :], column))
            names = [column for column, cell in enumerate(cells) if _NAME_HEADS.search(cell)]
            return at + 1, best, names[0] if names else -1
    width = max((len(cells) for cells in rows), default=0)
    best = max(range(width), key=lambda column: _fit(what, rows, column), default=-1)
    if best < 0 or not _fit(what, rows, best):
        return 0, -1, -1
    first = next(at for at, cells in enumerate(rows) if best < len(cells) and _code(what, cells[best]))
    return first, best, -1


def _fit(what: str, rows: Sequence[Sequence[str]], column: int) -> int:
    return sum(1 for cells in rows if column < len(cells) and cells[column].strip() and _code(what, cells[column]))
