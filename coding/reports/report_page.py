"""What a page of a report holds, whatever it is written as: sentences, tables, a chart. No writer computes a figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that brings its unit, for columns that hold several kinds: 22.15 and %, 10,771.07 and 元.

    ``value`` has the digits that are shown; None: there was nothing to divide by, which is never 0. ``row``: id, scope
    and its value of the row of the figures it is taken from, so that a workbook points to the cell that computes it.
    """

    value: Decimal | None
    unit: str = ""
    row: tuple[str, str, str] | None = None


Cell: TypeAlias = "str | int | Decimal | date | Figure | None"


class Kind(StrEnum):
    """How the cells of a column are written and aligned. Shares and changes are fractions: 0.2215 is 22.15 %."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    CHANGE = "change"
    YUAN = "yuan"
    DAYS = "days"
    DAY = "day"
    FIGURE = "figure"  # every cell a Figure or nothing


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``digits`` behind the point, of a share those of the percentage; ``width`` in Han signs."""

    title: str
    kind: Kind = Kind.TEXT
    digits: int = 2
    width: int = 8


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of a table: ``bar``, ``line``, ``pareto`` or ``heat``; the column of names, those of values."""

    form: str
    names: int
    values: tuple[int, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``sheet``: the sheet of the workbook that shows where its figures come from. A None cell stays empty."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    sheet: str = ""
    total: bool = False  # the last row is a sum


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page: ``key`` names it in the workbook and in links, ``lead`` are sentences before its tables."""

    key: str
    title: str
    lead: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its head, and its pages. ``signatures``: who signs, as words under lines."""

    title: str
    hospital: str
    period: str
    made_at: datetime
    pages: tuple[ReportPage, ...]
    sources: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ("制表", "审核", "科主任", "分管院长")
