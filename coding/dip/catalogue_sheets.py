"""The sheets of the national DIP workbook: found by their names or the texts above and in their headers, cut into rows.

Header cells hold line breaks; the first sheet has two blocks with headers of their own; a header may stand again
further down, as on a printed page.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.base.sheets import Sheet

_COMMON: Mapping[str, tuple[str, ...]] = {
    "category": ("分类",),
    "seq": ("序号",),
    "dx": ("主要诊断编码",),
    "dx_name": ("主要诊断名称",),
    "px": ("主要手术操作编码",),
    "px_name": ("主要手术操作名称",),
}
_RELATED: Mapping[str, tuple[str, ...]] = {"rpx": ("相关手术操作编码",), "rpx_name": ("相关手术操作名称",)}
_SECONDARY: Mapping[str, tuple[str, ...]] = {"sdx": ("其他诊断编码",), "sdx_name": ("其他诊断名称",)}
#: What each sheet holds: our word → what the header may be called.
_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "core_first": {
        **_COMMON,
        "name": ("分组名称",),
        "note": ("说明",),
        "age_days": ("天龄",),
        "birth_weight": ("出生体重",),
    },
    "core_joined": {**_COMMON, **_RELATED},
    "core_burn": {
        **_COMMON,
        **_RELATED,
        **_SECONDARY,
        "degree": ("烧伤腐蚀伤程度", "烧伤程度"),
        "area": ("烧伤腐蚀伤面积", "烧伤面积"),
    },
    "core_tumour": {
        **_COMMON,
        **_SECONDARY,
        "px": ("主要手术操作/相关手术操作编码", "主要手术操作编码/相关手术操作编码"),
        "px_name": ("主要手术操作/相关手术操作名称", "主要手术操作名称/相关手术操作名称"),
    },
    "core_tb": {**_COMMON, "resistant": ("是否耐药",), "note": ("是否耐药说明", "说明")},
    "tb_resistant": {"code": ("主要诊断编码", "诊断编码"), "name": ("主要诊断名称", "诊断名称")},
    "core_basic": _COMMON,
    "exclude_dx": {"code": ("主要诊断编码", "诊断编码"), "name": ("主要诊断名称", "诊断名称")},
    "exclude_px": {"code": ("主要手术操作编码",), "name": ("主要手术操作名称",), "note": ("说明",)},
    "primary": {key: _COMMON[key] for key in ("seq", "dx", "dx_name", "px", "px_name")},
}
#: The columns without which a sheet cannot be read; of the first sheet either block will do.
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "core_first": (("seq", "dx", "px"), ("seq", "dx", "age_days", "birth_weight")),
    "core_joined": (("seq", "dx", "px", "rpx"),),
    "core_burn": (("seq", "dx", "sdx", "px"),),
    "core_tumour": (("seq", "dx", "sdx", "px"),),
    "core_tb": (("seq", "dx", "px", "resistant"),),
    "tb_resistant": (("code",),),
    "core_basic": (("seq", "dx", "px"),),
    "exclude_dx": (("code",),),
    "exclude_px": (("code", "note"),),
    "primary": (("seq", "dx", "px"),),
}
#: How far down the first header may stand: titles stand above it.
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class SheetKind:
    """What a sheet of the workbook holds: the table, layer and kind of its rows, the words that its name has, and how
    many rows it had when it was published.
    """

    table: str
    layer: str
    kind: str
    words: str
    expected: int


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One data row: sheet, line from 1, texts by our words (codes without blanks, in plain signs), and which block."""

    sheet: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def has(self, column: str) -> bool:
        """Whether the block of the row has a column."""
        return column in self.cells

    @property
    def where(self) -> str:
        """Sheet and line, in words."""
        return f"{self.sheet} 第{self.line}行"


@cache
def sheet_kinds() -> tuple[SheetKind, ...]:
    """The sheets that the workbook has."""
    rows = resource_table("dip/national_sheets.csv", "table", "layer", "kind", "words", "expected")
    return tuple(SheetKind(r["table"], r["layer"], r["kind"], r["words"], int(r["expected"])) for r in rows)


def looks_national(names: Iterable[str]) -> bool:
    """True for a workbook whose sheets are named as those of the national one, or most of them."""
    found = {kind.table for name in names if (kind := _named(name)) is not None}
    return len(found) >= 4 and any(table.startswith("core") for table in found)


