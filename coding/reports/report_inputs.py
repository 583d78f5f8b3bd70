"""What the pages of a month's report need beside its figures. Every part may be missing: the page then says so.

``None``: nobody gave it, which the page tells with what would provide it. An empty tuple: it was given, and there is
nothing in it. No name of a patient and no number of an identity is in any of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from coding.indicators.atypia import Atypical
    from coding.payment.paid_comparison import PaidComparison
    from coding.payment.payment_sum import PaymentOfMonth
    from coding.review.fines import FinesStatement
    from coding.review.wilson import Figure as Share


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What a rule found: ``pages`` with at least one finding, ``findings`` in all; its words and clause."""

    rule: str
    title: str
    dimension: str
    severity: str
    pages: int
    findings: int
    clause: str = ""
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class SampleLine:
    """Right of sampled: ``what`` (主要诊断编码 …) of ``whom`` (全院, a ward, a coder); ``target`` a fraction."""

    what: str
    whom: str
    share: Share
    target: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """A class of error of a sample: pages, and what a training would be about."""

    label: str
    pages: int
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SuspectedLine:
    """A class of violation and rule: pages where it is clear, where it is suspected, how many are answered for."""

    violation: str
    rule: str
    title: str
    clear: int
    suspected: int
    answered: int | None = None
    way: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip that stands open: its number, ward, day due; lines in it and answered."""

    number: str
    ward: str
    due: date | None
    lines: int
    answered: int
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class WrittenBackLine:
    """Of a ward: changes made here, found in the next export of the HIS, missing there, altered again."""

    ward: str
    changes: int
    found: int
    missing: int
    altered: int


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A file that was received: pages taken in, rows refused, gaps in its record numbers as words."""

    file: str
    pages: int
    rejects: int
    gaps: str = ""


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """Beside the figures. ``money`` False: no weight and no yuan on any page. ``state``: 进行中, 已关账, 已重开.

    ``knowledge``: sentences on codes, scheme, tariff, policy, rules with their dates. ``trend``: the periods before
    with values by indicator, oldest first. ``ward_rules``: (ward, rule) → pages. ``titles`` of kinds of insured.
    """

    hospital: str = ""
    made_at: datetime = datetime(1970, 1, 1)
    money: bool = True
    state: str = ""
    knowledge: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    trend: tuple[tuple[str, Mapping[str, Decimal]], ...] | None = None
    rules: tuple[RuleLine, ...] | None = None
    ward_rules: Mapping[tuple[str, str], int] | None = None
    fines: FinesStatement | None = None
    slips: tuple[SlipLine, ...] | None = None
    sampling: tuple[SampleLine, ...] | None = None
    errors: tuple[ErrorLine, ...] | None = None
    payment: PaymentOfMonth | None = None
    paid: PaidComparison | None = None
    suspected: tuple[SuspectedLine, ...] | None = None
    written_back: tuple[WrittenBackLine, ...] | None = None
    received: tuple[ReceivedLine, ...] | None = None
    atypical: tuple[Atypical, ...] | None = None
