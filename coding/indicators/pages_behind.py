"""Which pages stand behind a figure: those that its numerator counts, of its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.indicators.expression import EMPTY, Condition
from coding.indicators.figure_rows import parts_of
from coding.indicators.figures import Scope
from coding.indicators.indicator import indicators
from coding.indicators.preparing import prepared
from coding.indicators.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from coding.base.period import Period
    from coding.indicators.figures import FigureRow
    from coding.indicators.page_facts import PageFacts
    from coding.indicators.preparing import Team


class PagesBehind:
    """The pages of a spell of time, asked for by figure. ``ids``: of the pages, in the order of their facts.

    ``teams``, ``ward_classes``, ``risks`` as for ``figures_of``: with others the parts would be other ones.
    """

    def __init__(
        self,
        ids: Sequence[int],
        facts: pd.DataFrame | Iterable[PageFacts],
        period: Period,
        teams: Iterable[Team] | None = None,
        ward_classes: Mapping[str, str] | None = None,
        risks: Mapping[str, str] | None = None,
    ) -> None:
        spell = prepared(facts, period, teams, ward_classes, risks)
        self._ids = [ids[at] for at in spell.rows.tolist()]
        self._tally = Tally(spell.frame)

    def of(self, row: FigureRow) -> list[int]:
        """The pages that the numerator of a figure counts; of a figure that no page tells, all pages of its scope.

        Figures of rules are none of these: the store knows on which pages a rule found something.
        """
        parts = parts_of(self._tally, row.scope) if row.scope is not Scope.RULE else None
        if parts is None or row.scope_value not in parts.values:
            return []
        inside = parts.numbers == parts.values.index(row.scope_value)
        indicator = indicators().get(row.id)
        if indicator is not None and indicator.numerator:
            counted = inside & False
            for term in indicator.numerator:
                told = (Condition(term.column, "!=", EMPTY),) if term.column else ()
                counted = counted | self._tally.met((*term.conditions, *told))
            inside = inside & counted
        return [self._ids[at] for at in inside.nonzero()[0].tolist()]
