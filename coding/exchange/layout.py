"""Layouts of interchange files, read from ``resources/layouts/``: which column is which field.

Sources: 卫统4-1 (N041), the 2020 performance-assessment interface, and the compact file of the group cases;
see ``docs/sources.md``. A layout is recognised by its headers, never by the name of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from string import ascii_uppercase
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from coding.base.resources import resource_table
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue

if TYPE_CHECKING:
    from coding.exchange.local_values import LocalValues


class ColumnReading(StrEnum):
    """How the cells of a column become values; the words are those of ``resources/layouts``."""

    AS_IT_STANDS = ""
    DAY = "day"  # the first half of a time that stands in two columns
    HOUR = "hour"  # the second half
    LIST = "list"  # codes of all rows, joined by ``|``
    CODES = "codes"  # the same, joined by any sign
    ALL_CODES = "allcodes"  # from the principal or main one on, joined by any sign or blank
    HOURS = "hours"  # a number of hours
    AGE_TEXT = "agetext"  # 3岁, 5月12天
    REVERSED = "reversed"  # yes and no the other way round
    MONTH_DAY_YEAR = "mdy"
    DAY_MONTH_YEAR = "dmy"


#: One column that holds the codes of all rows, the principal or main one first.
WHOLE_LISTS = frozenset({ColumnReading.LIST, ColumnReading.ALL_CODES})
#: One column that holds codes of several rows.
JOINED = WHOLE_LISTS | {ColumnReading.CODES}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layout. ``index`` is the row of a repeated field (0 = principal or main).

    ``written`` is False for columns that a
    new file carries only when a page fills them.
    """

    name: str
    key: str
    index: int = 0
    reading: ColumnReading = ColumnReading.AS_IT_STANDS
    written: bool = True

    @property
    def group(self) -> RowGroup | Literal[""]:
        """The repeat group that the field belongs to, or ""."""
        found = ROW_ATTRIBUTES.get(self.key)
        return found[0] if found else ""

    @property
    def label(self) -> str:
        """Chinese label for a sentence: 出院其他诊断编码3."""
        label = field_catalogue().label(self.key)
        return f"{label}{self.index}" if self.group == "diagnosis" and self.index else label


@dataclass(frozen=True, slots=True)
class Layout:
    """A family of files. ``signature``: any of these headers marks it; ``refused_by``: none of these may stand."""

    id: str
    title: str
    signature: frozenset[str]
    refused_by: frozenset[str]
    columns: tuple[Column, ...]
    names: Mapping[str, Column]
    #: Value domains of fields that stand in several: field key → domain.
    systems: Mapping[str, str] = field(default_factory=dict)
    #: The columns were guessed by their headers; nobody has agreed to them.
    is_guessed: bool = False
    #: Times of admission and discharge are written to the second.
    to_second: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """As plain dictionaries: rows that are read elsewhere bring their layout with them."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return Layout, tuple((told | {"names": dict(self.names), "systems": dict(self.systems)}).values())

    @property
    def is_readable(self) -> bool:
        """False for families that are recognised only to say so."""
        return bool(self.columns)

    def column(self, header: str) -> Column | None:
        """The column that a header names, alias or label glued on allowed; None when unknown."""
        for token in header_tokens(header):
            found = self.names.get(token)
            if found:
                return found
        return None


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header row that was recognised: its layout and, cell by cell, the column it names or None.

    ``doubles`` are positions that repeat an earlier column: (position, position it repeats). ``local``: what the texts
    of this source mean in coded fields.
    """

    layout: Layout
    header: tuple[str, ...]
    columns: tuple[Column | None, ...]
    doubles: tuple[tuple[int, int], ...] = ()
    local: tuple[LocalValues, ...] = ()

    @property
    def supplied(self) -> frozenset[str]:
        """The keys that the file has a place for."""
        keys = {c.key for c in self.columns if c}
        if any(c and c.reading in WHOLE_LISTS and c.key == "other_dx_code" for c in self.columns):
            keys.add("principal_dx_code")
        return frozenset(keys)


#: Finds the layout of a header row.
Finder = Callable[[Sequence[str]], HeaderMatch | None]

_LEADING = re.compile(r"[A-Z][A-Z0-9_]*")
_PATH = re.compile(r"[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)+")
_DIGITS = "0123456789_"


def header_tokens(header: str) -> tuple[str, ...]:
    """The column names that a header cell may mean, likeliest first: ``C03C出院主要诊断编码`` → C03C."""
    text = unicodedata.normalize("NFKC", header).strip().strip("\ufeff\"'").strip().upper()
    tokens = [text]
    found = (_PATH.match(text), _LEADING.match(text))
    for token in (*(match.group() for match in found if match), _trailing(text), *text.split()[:1]):
        if token and token not in tokens:
            tokens.append(token)
    return tuple(tokens)


