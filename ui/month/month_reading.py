"""What the desk reads of a month, behind the window: figures, steps, tiles, pages; the counting is that of ``coding``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.indicators.figures import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coding.base.period import Period
    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.review.month_life import MonthAt, StepAt
    from coding.store.store import Store
    from coding.work.month_charts import Chart
    from ui.month.tiles import Tile


@dataclass(frozen=True, slots=True)
class Reading:
    """A spell of time as the desk shows it. ``facts``: id and facts of its pages."""

    period: Period
    state: str = ""
    told: str = ""
    figures: MonthFigures | None = None
    facts: tuple[tuple[int, PageFacts], ...] = ()
    steps: Mapping[str, StepAt] = field(default_factory=dict)
    tiles: tuple[Tile, ...] = ()
    month: MonthAt | None = None


def read_month(
    store: Store, knowledge: Knowledge, period: Period, now: datetime, report: Callable[[int, int], None]
) -> Reading:
    """Read it."""
    facts = tuple(store.facts(period.first.isoformat(), period.last.isoformat()))
    return Reading(period, told=f"{len(facts):,} 份病案", facts=facts)


def pages_of_row(reading: Reading, row: FigureRow) -> list[int]:
    """The pages that a figure counts."""
    return [page_id for page_id, _ in reading.facts] if row.scope is Scope.HOSPITAL else []


def followed(reading: Reading, *, sees_money: bool) -> Mapping[str, str]:
    """The indicators that may be followed over the months: id → name."""
    return {}


def chart_of(store: Store, reading: Reading, key: str, figure: str) -> Chart:
    """One chart."""
    raise NotImplementedError
