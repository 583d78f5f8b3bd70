"""Reading the table of a tariff: rows of any spreadsheet, what it states of itself, which column is what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.resources import resource_table
from coding.base.sheet_choice import ChosenSheet, choose_sheet
from coding.base.sheets import Sheet, sheets_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_GROUP = re.compile(r"(?:[A-Z][A-Z]\d[0-9A-Z]|[A-Z]QY|[A-Z][A-Z]\d|0000[A-Z]?)")
_STATED = re.compile(r"#([^:：=]+)[:：=](.*)")
#: A column for one level of hospital or kind of insured: 支付标准（三级职工）, 系数-三甲, 费率（居民）.
_VARIANT = re.compile(r"(支付标准|等级系数|系数|费率)\s*[-_（(](.+)")
_OPENING, _CLOSING = re.compile(r"[(（【\[]"), re.compile(r"[)）】\]]")
_VARIANT_KEYS = {"支付标准": "payment", "等级系数": "coefficient", "系数": "coefficient", "费率": "rate"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand: by key, and by level or kind of insured (三级职工) where there are several."""

    plain: Mapping[str, int]
    variants: Mapping[str, Mapping[str, int]]

    def of(self, level: str) -> dict[str, int]:
        """The columns that hold for a level; those of the level go before the general ones.

        ``三级+职工``: where level of hospital and kind of insured have columns of their own, both hold.
        """
        found = dict(self.plain)
        for part in level.split("+"):
            found.update(self.variants.get(part, {}))
        return found

    def knows(self, level: str) -> bool:
        """True when the table has columns for a level, or for each part of it."""
        return all(part in self.variants for part in level.split("+"))


def sheet_of(data: bytes, name: str) -> ChosenSheet[int]:
    """The sheet of a tariff: the longest with columns of groups and of what they are worth. Its rows are text without
    blanks around the cells.

    Raises UnreadableSheetError.
    """
    sheets = [Sheet(s.name, [[cell.strip() for cell in row] for row in s.rows]) for s in sheets_in(data, name)]
    return choose_sheet(sheets, _header_with_groups, _priced)


def _header_with_groups(rows: list[list[str]]) -> int | None:
    at = stated(rows)[1]
    return at if at < len(rows) and "drg" in columns_of(rows[at]).plain else None


def _priced(rows: list[list[str]], at: int) -> int:
    table = columns_of(rows[at])
    worth = table.plain.keys() | {key for columns in table.variants.values() for key in columns}
    return len(rows) - at if worth & {"weight", "payment"} else 0


def stated(rows: list[list[str]]) -> tuple[dict[str, str], int]:
    """What the lines above the header say of the table (``# 费率: 8046.09``), and which row is the header."""
    found: dict[str, str] = {}
    for at, row in enumerate(rows):
        if row and row[0].startswith("#"):
            match = _STATED.fullmatch(",".join(c for c in row if c).strip())
            if match and match[1].strip():
                found[match[1].strip()] = match[2].strip()
        elif "drg" in columns_of(row).plain or at > 20:
            return found, at
    headers = (at for at, row in enumerate(rows) if not (row and row[0].startswith("#")))
    return found, next(headers, len(rows))


@cache
def _known_headers() -> dict[str, tuple[str, ...]]:
    """What a column may be called, in order of preference."""
    found: dict[str, tuple[str, ...]] = {}
    for row in resource_table("tariffs/headers.csv", "key", "header"):
        found[row["key"]] = (*found.get(row["key"], ()), _plain(row["header"]))
    return found


def _plain(header: str) -> str:
    return re.sub(r"[\s_]+", "", _without_brackets(header.replace("\ufeff", ""))).lower()


def _without_brackets(text: str) -> str:
    """The text without what stands in brackets; one that is not closed is none."""
    kept, at = "", 0
    while (opening := _OPENING.search(text, at)) and (closing := _CLOSING.search(text, opening.end())):
        kept += text[at : opening.start()]
        at = closing.end()
    return kept + text[at:]


def _unbracketed(name: str) -> str:
    """三级职工） → 三级职工."""
    name = name.strip()
    return name[:-1].rstrip() or name if name.endswith((")", "）")) else name


def columns_of(header: list[str]) -> Columns:
    """Which column is what. A column for one level or kind of insured is never taken for the general one."""
    variants: dict[str, dict[str, int]] = {}
    names = []
    for at, cell in enumerate(header):
        match = _VARIANT.fullmatch(cell.strip().replace("\ufeff", ""))
        if match:
            variants.setdefault(_unbracketed(match[2]), {})[_VARIANT_KEYS[match[1]]] = at
        names.append("" if match else _plain(cell))
    plain: dict[str, int] = {}
    for key, words in _known_headers().items():
        for wanted in words:
            if wanted in names and names.index(wanted) not in plain.values():
                plain[key] = names.index(wanted)
                break
    return Columns(plain, variants)


def group_column(rows: list[list[str]]) -> int | None:
    """The column whose cells look like groups, when no header says which it is."""
    sample = rows[:50]
    for at in range(max(map(len, sample), default=0)):
        cells = [row[at] for row in sample if at < len(row) and row[at]]
        if len(cells) * 2 > len(sample) and all(_GROUP.fullmatch(c.upper()) for c in cells):
            return at
    return None


def number(text: str) -> float | None:
    """A figure that may have thousands separators; None for words such as 按项目付费."""
    try:
        value = float(text.replace(",", "").replace("，", "").strip())
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def day(text: str) -> date | None:
    """A calendar date; None when there is none."""
    moment = read_moment(text)
    return moment.date() if moment else None
