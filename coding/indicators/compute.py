"""``figures_of(facts, period, …)``: the figures of a spell of time, of the hospital and of its parts.

A figure is numerator ÷ denominator of its indicator, each summed in whole numbers and divided once at the end. Nothing
to divide by, or nothing to count: no value. Pages that could not be judged are counted beside, never as passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.indicators.figure_rows import BLANK, SCOPE_COLUMNS, Computing, References, Targets, parts_of, value_in
from coding.indicators.figures import MonthFigures, Scope
from coding.indicators.group_rows import group_expressions, group_rows
from coding.indicators.indicator import indicators
from coding.indicators.preparing import Team, prepared
from coding.indicators.rule_rows import Unjudged, rows_of_rules, rule_rows
from coding.indicators.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from coding.base.period import Period
    from coding.indicators.counts import Counts
    from coding.indicators.expression import Expression
    from coding.indicators.outside import OutsideFigures
    from coding.indicators.page_facts import PageFacts

    Facts = pd.DataFrame | Iterable[PageFacts]

__all__ = ["BLANK", "SCOPE_COLUMNS", "References", "Targets", "figures_of", "parts_of", "value_in"]

_UNDATED = "出院时间"
_UNDATED_NEEDS = "出院时间没有填写或看不懂，不属于任何时期：补填后可归期"


def figures_of(  # noqa: PLR0913 - each is a table of its own that somebody else keeps
    facts: Facts,
    period: Period,
    *,
    before: Facts | None = None,
    last_year: Facts | None = None,
    teams: Iterable[Team] | None = None,
    ward_classes: Mapping[str, str] | None = None,
    risks: Mapping[str, str] | None = None,
    targets: Targets | None = None,
    references: References | None = None,
    group_names: Mapping[str, str] | None = None,
    outside: OutsideFigures | None = None,
    outside_before: OutsideFigures | None = None,
    outside_last_year: OutsideFigures | None = None,
    hits: pd.DataFrame | None = None,
    unjudged: Unjudged | None = None,
    unasked: Collection[str] = (),
    stamp: str = "",
) -> MonthFigures:
    """The figures of the pages discharged in a period.

    ``facts`` may hold other pages, too; ``before`` and ``last_year`` those of the period before and of the same one a
    year ago, None or without a page of it = not at hand. ``teams``: (doctor, team, from, to), days included, None =
    without end; it goes before what the pages say. ``ward_classes``: ward → class; ``risks``: group → low, mid_low,
    mid_high, high, or the Chinese words. ``hits``: see ``hits_frame``, by the rows of ``facts``; ``unjudged``: rule →
    (pages, what would let it be judged). ``outside``: figures that no page tells, and what they were in the period
    before and a year ago. ``unasked``: indicators of which no rule in use asks, see ``unasked_violations``:
    where no page says any all the same, they have no value.
    """
    spell = prepared(facts, period, teams, ward_classes, risks)
    former = None if before is None else prepared(before, period.before, teams, ward_classes, risks)
    year_ago = None if last_year is None else prepared(last_year, period.year_before, teams, ward_classes, risks)
    then = [None if one is None or not len(one.frame) else Tally(one.frame) for one in (former, year_ago)]
    computing = Computing(
        period=period,
        now=Tally(spell.frame),
        before=then[0],
        year_ago=then[1],
        targets=targets or {},
        references=references or {},
        outside=outside or {},
        outside_before=outside_before or {},
        outside_last_year=outside_last_year or {},
        unasked=frozenset(unasked),
    )
    rows = computing.rows()
    if hits is not None:
        rows += rule_rows(hits, spell, period.name, unjudged or {})
    told = {**computing.unjudged, **{rule: said for rule, said in (unjudged or {}).items() if said[0]}}
    if spell.undated:
        told[_UNDATED] = (spell.undated, _UNDATED_NEEDS)
    return MonthFigures(
        period=period,
        rows=tuple(rows),
        groups=group_rows(computing.now, then[1], group_names or {}),
        pages=len(spell.frame),
        stamp=stamp,
        unjudged=told,
        before="" if then[0] is None else period.before.name,
        last_year="" if then[1] is None else period.year_before.name,
    )


def counted_figures(  # noqa: PLR0913 - each is a table of its own that somebody else keeps
    period: Period,
    now: Counts,
    before: Counts | None,
    year_ago: Counts | None,
    *,
    scopes: Collection[Scope] | None = None,
    rules: Iterable[tuple[str, int, int]] = (),
    group_names: Mapping[str, str] | None = None,
    unjudged: Unjudged | None = None,
    unasked: Collection[str] = (),
    stamp: str = "",
) -> MonthFigures:
    """The same of pages that somebody else counts: what lies beyond the memory.

    ``now``, ``before`` and ``year_ago`` are the pages of the period, of the one before and of the same a year ago, None
    where there is none; ``rules``: rule, pages, findings. Nothing from outside, no targets of a hospital.
    """
    computing = Computing(period, now, before, year_ago, {}, {}, {}, {}, {}, unasked=frozenset(unasked), scopes=scopes)
    rows = computing.rows()
    rows += rows_of_rules(rules, len(now), period.name, unjudged or {})
    return MonthFigures(
        period=period,
        rows=tuple(rows),
        groups=group_rows(now, year_ago, group_names or {}) if scopes is None or Scope.GROUP in scopes else (),
        pages=len(now),
        stamp=stamp,
        unjudged={**computing.unjudged, **{rule: said for rule, said in (unjudged or {}).items() if said[0]}},
        before="" if before is None else period.before.name,
        last_year="" if year_ago is None else period.year_before.name,
    )


def counted_expressions() -> dict[Scope, list[Expression]]:
    """By scope, everything that the figures ask of its parts, each once: it can be counted in one go."""
    wanted: dict[Scope, dict[Expression, None]] = {scope: {} for scope in SCOPE_COLUMNS}
    wanted[Scope.HOSPITAL] = {}
    for one in indicators().values():
        reference = one.reference if isinstance(one.reference, tuple) else ()
        told = [expression for expression in (one.numerator, one.denominator, one.not_judged, *reference) if expression]
        for scope in one.scopes:
            wanted.setdefault(scope, {}).update(dict.fromkeys(told))
    for scope in (Scope.ORGANISATION, Scope.REGION):
        wanted[scope].update(wanted[Scope.HOSPITAL])
    wanted[Scope.GROUP].update(dict.fromkeys(group_expressions()))
    wanted[Scope.HOSPITAL].update(dict.fromkeys(group_expressions()))
    return {scope: list(found) for scope, found in wanted.items()}
