"""Columns that are made of the facts of a page: what they mean stands in ``resources/indicators``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.grouping.case import WITH_GROUP, GroupStatus
from coding.grouping.insured import insured_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.indicators.page_facts import PageFacts

    Cell = str | int | bool | None
    Getter = Callable[[PageFacts], Cell]

#: The kind of insured where the way of payment is of neither kind that tables tell apart.
OTHER = "其他"
#: What a reference figure of a tariff is counted in.
MICRO = 1_000_000
_MOST_REFERENCE = Decimal(10) ** 8


def getter(source: str) -> Getter:
    """What reads a source off the facts: an attribute, ``attribute.key``, or one of those made here."""
    name, _, key = source.partition(".")
    if name in _MADE:
        return _MADE[name]
    if not key:
        return attrgetter(name)
    return _KEYED[name](key)


def payer_of(insured: str) -> str:
    """职工, 居民, 其他; "" where the page has no way of payment."""
    return (insured_of(insured) or OTHER) if insured else ""


@lru_cache(maxsize=4096)
def millionths(figure: str) -> int | None:
    """A figure of a tariff in whole millionths; None for "" and for what nothing can be divided by."""
    if not figure:
        return None
    exact = Decimal(figure)
    if not 0 < exact < _MOST_REFERENCE:
        return None
    return int((exact * MICRO).quantize(Decimal(1), ROUND_HALF_UP)) or None


@dataclass(frozen=True, slots=True)
class ViolationClass:
    """One of the insurer's six classes, and the names of violations in the rules that belong to it."""

    number: int
    name: str
    violations: frozenset[str]
    clause: str


@cache
def violation_classes() -> tuple[ViolationClass, ...]:
    """The six classes, in their order."""
    rows = resource_table("indicators/violation_classes.csv", "class", "name", "violations", "clause")
    return tuple(
        ViolationClass(int(row["class"]), row["name"], frozenset(row["violations"].split()), row["clause"])
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class _Disease:
    key: str
    codes: tuple[str, ...]
    least: int | None
    most: int | None

    def holds(self, code: str, age: int | None) -> bool:
        if not code.startswith(self.codes):
            return False
        if self.least is None and self.most is None:
            return True
        return age is not None and (self.least or 0) <= age and (self.most is None or age <= self.most)


@lru_cache(maxsize=65536)
def disease_of(principal: str, age: int | None) -> str:
    """The single disease 单病种 that a principal diagnosis is counted under, "" for none."""
    return next((one.key for one in _diseases() if one.holds(principal, age)), "")


@cache
def _diseases() -> tuple[_Disease, ...]:
    rows = resource_table("indicators/single_diseases.csv", "disease", "codes", "least_age", "most_age", "clause")
    ages = {row["disease"]: [int(row[key]) if row[key] else None for key in ("least_age", "most_age")] for row in rows}
    return tuple(_Disease(row["disease"], tuple(row["codes"].split()), *ages[row["disease"]]) for row in rows)


def _is(statuses: frozenset[str]) -> Getter:
    return lambda facts: None if not facts.status else facts.status in statuses


def _balance(facts: PageFacts) -> int | None:
    return None if facts.payment is None or facts.cost is None else facts.payment - facts.cost


def _loss(facts: PageFacts) -> int | None:
    balance = _balance(facts)
    return None if balance is None else max(0, -balance)


def _missing(facts: PageFacts) -> int | None:
    if facts.items_filled is None or facts.items_required is None:
        return None
    return facts.items_required - facts.items_filled


_GROUPED = frozenset(status.value for status in WITH_GROUP)
_AMBIGUOUS = frozenset({GroupStatus.AMBIGUOUS.value})
_UNGROUPED = frozenset(status.value for status in GroupStatus) - _GROUPED - _AMBIGUOUS
_MADE: Mapping[str, Getter] = MappingProxyType(
    {
        "grouped": _is(_GROUPED),
        "ambiguous": _is(_AMBIGUOUS),
        "ungrouped": _is(_UNGROUPED),
        "payer": lambda facts: payer_of(facts.insured),
        "reference_cost": lambda facts: millionths(facts.reference_cost),
        "reference_stay": lambda facts: millionths(facts.reference_stay),
        "balance": _balance,
        "loss": _loss,
        "disease": lambda facts: disease_of(facts.principal, facts.age),
        "items_missing": _missing,
        "all_defects": lambda facts: sum(facts.defects),
    }
)


def _of_defects(key: str) -> Getter:
    at = int(key)
    return lambda facts: facts.defects[at]


def _of_judged(key: str) -> Getter:
    at = int(key)
    return lambda facts: facts.judged[at]


def _of_times(key: str) -> Getter:
    return lambda facts: next((verdict for limit, verdict in facts.in_time if limit == key), None)


def _of_violations(key: str) -> Getter:
    names = violation_classes()[int(key) - 1].violations
    return lambda facts: not names.isdisjoint(facts.violations)


def _of_suspected(key: str) -> Getter:
    names = violation_classes()[int(key) - 1].violations
    return lambda facts: not names.isdisjoint(facts.suspected)


_KEYED: Mapping[str, Callable[[str], Getter]] = MappingProxyType(
    {
        "defects": _of_defects,
        "judged": _of_judged,
        "in_time": _of_times,
        "violation": _of_violations,
        "suspected": _of_suspected,
    }
)
