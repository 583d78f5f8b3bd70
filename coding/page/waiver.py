"""Waivers 豁免: findings that the hospital accepts, with reason, author and expiry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from coding.page.finding import Finding


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is accepted: the findings of one rule, on whichever pages it is handed in for.

    For one page ``field`` and ``value`` name what was seen when it was waived, so that another value at that place is
    told again (None, None: every finding of the rule). ``dept``: only discharges from this department (its code; ""
    = all). ``expires`` is the last day on which it holds; None = until it is withdrawn.
    """

    rule: str
    reason: str
    author: str
    at: datetime
    expires: date | None = None
    dept: str = ""
    field: str | None = None
    value: str | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether it has not expired; what expires does not hold where the present day is not known."""
        return self.expires is None or (day is not None and day <= self.expires)

    def covers(self, finding: Finding, dept: str) -> bool:
        """Whether it is this finding that is accepted, on a page discharged from ``dept``."""
        return (
            finding.rule == self.rule
            and (self.field is None or finding.place.field == self.field)
            and (self.value is None or finding.value == self.value)
            and (not self.dept or dept.strip() == self.dept)
        )


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that is accepted, and by what."""

    finding: Finding
    waiver: Waiver


def part_waived(
    findings: tuple[Finding, ...], waivers: tuple[Waiver, ...], day: date | None, dept: str
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """The findings that stand, and those that are waived on ``day``."""
    holding = [w for w in waivers if w.holds_on(day)]
    if not holding:
        return findings, ()
    standing: list[Finding] = []
    waived: list[Waived] = []
    for finding in findings:
        waiver = next((w for w in holding if w.covers(finding, dept)), None)
        if waiver is None:
            standing.append(finding)
        else:
            waived.append(Waived(finding, waiver))
    return tuple(standing), tuple(waived)
