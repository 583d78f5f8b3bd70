"""The rows of a spell of time: each indicator, for each part of each scope, with what stands beside its value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, overload

from coding.indicators.expression import read_expression
from coding.indicators.figures import FigureRow, Scope
from coding.indicators.indicator import HITS, OUTSIDE, Indicator, indicators
from coding.indicators.quotient import Exact, changed, exact, plain, quotient
from coding.indicators.targets import usual_target
from coding.review.wilson import Figure

if TYPE_CHECKING:
    from coding.base.period import Period
    from coding.indicators.counts import Counts, Parted
    from coding.indicators.outside import Outside, OutsideFigures
    from coding.indicators.tally import Parts, Sum, Tally

#: (id of the indicator, ward or "" for every one, year or 0 for every one) → what is aimed at, in the indicator's unit.
Targets = Mapping[tuple[str, str, int], Decimal]
#: (id of the indicator, scope, value of the scope) → a figure of the region, in the indicator's unit.
References = Mapping[tuple[str, Scope, str], Decimal]
#: What stands for a part that the page does not name.
BLANK = "未填写"
#: Column of the frame that the parts of a scope are made by.
SCOPE_COLUMNS = {
    Scope.WARD_CLASS: "ward_class",
    Scope.WARD: "ward",
    Scope.TEAM: "team",
    Scope.DOCTOR: "doctor",
    Scope.CODER: "coder",
    Scope.GROUP: "drg",
    Scope.INSURED: "payer",
    Scope.ORGANISATION: "organisation",
    Scope.REGION: "region",
}
#: Scopes of many organisations: of them a figure is told that is told of a hospital.
_OF_MANY = (Scope.ORGANISATION, Scope.REGION)
#: Scopes whose pages without a value are of no part: nobody has grouped them into one.
_ONLY_NAMED = (Scope.WARD_CLASS, Scope.TEAM, Scope.GROUP)
#: Pages not judged for an indicator that can always be told.
_NONE = read_expression("count() - count()")
_ALL = read_expression("count()")


@dataclass(slots=True)
class Computing:
    """The figures by expressions and from outside, row by row. ``scopes``: those that are wanted, None = the usual."""

    period: Period
    now: Counts
    before: Counts | None
    year_ago: Counts | None
    targets: Targets
    references: References
    outside: OutsideFigures
    outside_before: OutsideFigures
    outside_last_year: OutsideFigures
    unasked: frozenset[str] = frozenset()
    scopes: Collection[Scope] | None = None
    unjudged: dict[str, tuple[int, str]] = field(default_factory=dict)
    _parts: dict[tuple[int, Scope], Parted] = field(default_factory=dict)

    def rows(self) -> list[FigureRow]:
        """All rows, in the order of the indicators; of an indicator by scope and part."""
        found: list[FigureRow] = []
        kind = kind_of(self.period)
        for indicator in indicators().values():
            if indicator.periods and kind not in indicator.periods:
                continue
            if indicator.form == OUTSIDE:
                found += self._from_outside(indicator)
            elif indicator.form != HITS:
                for scope in self._scopes_of(indicator):
                    found += self._of_scope(indicator, scope)
        return found

    def _scopes_of(self, indicator: Indicator) -> Collection[Scope]:
        if self.scopes is None:
            return indicator.scopes
        asked = {scope: Scope.HOSPITAL if scope in _OF_MANY else scope for scope in self.scopes}
        return [scope for scope in Scope if scope in asked and asked[scope] in indicator.scopes]

    # -- by expressions

    def _of_scope(self, indicator: Indicator, scope: Scope) -> list[FigureRow]:
        if indicator.form == "none":
            self.unjudged[indicator.id] = (len(self.now), indicator.needs)
            row = FigureRow(
                indicator.id, indicator.name, scope, "", self.period.name, None, None, None, indicator.unit,
                not_judged=len(self.now), source=indicator.source,
            )  # fmt: skip
            return [row] if scope is Scope.HOSPITAL else []
        parts = self._parts_of(self.now, scope)
        pairs = self._pairs(indicator, self.now, parts)
        is_unasked = indicator.id in self.unasked
        not_judged = self.now.sums(_ALL if is_unasked else indicator.not_judged or _NONE, parts)
        former = self._values(indicator, self.before, scope)
        year_ago = self._values(indicator, self.year_ago, scope)
        aimed = self._aimed(indicator, scope, parts)
        rows = []
        for at, value_of_scope in enumerate(parts.values):
            numerator, denominator = pairs[at]
            value = value_in(indicator, numerator, denominator)
            last = year_ago.get(value_of_scope)
            silent = 0 if is_unasked and numerator is not None else not_judged[at].value.above
            rows.append(
                FigureRow(
                    id=indicator.id,
                    name=indicator.name,
                    scope=scope,
                    scope_value=value_of_scope,
                    period=self.period.name,
                    numerator=plain(numerator) if numerator is not None else None,
                    denominator=plain(denominator) if denominator is not None else None,
                    value=value,
                    unit=indicator.unit,
                    reference=aimed[at],
                    last_period=former.get(value_of_scope),
                    last_year=last,
                    change=changed(value, last),
                    not_judged=silent,
                    source=indicator.source,
                )
            )
            if scope is Scope.HOSPITAL and silent:
                self.unjudged[indicator.id] = (silent, indicator.needs)
        return rows

    def _pairs(self, indicator: Indicator, tally: Counts, parts: Parted) -> list[tuple[Exact | None, Exact | None]]:
        """Numerator and denominator of each part; a numerator to which no page says anything is none."""
        above = tally.sums(indicator.numerator, parts)
        if not indicator.denominator:
            told = [_told(indicator, found) for found in above]
            if indicator.id in self.unasked:
                told = [one if one is not None and one.above else None for one in told]
            return [(one, None) for one in told]
        below = tally.sums(indicator.denominator, parts)
        return [(found.value, under.value) for found, under in zip(above, below, strict=True)]

    def _values(self, indicator: Indicator, tally: Counts | None, scope: Scope) -> dict[str, Decimal | None]:
        if tally is None:
            return {}
        parts = self._parts_of(tally, scope)
        pairs = self._pairs(indicator, tally, parts)
        return {part: value_in(indicator, *pair) for part, pair in zip(parts.values, pairs, strict=True)}

    def _parts_of(self, tally: Counts, scope: Scope) -> Parted:
        key = (id(tally), scope)
        if key not in self._parts:
            self._parts[key] = parts_of(tally, scope)
        return self._parts[key]

    # -- targets and references

    def _aimed(self, indicator: Indicator, scope: Scope, parts: Parted) -> list[Decimal | None]:
        """The target of the ward and year, else that of the hospital, else the region's figure, else the tariff's."""
        by_tariff = self._by_tariff(indicator, parts)
        return [
            by_tariff[at] if (aimed := self._known(indicator.id, scope, value)) is None else aimed
            for at, value in enumerate(parts.values)
        ]

    def _known(self, id_: str, scope: Scope, value: str) -> Decimal | None:
        aimed = self._target(id_, scope, value)
        return self.references.get((id_, scope, value)) if aimed is None else aimed

    def _target(self, id_: str, scope: Scope, value: str) -> Decimal | None:
        wards = (value, "") if scope is Scope.WARD else ("",)
        keys = ((id_, ward, year) for ward in wards for year in (self.period.last.year, 0))
        own = next((self.targets[key] for key in keys if key in self.targets), None)
        return usual_target(id_, self.period.last.year) if own is None else own

    def _by_tariff(self, indicator: Indicator, parts: Parted) -> list[Decimal | None]:
        reference = indicator.reference
        if reference is None or isinstance(reference, Decimal):
            return [reference] * len(parts.values)
        above, below = (self.now.sums(expression, parts) for expression in reference)
        return [value_in(indicator, one.value, under.value) for one, under in zip(above, below, strict=True)]

    # -- from outside

    def _from_outside(self, indicator: Indicator) -> list[FigureRow]:
        keys = [key for key in self.outside if key[0] == indicator.id and key[1] in indicator.scopes]
        order = list(Scope)
        keys.sort(key=lambda key: (order.index(key[1]), key[2]))
        if not any(key[1] is Scope.HOSPITAL for key in keys):
            keys.insert(0, (indicator.id, Scope.HOSPITAL, ""))
        return [self._outside_row(indicator, key) for key in keys]

    def _outside_row(self, indicator: Indicator, key: tuple[str, Scope, str]) -> FigureRow:
        id_, scope, value_of_scope = key
        found = self.outside.get(key)
        silent = 0 if found is None else found.not_judged
        value, last_period, last_year = (
            _outside_value(indicator, known.get(key))
            for known in (self.outside, self.outside_before, self.outside_last_year)
        )
        if value is None and scope is Scope.HOSPITAL:
            silent = silent or len(self.now)
            self.unjudged[id_] = (silent, indicator.needs)
        source = [indicator.source]
        if found is not None:
            source += [found.note, _interval(indicator, found.numerator, found.denominator)]
        return FigureRow(
            id=id_,
            name=indicator.name,
            scope=scope,
            scope_value=value_of_scope,
            period=self.period.name,
            numerator=None if found is None else found.numerator,
            denominator=None if found is None else found.denominator,
            value=value,
            unit=indicator.unit,
            reference=self._known(id_, scope, value_of_scope),
            last_period=last_period,
            last_year=last_year,
            change=changed(value, last_year),
            not_judged=silent,
            source="；".join(part for part in source if part),
        )


@overload
def parts_of(tally: Tally, scope: Scope) -> Parts: ...
@overload
def parts_of(tally: Counts, scope: Scope) -> Parted: ...
def parts_of(tally: Counts, scope: Scope) -> Parted:
    """The parts of a scope in a frame that was prepared for it, or wherever pages are counted."""
    if scope is Scope.HOSPITAL:
        return tally.whole()
    return tally.parts(SCOPE_COLUMNS[scope], "" if scope in _ONLY_NAMED else BLANK, named_only=scope in _ONLY_NAMED)


def value_in(indicator: Indicator, numerator: Exact | None, denominator: Exact | None) -> Decimal | None:
    """The value of an indicator to its digits; None where there is nothing to divide by, or nothing to count."""
    if numerator is None or (denominator is None and indicator.denominator):
        return None
    return quotient(numerator, denominator or Exact(1), indicator.factor, indicator.digits)


def _outside_value(indicator: Indicator, found: Outside | None) -> Decimal | None:
    return None if found is None else value_in(indicator, _given(found.numerator), _given(found.denominator))


def _given(figure: Decimal | None) -> Exact | None:
    return None if figure is None else exact(figure)


def kind_of(period: Period) -> str:
    """year, half, quarter, month, week or day."""
    kind = period.name[4:]
    if not kind:
        return "year"
    named = {"H": "half", "Q": "quarter", "W": "week"}
    return named.get(kind[1]) or ("day" if kind.count("-") > 1 else "month")


def _told(indicator: Indicator, found: Sum) -> Exact | None:
    """The numerator of a figure of its own: a count may be 0; a sum to which no page says anything is none."""
    is_sum = any(term.kind in ("sum", "ratio") for term in indicator.numerator)
    return None if is_sum and not found.pages else found.value


def _interval(indicator: Indicator, numerator: Decimal | None, denominator: Decimal | None) -> str:
    if indicator.interval != "wilson" or numerator is None or not denominator:
        return ""
    return Figure(int(numerator), int(denominator)).words
