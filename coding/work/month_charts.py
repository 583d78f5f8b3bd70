"""What a chart of the month shows, point by point, with the pages behind each; no colour and no screen."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.indicators.page_facts import PageFacts

    #: A page of the store with its facts.
    Fact = tuple[int, PageFacts]

#: So many rules, wards and groups a picture has room for; the table beside it has the same.
MOST_RULES, MOST_WARDS, MOST_GROUPS = 12, 14, 15
_HUNDRED: Final = 100.0
#: Bounds of cost ÷ standard, the upper one not counted.
BANDS: Final = (0.0, 0.4, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 2.0, 3.0)


class ChartKind(StrEnum):
    """How it is drawn."""

    LINE = "line"
    BARS = "bars"
    PARETO = "pareto"
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class Point:
    """``value`` None: nothing to divide by, so nothing is drawn. ``pages``: ids of what it counts."""

    label: str
    value: float | None
    told: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Points that belong together: a line, bars of one colour, a row of a heat map."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in words. All series have the same labels in the same order."""

    id: str
    title: str
    kind: ChartKind
    unit: str
    series: tuple[Series, ...]
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(point.value is not None for one in self.series for point in one.points)

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The same figures as text: the heads, and one row a label."""
        heads = ("", *(f"{one.name}（{self.unit}）" if self.unit else one.name for one in self.series))
        labels = [point.label for point in self.series[0].points] if self.series else []
        rows = [(label, *(number_text(one.points[at].value) for one in self.series)) for at, label in enumerate(labels)]
        return heads, rows


@dataclass(frozen=True, slots=True)
class RuleHits:
    """A rule that found something in the spell of time: its title, and the pages."""

    rule: str
    title: str
    pages: tuple[int, ...] = field(default=())


def number_text(value: float | None) -> str:
    """A number as a table shows it; a dash where there is none."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}".rstrip("0").rstrip(".")


def trend(
    months: Sequence[tuple[str, FigureRow | None, tuple[int, ...]]], name: str, unit: str, words: Callable[..., str]
) -> Chart:
    """A figure over months, the oldest first: name of the month, its row, the pages behind it; with the year before
    where a row tells it. ``words``: the row as a sentence.
    """
    here, before = [], []
    for month, row, pages in months:
        value = None if row is None else row.value
        told = f"{month}　没有这一月的病案" if row is None else f"{month}　{words(row)}"
        here.append(Point(month, None if value is None else float(value), told, pages))
        last = None if row is None else row.last_year
        before.append(Point(month, _f(last), f"{month} 的上年同月：{number_text(_f(last))}"))
    series = [Series(name, tuple(here))]
    if any(point.value is not None for point in before):
        series.append(Series("上年同月", tuple(before)))
    return Chart("trend", f"{name}的逐月变化", ChartKind.LINE, unit, tuple(series))


def pareto(rules: Sequence[RuleHits]) -> Chart:
    """Rules by the number of pages they found something on, the most first, and the share of all that they make up."""
    ranked = sorted((one for one in rules if one.pages), key=lambda one: (-len(one.pages), one.rule))
    total = sum(len(one.pages) for one in ranked)
    bars, shares, so_far = [], [], 0
    for one in ranked[:MOST_RULES]:
        so_far += len(one.pages)
        share = _HUNDRED * so_far / total
        bars.append(Point(one.rule, float(len(one.pages)), f"{one.rule} {one.title}：{len(one.pages):,} 份", one.pages))
        shares.append(Point(one.rule, share, f"到 {one.rule} 为止占全部问题病案次的 {share:.1f}%", one.pages))
    left = len(ranked) - len(bars)
    note = f"共 {len(ranked)} 条规则发现问题，画出前 {len(bars)} 条，其余 {left} 条见表外" if left > 0 else ""
    return Chart(
        "pareto",
        "规则的问题病案数",
        ChartKind.PARETO,
        "份",
        (Series("病案数", tuple(bars)), Series("累计占比 %", tuple(shares))),
        note,
    )


def heat(rules: Sequence[RuleHits], facts: Sequence[Fact]) -> Chart:
    """Ward by rule: pages on which the rule found something; wards with the most pages first."""
    wards = {page_id: one.ward or "（未填）" for page_id, one in facts}
    ranked = sorted((one for one in rules if one.pages), key=lambda one: (-len(one.pages), one.rule))[:MOST_RULES]
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_ward: Counter[str] = Counter()
    for one in ranked:
        for page_id in one.pages:
            if page_id in wards:
                cells[wards[page_id], one.rule].append(page_id)
                by_ward[wards[page_id]] += 1
    order = sorted(by_ward, key=lambda ward: (-by_ward[ward], ward))[:MOST_WARDS]
    series = tuple(
        Series(ward, tuple(_cell(ward, one, tuple(cells.get((ward, one.rule), ()))) for one in ranked))
        for ward in order
    )
    return Chart("heat", "病区和规则", ChartKind.HEAT, "份", series)


def _cell(ward: str, rule: RuleHits, pages: tuple[int, ...]) -> Point:
    return Point(rule.rule, float(len(pages)), f"{ward}　{rule.rule} {rule.title}：{len(pages):,} 份", pages)


def top_groups(figures: MonthFigures, facts: Sequence[Fact]) -> Chart:
    """The groups with the most cases, beside the same ones a year before."""
    pages: dict[str, list[int]] = defaultdict(list)
    for page_id, one in facts:
        pages[one.drg].append(page_id)
    here, before = [], []
    for group in figures.groups[:MOST_GROUPS]:
        ids = tuple(pages.get(group.drg, ()))
        here.append(Point(group.drg, float(group.cases), f"{group.drg} {group.name}：{group.cases:,} 例", ids))
        last = None if group.last_year is None else float(group.last_year)
        told = "没有上年同期的病案" if last is None else f"{group.drg} 上年同期 {group.last_year:,} 例"
        before.append(Point(group.drg, last, told))
    series = [Series("本期", tuple(here))]
    if any(point.value is not None for point in before):
        series.append(Series("上年同期", tuple(before)))
    return Chart("groups", f"例数最多的 {len(here)} 个病组", ChartKind.BARS, "例", tuple(series))


def cost_bands(facts: Sequence[Fact]) -> Chart:
    """Pages by cost ÷ the mean cost of their group in the tariff. Those without either are counted in the note."""
    found: list[list[int]] = [[] for _ in BANDS]
    missing = 0
    for page_id, one in facts:
        ratio = cost_ratio(one)
        if ratio is None:
            missing += 1
            continue
        found[sum(ratio >= bound for bound in BANDS[1:])].append(page_id)
    labels = [f"{low:g}–{high:g}" for low, high in itertools.pairwise(BANDS)] + [f"≥{BANDS[-1]:g}"]
    points = tuple(
        Point(label, float(len(ids)), f"费用为标准的 {label} 倍：{len(ids):,} 份", tuple(ids))
        for label, ids in zip(labels, found, strict=True)
    )
    note = f"另有 {missing:,} 份没有总费用，或所在病组没有标准费用，未计入" if missing else ""
    return Chart("bands", "费用 ÷ 病组标准费用", ChartKind.BARS, "份", (Series("病案数", points),), note)


def cost_ratio(one: PageFacts) -> float | None:
    """Cost of a page ÷ standard cost of its group; None where either is not known."""
    if one.cost is None or not one.reference_cost:
        return None
    standard = float(one.reference_cost)
    return one.cost / _HUNDRED / standard if standard > 0 else None


def _f(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
