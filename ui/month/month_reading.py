"""What the desk reads of a month, behind the window: figures, steps, tiles; the counting is that of ``coding``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from coding.indicators.course import may_be_followed
from coding.indicators.figures import Scope
from coding.indicators.indicator import tells_money
from coding.indicators.pages_behind import PagesBehind
from coding.work.month_board import month_board
from coding.work.month_chart_data import chart_of_month
from coding.work.month_records import kept_risks, kept_teams, kept_ward_classes
from coding.work.month_steps import steps_at
from coding.work.months import frozen_figures, state_words, the_month
from coding.work.slips import slip_rows, standing_now
from coding.work.stored_month import stored_month
from ui.month.tiles import Tile
from ui.wording.figure_words import row_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from coding.base.period import Period
    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.knowledge.knowledge import Knowledge
    from coding.review.month_life import MonthAt, StepAt
    from coding.store.store import Store
    from coding.work.contexts import Contexts
    from coding.work.month_charts import Chart
    from coding.work.stored_month import StoredMonth

_A_MONTH: Final = len("2026-10")


@dataclass(frozen=True, slots=True)
class Board:
    """What is counted at once: tiles, and how far a month is. ``month`` None: the spell is no month."""

    period: Period
    tiles: tuple[Tile, ...]
    month: MonthAt | None = None
    steps: Mapping[str, StepAt] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """2026-10 进行中（…）; "" of what is no month."""
        return state_words(self.month) if self.month is not None else ""


@dataclass(frozen=True, eq=False)
class Reading:
    """A spell of time with its figures; of a closed month those that were frozen."""

    period: Period
    made: StoredMonth
    figures: MonthFigures

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """The pages that figures count, oldest discharge first."""
        return tuple(self.made.facts.rows)

    @cached_property
    def wards(self) -> Mapping[int, str]:
        """Page → its ward."""
        return dict(zip(self.ids, map(str, self.made.facts.frame["ward"]), strict=True))

    @property
    def told(self) -> str:
        """How many pages, and how many of them are in no figure."""
        without = len(self.made.without)
        missing = f"，另有 {without:,} 份还没有质控，不在指标中" if without else ""
        return f"{len(self.ids):,} 份病案{missing}"


def read_board(store: Store, period: Period, now: datetime) -> Board:
    """What is counted at once."""
    if not is_month(period):
        return Board(period, _tiles(store, period, {}, now))
    month = the_month(store, period.name)
    steps = {one.step.key: one for one in steps_at(store, period.name, month)}
    return Board(period, _tiles(store, period, steps, now), month, steps)


def read_month(store: Store, knowledge: Knowledge, contexts: Contexts, period: Period, now: datetime) -> Reading:
    """The figures, which take longer; the pages that slips were answered about are looked at as they are now."""
    made = stored_month(store, knowledge, period, now, standing=standing_now(store, knowledge, contexts, period, now))
    frozen = frozen_figures(the_month(store, period.name)) if is_month(period) else None
    return Reading(period, made, frozen or made.figures)


def is_month(period: Period) -> bool:
    """Whether a spell is one month."""
    return len(period.name) == _A_MONTH and period.name[5:].isdigit()


def pages_of_row(store: Store, reading: Reading, row: FigureRow) -> list[int]:
    """The pages that a figure counts."""
    if row.scope is Scope.RULE:
        own = set(reading.ids)
        return [page_id for page_id in store.pages_with(row.scope_value) if page_id in own]
    teams, risks = kept_teams(store) or None, kept_risks(store)
    classes, frame = kept_ward_classes(store), reading.made.facts.frame
    return PagesBehind(reading.ids, frame, reading.period, teams, classes, risks).of(row)


def followed(reading: Reading, *, sees_money: bool) -> Mapping[str, str]:
    """The indicators that may be followed over the months: id → name."""
    return {
        row.id: row.name
        for row in reading.figures.rows
        if row.scope is Scope.HOSPITAL and may_be_followed(row.id) and (sees_money or not tells_money(row.id))
    }


def chart_of(store: Store, knowledge: Knowledge, reading: Reading, key: str, figure: str) -> Chart:
    """One chart."""
    return chart_of_month(key, store, knowledge, reading.figures, figure, row_sentence)


def wards_of(reading: Reading) -> list[str]:
    """The wards that have pages in the spell of time."""
    return sorted({ward for ward in reading.wards.values() if ward})


def groups_of(reading: Reading) -> dict[str, str]:
    """The groups with pages, the most first: code → code and name."""
    return {one.drg: f"{one.drg} {one.name}（{one.cases:,} 例）" for one in reading.figures.groups}


def _tiles(store: Store, period: Period, steps: Mapping[str, StepAt], now: datetime) -> tuple[Tile, ...]:
    board = [
        Tile(one.key, one.label, f"{one.count:,}", one.told, one.role if one.count else "", one.query)
        for one in month_board(store, period)
    ]
    return (*board, *_asked(store, period, steps, now))


def _asked(store: Store, period: Period, steps: Mapping[str, StepAt], now: datetime) -> list[Tile]:
    """What was asked, answered, sampled: of a month alone."""
    if not is_month(period):
        return []
    rows = slip_rows(store, period.name, now.date())
    asked, answered = sum(row.asked for row in rows), sum(row.answered for row in rows)
    late = sum(row.is_overdue for row in rows)
    sample = steps["sample"]
    return [
        Tile("answered", "已答", f"{answered:,}/{asked:,}" if asked else "—", "反馈单上的问题", step="answer"),
        Tile(
            "slips_late",
            "反馈逾期",
            f"{late:,}" if rows else "—",
            "过了期限的反馈单",
            "error" if late else "",
            step="ask",
        ),
        Tile("sampled", "抽查", f"{sample.count:,}/{sample.of:,}" if sample.of else "—", "抽到的已评分", step="sample"),
    ]