def _trailing(text: str) -> str:
    """The column name that a header ends with, in brackets or not: ``出院时间（B15）``."""
    inside = text[:-1] if text.endswith((")", "]", "}")) else text
    before = inside.rstrip(ascii_uppercase + _DIGITS)
    return inside[len(before) :].lstrip(_DIGITS)


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Every layout that is known, in the order in which they are tried; read once in a process."""
    needed = ("id", "title", "file", "signature", "refused_by", "anesthesia", "icu", "times")
    return tuple(_layout(row) for row in resource_table("layouts/layouts.csv", *needed))


def layout_by_id(layout_id: str) -> Layout:
    """The layout of this id; KeyError when there is none."""
    for layout in all_layouts():
        if layout.id == layout_id:
            return layout
    raise KeyError(layout_id)


def match_header(cells: Sequence[str]) -> HeaderMatch | None:
    """The layout whose header this row is, or None. A family that cannot be read is returned without columns."""
    tokens = {t for cell in cells for t in header_tokens(cell)[:3] if t}
    best: tuple[int, Layout] | None = None
    for layout in all_layouts():
        if not tokens & layout.signature or tokens & layout.refused_by:
            continue
        known = sum(layout.column(cell) is not None for cell in cells)
        if layout.is_readable and known < _LEAST_COLUMNS:
            continue
        if best is None or known > best[0]:
            best = (known, layout)
    return _match(best[1], cells) if best else None


#: Fewer known columns than this are chance, not a header row.
_LEAST_COLUMNS = 3


def _match(layout: Layout, cells: Sequence[str]) -> HeaderMatch:
    columns: list[Column | None] = []
    first: dict[tuple[str, int], int] = {}
    doubles = []
    exact = {token for cell in cells for token in header_tokens(cell)}
    for position, cell in enumerate(cells):
        column = layout.column(cell)
        # an alias yields to the standard name when a file carries both: DH1 beside DH2
        if column and column.name.upper() in exact and column.name.upper() not in header_tokens(cell):
            column = None
        if column:
            place = (column.key, column.index)
            if place in first:
                doubles.append((position, first[place]))
                column = None
            else:
                first[place] = position
        columns.append(column)
    return HeaderMatch(layout, tuple(cells), tuple(columns), tuple(doubles))


def _layout(row: Mapping[str, str]) -> Layout:
    columns: tuple[Column, ...] = ()
    names: dict[str, Column] = {}
    if row["file"]:
        needed = ("column", "key", "offset", "first", "last", "written", "reading", "aliases")
        columns, names = _columns(list(resource_table(f"layouts/{row['file']}", *needed)))
    signature = frozenset(n.upper() for n in row["signature"].split("|") if n)
    refused_by = frozenset(n.upper() for n in row["refused_by"].split("|") if n)
    systems = {"op_anesthesia": row["anesthesia"], "icu_type": row["icu"]}
    to_second = row["times"] == "second"
    return Layout(
        row["id"], row["title"], signature, refused_by, columns, MappingProxyType(names), systems, to_second=to_second
    )


def _columns(rows: list[dict[str, str]]) -> tuple[tuple[Column, ...], dict[str, Column]]:
    columns: list[Column] = []
    names: dict[str, Column] = {}
    aliases: list[tuple[str, Column]] = []
    for block in _blocks(rows):
        first, last = block[0]["first"], block[0]["last"]
        # repeats stand interleaved, as the files have them: name1, code1, condition1, name2 …
        for i in range(int(first), int(last) + 1) if first else (0,):
            for row in block:
                index = i + int(row["offset"])
                written = i <= int(row["written"]) if first else row["written"] != "0"
                column = Column(row["column"].format(i=i), row["key"], index, ColumnReading(row["reading"]), written)
                columns.append(column)
                names[column.name.upper()] = column
                aliases += [(alias.format(i=i).upper(), column) for alias in row["aliases"].split()]
    for alias, column in aliases:
        names.setdefault(alias, column)
    return tuple(columns), names


def _blocks(rows: list[dict[str, str]]) -> Iterable[list[dict[str, str]]]:
    block: list[dict[str, str]] = []
    for row in rows:
        span = (row["first"], row["last"], row["offset"])
        if block and (not row["first"] or span != (block[0]["first"], block[0]["last"], block[0]["offset"])):
            yield block
            block = []
        block.append(row)
    if block:
        yield block
