"""Reading a hospital's code table: which column is what, and which rows cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import read_sheets
from coding.codes.code_sheet import find_column
from coding.codes.entry import CodeEntry, CodeKind, ProcedureKind
from coding.codes.parse import is_morphology, is_well_formed, normalise_code
from coding.codes.table_kind import CODE_TABLES, resembled, where_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CODE = {
    CodeKind.DIAGNOSIS: ("code", "编码", "代码", "诊断编码", "诊断代码", "疾病编码", "疾病代码", "icd10", "主要编码"),
    CodeKind.PROCEDURE: (
        "code", "编码", "代码", "手术操作编码", "手术操作代码", "手术编码", "手术代码", "操作编码", "icd9", "主要编码",
    ),
}  # fmt: skip
_NAME = {
    CodeKind.DIAGNOSIS: ("name", "名称", "诊断名称", "疾病名称", "标准名称", "诊断", "疾病"),
    CodeKind.PROCEDURE: ("name", "名称", "手术操作名称", "手术名称", "操作名称", "标准名称", "手术", "操作"),
}
_GREY = ("grey", "gray", "医保灰码", "灰码", "是否灰码")
_ROOM = ("valid", "operating_room", "手术室", "手术室操作", "有效手术")
_KIND = ("kind", "类别", "操作类别", "手术类别", "录入选项")
_LEVEL = ("level", "级别", "手术级别", "等级", "手术等级")
_TRUE = {"1", "1.0", "是", "y", "yes", "t", "true", "√", "✓", "灰码", "有"}
_FALSE = {"0", "0.0", "否", "n", "no", "f", "false", "×", "无", "非灰码", "-"}
_KINDS = frozenset(kind.value for kind in ProcedureKind)
_READY = {
    CodeKind.DIAGNOSIS: re.compile(r"[A-Z]\d\d\.[\dx]\d\d(?:x\d{3})?"),
    CodeKind.PROCEDURE: re.compile(r"\d\d\.\d[\dx]\d\d(?:x\d{3})?"),
}
_MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class TableFault:
    """A row that was left out, or taken in part: its line in the file from 1, what stands there, what is wrong."""

    line: int
    code: str
    name: str
    what: str

    @property
    def sentence(self) -> str:
        """第7行“X12 肺炎”的编码不可用，未载入。"""
        return f"第{self.line}行“{f'{self.code} {self.name}'.strip()}”{self.what}。"


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """A code table as it was read. ``notes`` are Chinese sentences: which sheet was taken, which rows were left out.

    ``code_column`` and ``name_column`` are their headers; ``rows`` the filled rows under the header.
    """

    entries: tuple[CodeEntry, ...]
    faults: tuple[TableFault, ...]
    notes: tuple[str, ...]
    sheet: str
    code_column: str
    name_column: str
    rows: int
    header: tuple[str, ...] = ()


def read_code_table(path: Path, kind: CodeKind) -> CodeSheet:
    """The rows of a code table, and what is wrong with others.

    Raises KnowledgeError when no code or name column is found, when most rows hold no code of ``kind``,
    or when the sheet is of another kind: weights, groups, the other classification.
    """
    sheets = read_sheets(path)
    chosen = choose_sheet(
        sheets,
        lambda rows: _columns(rows, kind),
        lambda rows, found: sum(_is_code(_cell(row, found[1][0]), kind) for row in rows[found[0] + 1 :]),
    )
    wanted = CODE_TABLES[kind]
    if chosen.found is None:
        if word := resembled(chosen.sheet.rows, None, kind):
            raise KnowledgeError(f"文件“{path.name}”像是{word}，不是{wanted}：{where_to(word)}。")
        raise KnowledgeError(f"文件“{path.name}”的表头中找不到编码列和名称列，请把列名写成“编码”和“名称”。")
    sheet, (at, columns) = chosen.sheet, chosen.found
    code_at, name_at, grey_at, room_at, kind_at, level_at = columns
    assert code_at is not None
    assert name_at is not None
    if word := resembled(sheet.rows[at:], code_at, kind):
        raise KnowledgeError(f"文件“{path.name}”像是{word}，不是{wanted}：{where_to(word)}。")
    entries: list[CodeEntry] = []
    seen: dict[str, str] = {}
    faults: list[TableFault] = []
    ready = _READY[kind]
    filled = unreadable = 0
    for place, row in enumerate(sheet.rows[at + 1 :], start=at + 1):
        raw = _cell(row, code_at)
        name = _cell(row, name_at)
        if not raw and not name:
            continue
        filled += 1
        code = raw if ready.fullmatch(raw) else normalise_code(raw, kind)
        if not (ready.fullmatch(code) or is_well_formed(code, kind) or is_morphology(code)):
            unreadable += 1
            faults.append(TableFault(sheet.line(place), raw, name, "的编码不可用，未载入"))
        elif not name:
            faults.append(TableFault(sheet.line(place), raw, name, "没有名称，未载入"))
        elif code in seen:
            if seen[code] != name:
                told = f"的编码与前面的行重复而名称不同，保留先出现的“{seen[code]}”"
                faults.append(TableFault(sheet.line(place), raw, name, told))
        else:
            seen[code] = name
            entries.append(
                CodeEntry(
                    code, name, _flag(row, grey_at), _flag(row, room_at), _kind(row, kind_at), _cell(row, level_at)
                )
            )
    column = _cell(sheet.rows[at], code_at)
    if not entries:
        raise KnowledgeError(
            f"文件“{path.name}”中没有一行可用的{wanted.removesuffix('表')}，请检查编码列和文件是否选对。"
        )
    if unreadable * 2 > filled:
        raise KnowledgeError(
            f"文件“{path.name}”不像{wanted}：编码列“{column}”的 {filled:,} 行里有 {unreadable:,} 行"
            f"不是{wanted.removesuffix('表')}，请检查文件是否选对。"
        )
    return CodeSheet(
        tuple(entries),
        tuple(faults),
        (*chosen.notes, *_notes_on(faults)),
        sheet.name,
        column,
        _cell(sheet.rows[at], name_at),
        filled,
        tuple(sheet.rows[at]),
    )


def _is_code(text: str, kind: CodeKind) -> bool:
    return bool(_READY[kind].fullmatch(text)) or is_well_formed(normalise_code(text, kind), kind)


def _notes_on(faults: Sequence[TableFault]) -> tuple[str, ...]:
    """The first faults in full, the others as a count."""
    more = len(faults) - _MOST_NOTES
    told = tuple(fault.sentence for fault in faults[:_MOST_NOTES])
    return (*told, f"另有{more}行有同类问题。") if more > 0 else told


def _columns(rows: list[list[str]], kind: CodeKind) -> tuple[int, tuple[int | None, ...]] | None:
    """Row of the header, and its columns; None where no row is a header of a code table."""
    for at, header in enumerate(rows[:10]):
        code_at = find_column(header, _CODE[kind])
        if code_at is None:
            continue
        name_at = find_column(header, _NAME[kind], (code_at,))
        if name_at is None:
            continue
        taken = [code_at, name_at]
        columns: list[int | None] = [code_at, name_at]
        for names in (_GREY, _ROOM, _KIND, _LEVEL):
            found = find_column(header, names, taken)
            columns.append(found)
            taken += [found] if found is not None else []
        return at, tuple(columns)
    return None


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _flag(row: list[str], at: int | None) -> bool | None:
    text = _cell(row, at).lower()
    if at is None:
        return None
    return True if text in _TRUE else False if text in _FALSE or not text else None


def _kind(row: list[str], at: int | None) -> str:
    text = _cell(row, at)
    return text if text in _KINDS else ""
