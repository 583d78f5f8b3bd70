"""The sheets of the national 3.0 workbook, found by the texts of their headers, never by name or place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from coding.base.sheets import Sheet

#: What each sheet holds: our word → what the header may be called, the better word first.
_SHEETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "MDC": {"code": ("MDC编码",), "name": ("MDC名称",), "rule": ("MDC规则",), "order": ("排序", "MDC排序")},
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
        "order": ("排序", "ADRG内排序"),
    },
    "集合": {"set": ("集合编号",), "code": ("ICD编码",), "name": ("ICD名称",), "type": ("类型编号",)},
    "CC": {"code": ("疾病编码", "ICD编码"), "name": ("疾病名称", "ICD名称"), "table": ("排除表",), "level": ("类型",)},
    "排除表": {"set": ("集合编号",), "code": ("ICD编码",), "name": ("ICD名称",)},
}
#: The sheets by which a damaged file is still known to be this one.
_TELLING = frozenset({"MDC", "ADRG", "DRG"})
#: How far down a header may stand: titles stand above it.
_DEPTH = 20
#: A column that may be absent.
_SPARE = frozenset({"name"})
#: The national file has 101,000 rows in its longest sheet. An .xls ends at the second number.
_MOST_ROWS, _END_OF_XLS = 400_000, 65_536
#: What spreadsheet programs leave in a text for a line break and the like.
_ESCAPED = re.compile(r"_x(000[AaDd9]|00[Aa]0|3000)_")
#: Texts that stand for a table of exclusions.
_EXCLUDING = re.compile(r"EX", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What is known of a workbook beside its rows: the sheets that are hidden, and whether it is an old .xls."""

    hidden: Collection[str] = ()
    is_xls: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One data row: sheet, line from 1, cleaned cells, and where our words for the columns stand in them."""

    sheet: str
    line: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        at = self.places.get(column)
        return self.cells[at] if at is not None and at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class NationalSheets:
    """The data rows of the six sheets, by what they hold; ``notes`` are complaints about whole sheets."""

    rows: Mapping[str, tuple[SheetRow, ...]]
    notes: tuple[tuple[str, int, str], ...] = ()

    def __getitem__(self, what: str) -> tuple[SheetRow, ...]:
        return self.rows.get(what, ())


@dataclass(slots=True)
class _Header:
    """Where a header stands, what of its sheet it says, and which columns it lacks."""

    what: str
    at: int
    places: dict[str, int]
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


@dataclass(slots=True)
class _Search:
    """The sheets as they are found, and what is wrong with others."""

    found: dict[str, tuple[Sheet, _Header]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, int, str]] = field(default_factory=list)


def clean(cell: str) -> str:
    """The text of a cell without what spreadsheet programs put around it."""
    return _ESCAPED.sub(" ", cell).strip() if "_x" in cell else cell.strip()


def is_national(sheets: Iterable[Sheet]) -> bool:
    """True for a workbook that has two of the headers: a damaged one is still told to be this file."""
    found = {header.what for sheet in sheets for header in _headers(sheet) if not header.missing}
    return len(found) >= 2 and not found.isdisjoint(_TELLING | {"集合"})


def national_sheets(sheets: Iterable[Sheet], title: str, facts: BookFacts = BookFacts()) -> NationalSheets:
    """The data rows of every sheet. Raises KnowledgeError that names the sheet, the row and what is not there."""
    search = _Search()
    for sheet in sheets:
        _look(search, sheet, title, facts)
    rows = {what: _data(sheet, header) for what, (sheet, header) in search.found.items()}
    missing = [_missing(search, what, rows) for what in _SHEETS if not rows.get(what)]
    if missing:
        raise KnowledgeError(f"分组方案“{title}”不能使用：{'；'.join(missing)}。请重新下载完整的文件。")
    for what, (sheet, _) in search.found.items():
        if len(sheet.rows) > _MOST_ROWS:
            raise KnowledgeError(
                f"分组方案“{title}”的工作表“{sheet.name}”多达 {len(sheet.rows):,} 行：请检查是否选错了文件。"
            )
        if facts.is_xls and len(sheet.rows) >= _END_OF_XLS:
            raise KnowledgeError(
                f"分组方案“{title}”的工作表“{sheet.name}”止于第{len(sheet.rows)}行：.xls 存不下更多的行，"
                f"{what} 表已被截断，请改用原来的 .xlsx。"
            )
        search.notes += _gaps(sheet, rows[what])
    return NationalSheets(rows, tuple(search.notes))


def _look(search: _Search, sheet: Sheet, title: str, facts: BookFacts) -> None:
    headers = _headers(sheet)
    if not headers:
        called = _plain(sheet.name)
        what = next((w for w in _SHEETS if w == called), "")
        if what:
            search.faults.setdefault(what, _without_header(what, sheet))
        return
    header = headers[0]
    if header.missing or header.twice:
        search.faults[header.what] = _broken_header(sheet, header)
        return
    is_hidden = sheet.name in facts.hidden
    if is_hidden:
        search.notes.append((sheet.name, 0, f"工作表“{sheet.name}”（{header.what} 表）是隐藏的。"))
    before = search.found.get(header.what)
    if before is None or (before[0].name in facts.hidden and not is_hidden):
        search.found[header.what] = (sheet, header)
    elif is_hidden and before[0].name not in facts.hidden:
        search.notes.append(
            (sheet.name, 0, f"隐藏的工作表“{sheet.name}”不用，{header.what} 表读的是“{before[0].name}”。")
        )
    else:
        raise KnowledgeError(
            f"分组方案“{title}”有两张工作表（“{before[0].name}”“{sheet.name}”）的表头都是 {header.what} 表："
            "请删去重复的一张再打开。"
        )


def _missing(search: _Search, what: str, rows: Mapping[str, tuple[SheetRow, ...]]) -> str:
    if what in rows:
        sheet, header = search.found[what]
        return f"缺少 {what} 表的数据（工作表“{sheet.name}”第{header.at + 1}行的表头以下没有数据）"
    told = search.faults.get(what, "按表头文字没有找到")
    return f"缺少 {what} 表（{told}）"


def _without_header(what: str, sheet: Sheet) -> str:
    if not any(map(any, sheet.rows)):
        return f"工作表“{sheet.name}”是空的"
    heads = "、".join(names[0] for names in _SHEETS[what].values())
    return f"工作表“{sheet.name}”的前 {_DEPTH} 行里没有表头 {heads}"


def _broken_header(sheet: Sheet, header: _Header) -> str:
    what = "没有列 " + "、".join(header.missing) if header.missing else "列 " + "、".join(header.twice) + " 出现两次"
    return f"工作表“{sheet.name}”第{header.at + 1}行的表头{what}"


def _headers(sheet: Sheet) -> list[_Header]:
    """The header of a sheet; none for a sheet of something else. A header that lacks columns says which."""
    whole: list[_Header] = []
    broken: list[_Header] = []
    for at, cells in enumerate(sheet.rows[:_DEPTH]):
        texts = [_plain(cell) for cell in cells]
        for what, columns in _SHEETS.items():
            places = {c: texts.index(h) for c, names in columns.items() for h in names[::-1] if h in texts}
            lacking = [c for c in columns if c not in places and c not in _SPARE]
            twice = tuple(cells[at] for at in places.values() if texts.count(texts[at]) > 1)
            header = _Header(what, at, places, tuple(columns[c][0] for c in lacking), twice)
            if not lacking:
                whole.append(header)
            elif len(places) >= 2 and len(lacking) <= 2:
                broken.append(header)
        if whole:
            return [_told_apart(sheet, max(whole, key=lambda header: len(header.places)), broken)]
    return sorted(broken, key=lambda header: (len(header.missing), -len(header.places)))[:1]


def _told_apart(sheet: Sheet, header: _Header, broken: Sequence[_Header]) -> _Header:
    """A set sheet without its types has the columns of the exclusion tables, and these may have one more."""
    if header.what not in {"集合", "排除表"}:
        return header
    at = header.places["set"]
    names = [cells[at] for cells in sheet.rows[header.at + 1 :] if at < len(cells) and cells[at].strip()]
    is_excluding = sum(bool(_EXCLUDING.match(name.strip())) for name in names) * 2 > len(names)
    if header.what == "集合" and is_excluding:
        return _Header("排除表", header.at, {c: header.places[c] for c in _SHEETS["排除表"] if c in header.places})
    if header.what == "排除表" and names and not is_excluding and "排除" not in sheet.name:
        return next((one for one in broken if one.what == "集合"), header)
    return header


def _plain(text: str) -> str:
    """The words of a header without blanks, marks and differences of width or case."""
    folded = unicodedata.normalize("NFKC", _ESCAPED.sub("", text)).replace("\ufeff", "").replace("\u200b", "")
    return "".join(folded.split()).upper()


def _data(sheet: Sheet, header: _Header) -> tuple[SheetRow, ...]:
    first, places = header.at + 1, header.places
    columns = tuple(places.values())
    found = []
    for line, cells in enumerate(sheet.rows[first:], first + 1):
        cleaned = [clean(cell) for cell in cells]
        width = len(cleaned)
        if any(at < width and cleaned[at] for at in columns):
            found.append(SheetRow(sheet.name, line, cleaned, places))
    return tuple(found)


def _gaps(sheet: Sheet, rows: Sequence[SheetRow]) -> list[tuple[str, int, str]]:
    """Rows that stand below an empty one are read: what was meant to be the end is told."""
    gaps = [after.line for before, after in pairwise(rows) if after.line > before.line + 1]
    if not gaps:
        return []
    return [(sheet.name, gaps[0], f"本行之上有空行（全表 {len(gaps)} 处），空行以下照常读入：请核对是否多出了内容。")]
