"""What the desk reads of a month, behind the window: figures, steps, tiles, pages; the counting is that of ``coding``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.indicators.compute import figures_of
from coding.indicators.course import may_be_followed
from coding.indicators.figures import Scope
from coding.indicators.pages_behind import PagesBehind
from coding.reports.month_pages import month_report, ward_report
from coding.reports.month_plan import tells_money
from coding.reports.report_inputs import ReportInputs
from coding.store.setting import Setting
from coding.work.month_chart_data import chart_of_month
from ui.wording.figure_words import row_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coding.base.period import Period
    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.reports.report_page import Report
    from coding.review.month_life import StepAt
    from coding.store.store import Store
    from coding.work.month_charts import Chart
    from ui.month.tiles import Tile

HOSPITAL: Final = Setting("month.hospital")


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


def read_month(
    store: Store, knowledge: Knowledge, period: Period, now: datetime, report: Callable[[int, int], None]
) -> Reading:
    """Read it."""
    facts = tuple(store.facts(period.first.isoformat(), period.last.isoformat()))
    figures = figures_of([one for _, one in facts], period)
    return Reading(period, told=f"{len(facts):,} 份病案", facts=facts, figures=figures)


def pages_of_row(reading: Reading, row: FigureRow) -> list[int]:
    """The pages that a figure counts."""
    return PagesBehind(reading.facts, reading.period).of(row)


def followed(reading: Reading, *, sees_money: bool) -> Mapping[str, str]:
    """The indicators that may be followed over the months: id → name."""
    rows = reading.figures.rows if reading.figures is not None else ()
    return {
        row.id: row.name
        for row in rows
        if row.scope is Scope.HOSPITAL and may_be_followed(row.id) and (sees_money or not tells_money(row.id))
    }


def chart_of(store: Store, knowledge: Knowledge, reading: Reading, key: str, figure: str) -> Chart:
    """One chart."""
    assert reading.figures is not None
    return chart_of_month(key, store, knowledge, reading.figures, reading.facts, figure, row_sentence)


def wards_of(reading: Reading) -> list[str]:
    """The wards that have pages in the spell of time."""
    return sorted({one.ward for _, one in reading.facts if one.ward})


def build_report(store, knowledge, reading, now, ward, *, money) -> Report:
    inputs = ReportInputs(made_at=now, money=money, hospital=HOSPITAL.read(store))
    return ward_report(reading.figures, ward, inputs) if ward else month_report(reading.figures, inputs)


def write_reports(store, knowledge, reading, now, folder, wards, *, money) -> list[str]:
    raise CodingError("x")


def write_booklet(store, knowledge, reading, now, folder, ward, *, money) -> list[str]:
    raise CodingError("x")
