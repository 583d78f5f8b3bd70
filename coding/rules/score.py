"""The 100-point score of the front page after the 2016 standard (国卫办医发〔2016〕24号), provisional.

The table stands in ``resources/scoring``. The item points of the sources add up to 98 where the group totals say
100, and some caps are inferred; until the official table is at hand the score is shown as provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage


@dataclass(frozen=True, slots=True)
class Loss:
    """Points lost on one item of the score, before the caps of its class and group, and the findings it rests on."""

    group: str
    item: str
    points: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Points of 100, the grade 甲 乙 丙, points lost per group of items (all groups), and the items that lost any.

    ``provisional``: the official table is not verified in all places; the screen says so.
    """

    points: float
    grade: str
    losses: Mapping[str, float]
    items: tuple[Loss, ...]
    provisional: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One item: points, lost at once or ``each`` for every row; ``class_cap`` bounds its class within the group."""

    group: str
    group_total: float
    item_class: str
    name: str
    points: float
    each: float
    class_cap: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """The scoring table: field (with main or other rows) → item, grades from the best, what counts as a loss."""

    items: tuple[Item, ...]
    by_place: Mapping[tuple[str, str], Item]
    grades: tuple[tuple[str, float], ...]
    counted: frozenset[tuple[str, str]]
    groups: tuple[str, ...]


def score_page(page: FrontPage, findings: tuple[Finding, ...]) -> Score:  # noqa: ARG001 - not every item applies to every page
    """The score of a page from its findings: each item is lost at most once, within the caps of class and group."""
    table = scoring_table()
    resting: dict[Item, list[Finding]] = {}
    for finding in findings:
        if (finding.dimension.value, finding.severity.value) not in table.counted:
            continue
        rows = "" if finding.place.index is None else "0" if finding.place.index == 0 else "1+"
        item = table.by_place.get((finding.place.field, rows))
        if item is not None:
            resting.setdefault(item, []).append(finding)
    items = tuple(Loss(i.group, i.name, _lost(i, resting[i]), tuple(resting[i])) for i in table.items if i in resting)
    losses = dict.fromkeys(table.groups, 0.0)
    classes: dict[tuple[str, str], float] = {}
    totals: dict[str, float] = {}
    for item in (i for i in table.items if i in resting):
        key = (item.group, item.item_class)
        lost = classes.get(key, 0.0) + _lost(item, resting[item])
        classes[key] = lost if item.class_cap is None else min(lost, item.class_cap)
        totals.setdefault(item.group, item.group_total)
    for group, total in totals.items():
        losses[group] = min(total, sum(lost for (g, _), lost in classes.items() if g == group))
    points = max(0.0, round(100 - sum(losses.values()), 1))
    grade = next((name for name, least in table.grades if points >= least), table.grades[-1][0])
    return Score(points, grade, losses, items)


def _lost(item: Item, findings: list[Finding]) -> float:
    if not item.each:
        return item.points
    return min(item.points, item.each * len({f.place.index for f in findings}))


_COLUMNS = ("group", "group_total", "class", "item", "points", "each", "class_cap", "fields")


@cache
def scoring_table() -> Table:
    """The embedded table; raises KnowledgeError when a field of it is unknown."""
    items: list[Item] = []
    by_place: dict[tuple[str, str], Item] = {}
    for row in resource_table("scoring/scoring.csv", *_COLUMNS):
        cap = float(row["class_cap"]) if row["class_cap"] else None
        item = Item(
            row["group"],
            float(row["group_total"]),
            row["class"],
            row["item"],
            float(row["points"]),
            float(row["each"] or 0),
            cap,
        )
        items.append(item)
        for place in row["fields"].split():
            key, _, rows = place.removesuffix("]").partition("[")
            if key not in field_catalogue():
                raise KnowledgeError(f"评分表 scoring.csv 中的栏目“{key}”不在栏目表中，请改正。")
            for at in (rows,) if rows else ("", "0", "1+"):
                by_place[key, at] = item
    grades = tuple(
        (row["grade"], float(row["least"])) for row in resource_table("scoring/grades.csv", "grade", "least")
    )
    loses = resource_table("scoring/counted.csv", "dimension", "severities")
    counted = {(r["dimension"], severity) for r in loses for severity in r["severities"].split()}
    groups = tuple(dict.fromkeys(i.group for i in items))
    return Table(tuple(items), MappingProxyType(by_place), grades, frozenset(counted), groups)
