"""What becomes of a period when one scheme is exchanged for another: the pages, and what everything rests on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.payment.compared_case import Basis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from coding.grouping.carrying import CarryingCode
    from coding.grouping.first_difference import DifferenceKind
    from coding.payment.compared_case import ComparedCase


@dataclass(frozen=True, slots=True)
class SideFacts:
    """A scheme of a comparison: what it calls itself, by what it pays (DRG, DIP), its file with fingerprint and date
    (both "" for the built-in one), its tariff and its payment policy with fingerprint ("" = none), and its groups as
    (code, name).
    """

    title: str
    method: str
    file: str
    stamp: str
    file_date: str = ""
    tariff: str = ""
    tariff_stamp: str = ""
    policy: str = ""
    policy_stamp: str = ""
    groups: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over pages. ``weighed``: pages whose weight is known under both schemes, the sums of weight are over these;
    ``paid`` the same for payments in yuan.
    """

    cases: int = 0
    moved: int = 0
    weighed: int = 0
    weight_was: float = 0.0
    weight_will: float = 0.0
    paid: int = 0
    payment_was: float = 0.0
    payment_will: float = 0.0

    @property
    def weight_delta(self) -> float | None:
        """New less old weight; None where no page has both."""
        return round(self.weight_will - self.weight_was, 4) if self.weighed else None

    @property
    def payment_delta(self) -> float | None:
        """New less old payment in yuan; None where no page has both."""
        return round(self.payment_will - self.payment_was, 2) if self.paid else None


@dataclass(frozen=True, slots=True)
class SchemeSwitch:
    """Pages under two schemes. ``notes``: Chinese sentences on what rests on what and what was not judged.

    ``code_names``: what the code tables call the codes that reasons turn on and that carry groups. ``lost``: pages that
    nobody could compare, told in the notes.
    """

    old: SideFacts
    new: SideFacts
    cases: tuple[ComparedCase, ...]
    weight_basis: Basis
    payment_basis: Basis
    period: str = ""
    notes: tuple[str, ...] = ()
    code_names: Mapping[str, str] = field(default_factory=dict)
    lost: int = 0

    @property
    def total(self) -> Sums:
        """The sums over all pages."""
        return sums_of(self.cases)

    @property
    def is_across(self) -> bool:
        """Whether the schemes pay by other things: only payments can be compared then."""
        return self.old.method != self.new.method

    @property
    def days(self) -> tuple[str, str]:
        """First and last day of discharge; "" where none is known."""
        known = [c.day for c in self.cases if c.day]
        return (min(known), max(known)) if known else ("", "")

    def gain(self, sums: Sums) -> float | None:
        """By what winners and losers are told: payment where both schemes have one, else weight."""
        return sums.payment_delta if self.payment_basis is Basis.TARIFF else sums.weight_delta

    @property
    def gain_words(self) -> str:
        """What ``gain`` counts."""
        if self.payment_basis is Basis.TARIFF:
            return "支付测算差（元）"
        if self.weight_basis is Basis.PROVISIONAL:
            return "暂定权重差"
        return "权重差" if self.old.method == "DRG" else "分值差"


def sums_of(cases: Iterable[ComparedCase]) -> Sums:
    """The sums over some pages."""
    count = moved = weighed = paid = 0
    weights, payments = [0.0, 0.0], [0.0, 0.0]
    for case in cases:
        count += 1
        moved += case.moved
        if case.was.weight is not None and case.will.weight is not None:
            weighed += 1
            weights[0] += case.was.weight
            weights[1] += case.will.weight
        if case.was.payment is not None and case.will.payment is not None:
            paid += 1
            payments[0] += case.was.payment
            payments[1] += case.will.payment
    rounded = (round(weights[0], 4), round(weights[1], 4), round(payments[0], 2), round(payments[1], 2))
    return Sums(count, moved, weighed, rounded[0], rounded[1], paid, rounded[2], rounded[3])


def sums_by(cases: Iterable[ComparedCase], key: Callable[[ComparedCase], str]) -> list[tuple[str, Sums]]:
    """The sums by a word of the page (ward, team, insured), most pages first; pages without the word come last."""
    found: dict[str, list[ComparedCase]] = {}
    for case in cases:
        found.setdefault(key(case), []).append(case)
    ordered = sorted(found.items(), key=lambda one: (not one[0], -len(one[1]), one[0]))
    return [(word, sums_of(those)) for word, those in ordered]


@dataclass(frozen=True, slots=True)
class Pair:
    """Pages that are in group ``old`` under one scheme and in ``new`` under the other, and the reason of most of them.

    ``share``: of the pages of ``old``, from 0 to 1.
    """

    old: str
    old_name: str
    new: str
    new_name: str
    sums: Sums
    share: float
    moved: bool
    reason: DifferenceKind | None = None


def pairs_of(cases: Sequence[ComparedCase]) -> list[Pair]:
    """Every pair of groups that occurs: those that differ first, most pages first."""
    found: dict[tuple[str, str, str, str], list[ComparedCase]] = {}
    for case in cases:
        found.setdefault((case.was.drg, case.was.status, case.will.drg, case.will.status), []).append(case)
    before = Counter((case.was.drg, case.was.status) for case in cases)
    pairs = []
    for (old, status, new, _), those in found.items():
        first = those[0]
        reasons = Counter(case.why.kind for case in those if case.why is not None)
        pairs.append(
            Pair(
                old,
                first.was.name or first.was.status,
                new,
                first.will.name or first.will.status,
                sums_of(those),
                len(those) / before[old, status],
                first.moved,
                min(reasons, key=lambda kind: (-reasons[kind], kind)) if reasons else None,
            )
        )
    return sorted(pairs, key=lambda p: (not p.moved, -p.sums.cases, p.old, p.new))


@dataclass(frozen=True, slots=True)
class Reason:
    """A kind of first difference: how many pages, and what they gain or lose."""

    kind: DifferenceKind
    sums: Sums


def reasons_of(cases: Iterable[ComparedCase]) -> list[Reason]:
    """The reasons of the pages that moved, most pages first."""
    found: dict[DifferenceKind, list[ComparedCase]] = {}
    for case in cases:
        if case.why is not None:
            found.setdefault(case.why.kind, []).append(case)
    return [Reason(kind, sums_of(those)) for kind, those in sorted(found.items(), key=lambda o: (-len(o[1]), o[0]))]


def steps_of(cases: Iterable[ComparedCase]) -> list[tuple[DifferenceKind, str, str, int]]:
    """The reasons by the code that they turn on: kind, code, the step of the first such page, pages; most first."""
    counted: Counter[tuple[DifferenceKind, str]] = Counter()
    told: dict[tuple[DifferenceKind, str], str] = {}
    for case in cases:
        if case.why is not None:
            key = (case.why.kind, case.why.code)
            counted[key] += 1
            told.setdefault(key, case.why.text)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [(kind, code, told[kind, code], pages) for (kind, code), pages in ordered]


def carried_by(
    cases: Iterable[ComparedCase], pick: Callable[[ComparedCase], Iterable[CarryingCode]]
) -> list[tuple[CarryingCode, int]]:
    """The codes that carry groups under one scheme alone, with the number of pages; most pages first."""
    counted = Counter(code for case in cases for code in pick(case))
    return sorted(counted.items(), key=lambda one: (-one[1], one[0].is_procedure, one[0].code))