def catalogue_rows(sheets: Sequence[Sheet], title: str) -> dict[SheetKind, list[CatalogueRow]]:
    """The data rows of every sheet. Raises KnowledgeError that names the sheet or the column that is not there."""
    found: dict[SheetKind, list[CatalogueRow]] = {}
    for sheet in sheets:
        kind = kind_of(sheet)
        if kind is None:
            continue
        if kind in found:
            raise KnowledgeError(f"“{title}”有两张工作表都是“{kind.words}”表：请删去重复的一张再打开。")
        found[kind] = list(_data(sheet, kind, title))
    missing = [kind.words for kind in sheet_kinds() if not found.get(kind)]
    if missing:
        raise KnowledgeError(f"“{title}”缺少或没有数据的工作表：{'、'.join(missing)}。请重新下载完整的文件。")
    return found


def kind_of(sheet: Sheet) -> SheetKind | None:
    """What a sheet holds: by its name, else by the title above its header, else by what only its header has."""
    named = _named(sheet.name)
    if named is not None:
        return named
    for at, cells in enumerate(sheet.rows[:_DEPTH]):
        texts = {plain(cell) for cell in cells} - {""}
        if any(_is_header(texts, kind.table) for kind in sheet_kinds()):
            above = "".join(cell for row in sheet.rows[:at] for cell in row)
            return _named(above) or _by_header(texts)
    return None


def _named(text: str) -> SheetKind | None:
    told = plain(text)
    return next((kind for kind in sheet_kinds() if kind.words in told), None)


def _by_header(texts: set[str]) -> SheetKind | None:
    """The one sheet whose header is like this; two have the same columns and are told apart by name or title only."""
    tables = [table for table in _COLUMNS if _is_header(texts, table)]
    own = [table for table in tables if len(_known(texts, table)) == max(len(_known(texts, t)) for t in tables)]
    kinds = {kind.table: kind for kind in sheet_kinds()}
    own = [table for table in own if table not in {"tb_resistant", "exclude_dx"}]
    return kinds[own[0]] if len(own) == 1 else None


def _known(texts: set[str], table: str) -> set[str]:
    return {text for names in _COLUMNS[table].values() for text in names if text in texts}


def _is_header(texts: set[str], table: str) -> bool:
    """Whether a row with these texts names the columns of a table: all that one of its blocks needs."""
    columns = _COLUMNS[table]
    return any(all(any(name in texts for name in columns[key]) for key in block) for block in _NEEDED[table])


def _data(sheet: Sheet, kind: SheetKind, title: str) -> Iterator[CatalogueRow]:
    places: dict[str, int] | None = None
    for line, cells in enumerate(sheet.rows, 1):
        texts = [plain(cell) for cell in cells]
        filled = [text for text in texts if text]
        if not filled:
            continue
        if _is_header(set(texts), kind.table):
            places = _places(texts, kind.table)
            continue
        if places is None:
            if line > _DEPTH:
                break
            continue
        if len(filled) == 1 and texts[0] and not texts[0].isascii():
            continue  # a title or a note, over the width of the sheet
        yield CatalogueRow(sheet.name, line, {key: _cell(key, cells, at) for key, at in places.items()})
    if places is None:
        wanted = "、".join(_COLUMNS[kind.table][key][0] for key in _NEEDED[kind.table][0])
        raise KnowledgeError(
            f"“{title}”的工作表“{sheet.name}”前 {_DEPTH} 行里没有完整的表头（须有 {wanted}）：请重新下载完整的文件。"
        )


def _places(texts: Sequence[str], table: str) -> dict[str, int]:
    columns = _COLUMNS[table]
    return {key: texts.index(name) for key, names in columns.items() for name in names[::-1] if name in texts}


def _cell(key: str, cells: Sequence[str], at: int) -> str:
    text = cells[at] if at < len(cells) else ""
    return " ".join(text.split()) if key.endswith("name") else plain(text)


def plain(text: str) -> str:
    """A text without blanks, line breaks and what a workbook writes for them, in plain signs (``｜`` is ``|``)."""
    return "".join(unicodedata.normalize("NFKC", text.replace("_x000D_", "")).split())
