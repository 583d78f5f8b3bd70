"""Paid results beside the estimates: the differences, the denials with their appeal, the sums by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.payment.paid_difference import Cause, PaidDifference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial with its appeal. ``due``: the last day, None where it cannot be told, then ``why`` says it; ``left``:
    days from today to it, by the calendar; negative when it is past. ``clause`` of the policy.
    """

    difference: PaidDifference
    told: date | None
    due: date | None
    left: int | None
    counting: str = ""
    clause: str = ""
    why: str = ""

    @property
    def statement(self) -> str:
        """``还有 3 天`` and the like."""
        if self.due is None or self.left is None:
            return self.why
        if self.left < 0:
            return f"已过期 {-self.left} 天"
        return "今天到期" if self.left == 0 else f"还有 {self.left} 天"


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """Sums of the results of a month of discharge; yuan over the stays that have both figures."""

    month: str
    results: int
    matched: int
    doubtful: int
    estimated: float
    paid: float
    difference: float
    denied: float
    denials: int


@dataclass(frozen=True, slots=True)
class PaidComparison:
    """All of it: a line for each result and each stay without one, the denials by their last day, sums by month."""

    differences: tuple[PaidDifference, ...]
    denials: tuple[Denial, ...]
    months: tuple[PaidMonth, ...]

    @property
    def by_cause(self) -> Mapping[Cause, int]:
        """How many of each cause, in the order of ``Cause``."""
        counts = {cause: sum(d.cause is cause for d in self.differences) for cause in Cause}
        return {cause: count for cause, count in counts.items() if count}
