"""One figure of the hospital over months, without counting all the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.indicators.figure_rows import value_in
from coding.indicators.figures import FigureRow, Scope
from coding.indicators.indicator import indicators
from coding.indicators.preparing import prepared
from coding.indicators.quotient import changed, plain
from coding.indicators.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from coding.base.period import Period
    from coding.indicators.page_facts import PageFacts


def hospital_figure(id_: str, facts: pd.DataFrame | Iterable[PageFacts], period: Period) -> FigureRow | None:
    """A figure of these pages of a period; None without a page. Of what no page tells there is no value."""
    indicator = indicators()[id_]
    tally = Tally(prepared(facts, period).frame)
    if not len(tally):
        return None
    above = tally.sums(indicator.numerator, tally.whole())[0]
    below = tally.sums(indicator.denominator, tally.whole())[0].value if indicator.denominator else None
    is_told = bool(indicator.numerator) and (above.pages or not _is_sum(id_) or below is not None)
    numerator = above.value if is_told else None
    return FigureRow(
        id=id_,
        name=indicator.name,
        scope=Scope.HOSPITAL,
        scope_value="",
        period=period.name,
        numerator=None if numerator is None else plain(numerator),
        denominator=None if below is None else plain(below),
        value=value_in(indicator, numerator, below),
        unit=indicator.unit,
        source=indicator.source,
    )


def beside_last_year(row: FigureRow, last_year: FigureRow | None) -> FigureRow:
    """The same figure with that of the year before."""
    value = None if last_year is None else last_year.value
    return replace(row, last_year=value, change=changed(row.value, value))


def may_be_followed(id_: str) -> bool:
    """Whether the pages tell the indicator, of a month too: its course can be drawn."""
    indicator = indicators().get(id_)
    return indicator is not None and not indicator.form and (not indicator.periods or "month" in indicator.periods)


def _is_sum(id_: str) -> bool:
    return any(term.kind in ("sum", "ratio") for term in indicators()[id_].numerator)
