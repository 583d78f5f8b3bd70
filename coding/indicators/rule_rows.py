"""Figures of the scope rule: on how many pages a rule found something, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from coding.indicators.figures import FigureRow, Scope
from coding.indicators.indicator import indicators
from coding.indicators.quotient import Exact, plain, quotient

if TYPE_CHECKING:
    import pandas as pd

    from coding.indicators.preparing import Spell

#: Rule → pages on which it could not be judged, and what would let it.
Unjudged = Mapping[str, tuple[int, str]]
_PAGES, _FINDINGS = "rule_pages", "rule_findings"


def rule_rows(hits: pd.DataFrame, spell: Spell, period: str, unjudged: Unjudged) -> list[FigureRow]:
    """For every rule that found something in the period: the share of the pages that it was judged on, and its
    findings; the rule with most pages first.
    """
    held = hits[hits["row"].isin(spell.rows)]
    found = held.groupby("rule", observed=True).agg(pages=("row", "nunique"), findings=("count", "sum"))
    counted = ((str(rule), int(pages), int(findings)) for rule, pages, findings in found.itertuples())
    return rows_of_rules(counted, len(spell.rows), period, unjudged)


def rows_of_rules(
    counted: Iterable[tuple[str, int, int]], pages_of_period: int, period: str, unjudged: Unjudged
) -> list[FigureRow]:
    """The same of rules that were counted already: rule, pages and findings, in any order."""
    rows: list[FigureRow] = []
    for rule, pages, findings in sorted(counted, key=lambda one: (-one[1], one[0])):
        silent = unjudged.get(rule, (0, ""))[0]
        rows.append(_row(_PAGES, rule, period, pages, max(pages_of_period - silent, pages), silent))
        rows.append(_row(_FINDINGS, rule, period, findings, None, silent))
    return rows


def _row(id_: str, rule: str, period: str, above: int, below: int | None, silent: int) -> FigureRow:
    one = indicators()[id_]
    return FigureRow(
        id=id_,
        name=one.name,
        scope=Scope.RULE,
        scope_value=rule,
        period=period,
        numerator=plain(Exact(above)),
        denominator=None if below is None else plain(Exact(below)),
        value=quotient(Exact(above), Exact(below or 1), one.factor, one.digits),
        unit=one.unit,
        not_judged=silent,
        source=one.source,
    )
