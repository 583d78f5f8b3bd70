"""The sheets of the national 3.0 workbook, found by the texts of their headers, never by name or place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.base.sheets import Sheet

#: What each sheet holds: our word → what the header may be called. The first words of a sheet tell it apart.
_SHEETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "MDC": {"code": ("MDC编码",), "name": ("MDC名称",), "rule": ("MDC规则",), "order": ("排序",)},
    "ADRG": {
        "code": ("ADRG编码",),
        "name": ("ADRG名称",),
        "rule": ("ADRG规则",),
        "mdc": ("所属MDC编码",),
        "order": ("MDC内排序", "排序"),
    },
    "DRG": {
        "code": ("DRG编码", "DRG"),
        "name": ("DRG名称",),
        "rule": ("DRG规则",),
        "adrg": ("所属ADRG编码",),
        "mdc": ("所属MDC编码",),
        "order": ("排序",),
    },
    "集合": {"set": ("集合编号",), "code": ("ICD编码",), "name": ("ICD名称",), "type": ("类型编号",)},
    "CC": {"code": ("疾病编码", "ICD编码"), "name": ("疾病名称", "ICD名称"), "table": ("排除表",), "level": ("类型",)},
    "排除表": {"set": ("集合编号",), "code": ("ICD编码",), "name": ("ICD名称",)},
}
#: How far down a header may stand: titles stand above it.
_DEPTH = 6
#: A column that may be absent.
_SPARE = frozenset({"name"})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One data row: sheet, line from 1, cells, and where our words for the columns stand in them."""

    sheet: str
    line: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        at = self.places.get(column, -1)
        return self.cells[at].strip() if 0 <= at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class NationalSheets:
    """The data rows of the six sheets, by what they hold."""

    rows: Mapping[str, tuple[SheetRow, ...]]

    def __getitem__(self, what: str) -> tuple[SheetRow, ...]:
        return self.rows.get(what, ())


def is_national(sheets: Iterable[Sheet]) -> bool:
    """True for a workbook that has the headers of MDC, ADRG and 集合: a damaged one is still told to be this file."""
    found = {what for sheet in sheets for what, _, _ in [_header(sheet.rows)] if what}
    return {"ADRG", "DRG"} <= found or {"MDC", "集合"} <= found or {"ADRG", "集合"} <= found


def national_sheets(sheets: Iterable[Sheet], title: str) -> NationalSheets:
    """The data rows of every sheet. Raises KnowledgeError that names the sheet or the column that is not there."""
    found: dict[str, tuple[SheetRow, ...]] = {}
    for sheet in sheets:
        what, at, places = _header(sheet.rows)
        if not what:
            continue
        if what in found:
            raise KnowledgeError(f"分组方案“{title}”有两张工作表的表头都是 {what} 表：请删去重复的一张再打开。")
        found[what] = tuple(_data(sheet, at + 1, places))
    missing = [what for what in _SHEETS if not found.get(what)]
    if missing:
        raise KnowledgeError(
            f"分组方案“{title}”缺少 {'、'.join(missing)} 表（按表头文字查找，或表中没有数据）：请重新下载完整的文件。"
        )
    return NationalSheets(found)


def _header(rows: Sequence[list[str]]) -> tuple[str, int, dict[str, int]]:
    """What a sheet holds, which of its rows is the header, and where each column stands; "" for other sheets."""
    for at, cells in enumerate(rows[:_DEPTH]):
        texts = ["".join(cell.split()) for cell in cells]
        best: tuple[str, dict[str, int]] = ("", {})
        for what, columns in _SHEETS.items():
            places = {c: texts.index(h) for c, names in columns.items() for h in names[::-1] if h in texts}
            needed = columns.keys() - _SPARE
            if needed <= places.keys() and len(places) > len(best[1]):
                best = (what, places)
        if best[0]:
            return best[0], at, best[1]
    return "", 0, {}


def _data(sheet: Sheet, first: int, places: Mapping[str, int]) -> Iterator[SheetRow]:
    for line, cells in enumerate(sheet.rows[first:], first + 1):
        row = SheetRow(sheet.name, line, cells, places)
        if any(row[column] for column in places):
            yield row
