"""What the stays of a month are paid, summed: by ward, kind of insured and group; multiples, special cases, exclusions.

Every figure is over the stays that have it, and says of how many: a stay without a payment is in no balance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.payment.year_account import YearAccount, year_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from coding.payment.policy import Terms
    from coding.payment.price import Price

_HIGH, _LOW = "高倍率", "低倍率"
_LOW_FIRST = "低者先保留"
_PERIODS = {"月": 1, "季度": 3, "年": 12}


@dataclass(frozen=True, slots=True)
class PricedStay:
    """One stay as sums see it. ``page``: id in a store, or running number in files. ``day`` of discharge; ``cost`` in
    yuan, ``los`` in days; ``insured`` in words.
    """

    page: int
    case_no: str
    day: date | None
    ward: str
    insured: str
    drg: str
    name: str
    cost: float | None
    los: float | None
    price: Price

    @property
    def month(self) -> str:
        """``2026-10``; "" without a day."""
        return f"{self.day:%Y-%m}" if self.day else ""

    @property
    def is_by_group(self) -> bool:
        """Whether it is paid by its group, as far as the policy says."""
        return self.price.excluded is None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """Sums over some stays. ``cases``: all of them; ``excluded``: not paid by group; ``priced``: with a payment;
    ``unknown``: paid by group, but without one. Weight over those with a weight; cost, payment and balance over the
    ``priced`` of which the cost is known (``settled`` of them).
    """

    title: str
    cases: int
    excluded: int
    priced: int
    unknown: int
    settled: int
    weight: float
    cost: float
    payment: float
    balance: float
    high: int
    low: int
    candidates: int


@dataclass(frozen=True, slots=True)
class HighCap:
    """The high multiples of a month against their cap: ``allowed`` of them are paid with their supplement, the others
    (``beyond``) as their standard says, which is ``reduction`` yuan less. ``allowed`` None: the policy knows no cap.
    """

    month: str
    cases: int
    high: int
    cap: float | None
    allowed: int | None
    beyond: tuple[PricedStay, ...]
    reduction: float
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """The candidates for special review of a period against what may be put forward; None: the policy knows none."""

    period: str
    discharged: int
    candidates: tuple[PricedStay, ...]
    share: float | None
    allowed: int | None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class PaymentOfMonth:
    """What some stays are paid. ``exclusions``: reason and clause → stays; ``unknowns``: why there is no estimate."""

    whole: PaymentLine
    wards: tuple[PaymentLine, ...]
    insured: tuple[PaymentLine, ...]
    groups: tuple[PaymentLine, ...]
    months: tuple[HighCap, ...]
    quotas: tuple[Quota, ...]
    exclusions: Mapping[tuple[str, str], int]
    unknowns: Mapping[str, int]
    unjudged: Mapping[str, int]
    account: YearAccount | None
    stays: tuple[PricedStay, ...] = field(repr=False)

    @property
    def reduction(self) -> float:
        """Yuan that the caps of all months take off the payment."""
        return round(sum(cap.reduction for cap in self.months), 2)


def payment_of(stays: Sequence[PricedStay], terms_on: Callable[[date], Terms | None]) -> PaymentOfMonth:
    """All sums of these stays. ``terms_on``: the terms of the policy on a day; None where there is none: then there are
    no caps, quotas, exclusions and no account.
    """
    months = tuple(_caps(stays, terms_on))
    exclusions: Counter[tuple[str, str]] = Counter()
    unknowns: Counter[str] = Counter()
    unjudged: Counter[str] = Counter()
    for stay in stays:
        if (excluded := stay.price.excluded) is not None:
            exclusions[excluded.word, excluded.clause] += 1
        elif stay.price.payment is None:
            unknowns[_why_unknown(stay)] += 1
        if stay.price.policy is not None:
            unjudged.update(stay.price.policy.unjudged)
    return PaymentOfMonth(
        whole=line_of("合计", stays),
        wards=lines_by(stays, lambda stay: stay.ward or "未写病房"),
        insured=lines_by(stays, lambda stay: stay.insured or "未写付费方式"),
        groups=lines_by(stays, lambda stay: f"{stay.drg or '—'} {stay.name}".strip()),
        months=months,
        quotas=tuple(_quotas(stays, terms_on)),
        exclusions=dict(exclusions),
        unknowns=dict(unknowns),
        unjudged=dict(unjudged),
        account=_account(stays, terms_on, months),
        stays=tuple(stays),
    )


def line_of(title: str, stays: Iterable[PricedStay]) -> PaymentLine:
    """The sums of these stays."""
    every = tuple(stays)
    priced = [stay for stay in every if stay.price.payment is not None]
    settled = [stay for stay in priced if stay.cost is not None]
    excluded = sum(not stay.is_by_group for stay in every)
    cost = sum(stay.cost or 0.0 for stay in settled)
    payment = sum(stay.price.payment or 0.0 for stay in settled)
    return PaymentLine(
        title=title,
        cases=len(every),
        excluded=excluded,
        priced=len(priced),
        unknown=len(every) - excluded - len(priced),
        settled=len(settled),
        weight=round(sum(s.price.weight or 0.0 for s in every if s.is_by_group), 4),
        cost=round(cost, 2),
        payment=round(payment, 2),
        balance=round(payment - cost, 2),
        high=sum(stay.price.band == _HIGH for stay in every),
        low=sum(stay.price.band == _LOW for stay in every),
        candidates=sum(bool(stay.price.candidates) for stay in every),
    )


def lines_by(stays: Iterable[PricedStay], key: Callable[[PricedStay], str]) -> tuple[PaymentLine, ...]:
    """A line for each value of a key, most stays first, then by name."""
    found: dict[str, list[PricedStay]] = {}
    for stay in stays:
        found.setdefault(key(stay), []).append(stay)
    lines = [line_of(title, some) for title, some in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.cases, line.title)))


def _why_unknown(stay: PricedStay) -> str:
    policy = stay.price.policy
    return (policy.unknown if policy is not None else "") or "病组没有权重或费率"


def _caps(stays: Sequence[PricedStay], terms_on: Callable[[date], Terms | None]) -> Iterable[HighCap]:
    for month in sorted({stay.month for stay in stays if stay.month}):
        of_month = [stay for stay in stays if stay.month == month and stay.is_by_group]
        terms = terms_on(max(s.day for s in stays if s.month == month and s.day))
        if terms is None:
            continue
        rows = terms.all("high_cap")
        high = [stay for stay in of_month if stay.price.band == _HIGH]
        cap = rows[0].number if rows else None
        allowed = None if cap is None else _part(cap, len(of_month))
        low_first = terms.text("high_cap_order") == _LOW_FIRST
        ordered = sorted(high, key=lambda s: (s.price.multiple or 0.0, s.case_no), reverse=not low_first)
        beyond = tuple(ordered[allowed:]) if allowed is not None else ()
        reduction = round(sum(supplement(stay) for stay in beyond), 2)
        clause = rows[0].clause if rows else ""
        yield HighCap(month, len(of_month), len(high), cap, allowed, beyond, reduction, clause)


def supplement(stay: PricedStay) -> float:
    """Yuan that a stay is paid above its standard."""
    policy, payment = stay.price.policy, stay.price.payment
    if policy is None or policy.standard is None or payment is None:
        return 0.0
    return max(0.0, payment - policy.standard)


def _quotas(stays: Sequence[PricedStay], terms_on: Callable[[date], Terms | None]) -> Iterable[Quota]:
    periods: dict[str, list[PricedStay]] = {}
    for stay in stays:
        terms = None if stay.day is None else terms_on(stay.day)
        if stay.day is not None and terms is not None:
            length = _PERIODS.get(terms.text("special_period", "季度"), 3)
            periods.setdefault(_period(stay.day, length), []).append(stay)
    for period, some in sorted(periods.items()):
        terms = terms_on(max(stay.day for stay in some if stay.day))
        rows = () if terms is None else terms.all("special_share")
        share = rows[0].number if rows else None
        candidates = tuple(stay for stay in some if stay.price.candidates)
        allowed = None if share is None else _part(share, len(some))
        yield Quota(period, len(some), candidates, share, allowed, rows[0].clause if rows else "")


def _part(share: float, of: int) -> int:
    """How many whole cases a share of them allows; 5 % of 20 is one, however the machine writes 5 %."""
    return int(share * of + 1e-9)


def _period(day: date, length: int) -> str:
    if length == 12:
        return f"{day:%Y}年"
    if length == 1:
        return f"{day:%Y-%m}"
    return f"{day:%Y}年第{(day.month - 1) // 3 + 1}季度"


def _account(
    stays: Sequence[PricedStay], terms_on: Callable[[date], Terms | None], caps: Sequence[HighCap]
) -> YearAccount | None:
    """The account of the year of the last discharge; None without a policy that speaks of one."""
    days = [stay.day for stay in stays if stay.day is not None]
    last = max(days, default=None)
    terms = None if last is None else terms_on(last)
    if last is None or terms is None or not any(terms.all(key) for key in ("budget", "retain", "overrun")):
        return None
    whole = line_of("", [stay for stay in stays if stay.day and stay.day.year == last.year])
    months = sorted({day.month for day in days if day.year == last.year})
    reduction = sum(cap.reduction for cap in caps if cap.month.startswith(f"{last:%Y}"))
    return year_account(terms, whole.cost, whole.payment - reduction, months)
