"""The charts of a month from the store: each made when it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.period import read_period
from coding.indicators.course import beside_last_year, hospital_figure
from coding.indicators.pages_behind import PagesBehind
from coding.work.month_charts import RuleHits, cost_bands, heat, pareto, top_groups, trend
from coding.work.month_inputs import rule_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.base.period import Period
    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store
    from coding.work.month_charts import Chart

#: So many months a course shows, the last one of the period among them.
_MONTHS: Final = 12


def chart_of_month(
    key: str,
    store: Store,
    knowledge: Knowledge,
    figures: MonthFigures,
    id_: str,
    words: Callable[[FigureRow], str],
) -> Chart:
    """One chart: trend of the indicator ``id_``, pareto, heat, groups or bands. ``words``: a figure as a sentence."""
    if key == "trend":
        return _trend(store, figures.period, id_, words)
    facts = _facts(store, figures.period)
    if key == "groups":
        return top_groups(figures, facts)
    if key == "bands":
        return cost_bands(facts)
    hits = _rule_hits(store, knowledge, facts)
    return pareto(hits) if key == "pareto" else heat(hits, facts)


def _rule_hits(store: Store, knowledge: Knowledge, facts: Sequence[tuple[int, PageFacts]]) -> list[RuleHits]:
    ids = {page_id for page_id, _ in facts}
    found = {rule: tuple(page_id for page_id in store.pages_with(rule) if page_id in ids) for rule in store.fired()}
    return [RuleHits(rule, rule_title(rule, knowledge), pages) for rule, pages in found.items()]


def _trend(store: Store, period: Period, id_: str, words: Callable[[FigureRow], str]) -> Chart:
    month = read_period(f"{period.last:%Y-%m}")
    months = [month]
    while len(months) < _MONTHS:
        months.insert(0, months[0].before)
    rows: list[tuple[str, FigureRow | None, tuple[int, ...]]] = []
    unit, name = "", id_
    for one in months:
        facts, before = (_facts(store, spell) for spell in (one, one.year_before))
        row = hospital_figure(id_, [fact for _, fact in facts], one)
        pages: tuple[int, ...] = ()
        if row is not None:
            last = hospital_figure(id_, [fact for _, fact in before], one.year_before)
            row = beside_last_year(row, last)
            unit, name = row.unit, row.name
            pages = tuple(PagesBehind([page for page, _ in facts], [fact for _, fact in facts], one).of(row))
        rows.append((one.name, row, pages))
    return trend(rows, name, unit, words)


def _facts(store: Store, period: Period) -> Sequence[tuple[int, PageFacts]]:
    return store.facts(period.first.isoformat(), period.last.isoformat())
