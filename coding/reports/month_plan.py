"""Which figures stand on which page of a month's report: rows of ``resources/reports``, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.indicators.figures import Scope
from coding.indicators.indicator import indicators, tells_money

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page: its key, title and the note below it."""

    key: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table of figures: of the hospital one indicator a row, else one part of the scope a row.

    ``ids``: indicators in their order; ``drawn``: those of its chart.
    """

    key: str
    page: str
    title: str
    scope: Scope
    chart: str
    drawn: tuple[str, ...]
    chart_title: str
    note: str
    ids: tuple[str, ...]

    def shown(self, *, money: bool) -> tuple[str, ...]:
        """The indicators that may be seen."""
        return tuple(id_ for id_ in self.ids if money or not tells_money(id_))


@dataclass(frozen=True, slots=True)
class Missing:
    """How a page says that something is missing: what, whether it was not given or not judged, what would help."""

    what: str
    state: str
    remedy: str

    @property
    def words(self) -> str:
        """抽查：未提供。在“抽查”中……"""
        return f"{self.what}：{self.state}。{self.remedy}"


@cache
def page_plans() -> tuple[PagePlan, ...]:
    """The pages in their order."""
    table = resource_table("reports/month_pages.csv", "key", "title", "note")
    return tuple(PagePlan(row["key"], row["title"], row["note"]) for row in table)


@cache
def table_plans() -> Mapping[str, TablePlan]:
    """The tables of figures by key. Raises KnowledgeError for a scope that is none."""
    ids: dict[str, list[str]] = {}
    for row in resource_table("reports/month_figures.csv", "table", "id"):
        if row["id"] not in indicators():
            raise KnowledgeError(f"month_figures.csv 的指标“{row['id']}”不存在：请重新安装程序。")
        ids.setdefault(row["table"], []).append(row["id"])
    found: dict[str, TablePlan] = {}
    columns = ("key", "page", "title", "scope", "chart", "drawn", "chart_title", "note")
    for row in resource_table("reports/month_tables.csv", *columns):
        try:
            scope = Scope(row["scope"])
        except ValueError as error:
            told = f"month_tables.csv 的范围“{row['scope']}”不认识：请重新安装程序。"
            raise KnowledgeError(told) from error
        drawn = tuple(row["drawn"].split())
        rest = (row["chart"], drawn, row["chart_title"], row["note"], tuple(ids.get(row["key"], ())))
        found[row["key"]] = TablePlan(row["key"], row["page"], row["title"], scope, *rest)
    return found


@cache
def _missing() -> Mapping[str, Missing]:
    table = resource_table("reports/missing.csv", "key", "what", "state", "remedy")
    return {row["key"]: Missing(row["what"], row["state"], row["remedy"]) for row in table}


def missing(key: str) -> Missing:
    """How it is said that something is missing."""
    return _missing()[key]
