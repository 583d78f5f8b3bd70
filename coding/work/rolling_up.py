"""A spell of time over data sets of checked pages: the figures of each organisation, and of all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.indicators.compute import counted_figures
from coding.indicators.figure_rows import kind_of
from coding.indicators.figures import MonthFigures, Scope
from coding.work.unasked import unasked_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from coding.base.period import Period
    from coding.indicators.counts import Counts
    from coding.store.checked_set import CheckedSet, CountedSpell, Organisation, RolledUp

#: What is told of many organisations together: a ward or a doctor is of one of them.
_OF_MANY: Final = (Scope.HOSPITAL, Scope.REGION, Scope.ORGANISATION, Scope.GROUP, Scope.INSURED)
_LONG: Final = frozenset({"year", "half", "quarter"})


@dataclass(frozen=True, slots=True)
class Rolled:
    """The figures of an organisation; ``organisation`` None: of all. ``months``: those of the hospital's level, month
    by month, where the period has several; ``undated``, ``copies``: pages that are in no figure.
    """

    organisation: Organisation | None
    figures: MonthFigures
    months: tuple[MonthFigures, ...]
    undated: int
    copies: int


def rolled(sets: RolledUp, period: Period, about: CheckedSet) -> Iterator[Rolled]:
    """All together first, then each organisation that has pages of the period; nothing more where there is but one.

    Raises UnusableInputError where no page is of the period.
    """
    organisations = sets.organisations()
    only = organisations[0] if len(organisations) == 1 else None
    spells = [period, period.before, period.year_before]
    whole = _figures(sets.spell(spells, only), period, about, None, None if only else _OF_MANY)
    if not whole.figures.pages:
        raise UnusableInputError(
            f"数据集中没有 {period.name}（{period.first} 至 {period.last}）出院的病案：请核对 --period 和目录。"
        )
    yield whole
    for one in () if only else organisations:
        found = _figures(sets.spell(spells, one), period, about, one)
        if found.figures.pages:
            yield found


def _figures(
    spell: CountedSpell,
    period: Period,
    about: CheckedSet,
    organisation: Organisation | None,
    scopes: Collection[Scope] | None = None,
) -> Rolled:
    unjudged = {rule: (pages, "") for rule, pages in spell.unjudged(period).items()}
    now = spell.counts(period)
    figures = counted_figures(
        period,
        now,
        _or_none(spell.counts(period.before)),
        _or_none(spell.counts(period.year_before)),
        scopes=scopes,
        rules=spell.rules(period),
        group_names=spell.group_names(period),
        unjudged=unjudged,
        unasked=unasked_among(about.violations, unjudged, len(now)),
        stamp=about.knowledge,
    )
    undated, copies = spell.told()
    return Rolled(organisation, figures, tuple(_months(spell, period, about.violations)), undated, copies)


def _months(spell: CountedSpell, period: Period, violations: Mapping[str, str]) -> Iterator[MonthFigures]:
    for month in months_of(period):
        now = spell.counts(month)
        if len(now):
            unjudged = {rule: (pages, "") for rule, pages in spell.unjudged(month).items()}
            yield counted_figures(
                month,
                now,
                _or_none(spell.counts(month.before)),
                _or_none(spell.counts(month.year_before)),
                scopes=(Scope.HOSPITAL,),
                unasked=unasked_among(violations, unjudged, len(now)),
            )


def months_of(period: Period) -> Sequence[Period]:
    """The months of a year, a half or a quarter; none of what is no longer than a month."""
    if kind_of(period) not in _LONG:
        return ()
    return [read_period(f"{period.first.year:04}-{at:02}") for at in range(period.first.month, period.last.month + 1)]


def _or_none(pages: Counts) -> Counts | None:
    return pages if len(pages) else None
