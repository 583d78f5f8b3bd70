"""What the insurer says it has paid for a stay, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class PaidResult:
    """One row of an insurer's result. Yuan; None and "" = the file does not say.

    ``paid``: what is paid for the stay by its group; ``fund``: the part that the insurance fund pays, which is another
    thing; ``denied`` and ``reason``: what is refused, and why, in the insurer's words; ``told``: the day on which that
    was told. ``file`` and ``row`` (data rows from 1): where it stands.
    """

    case_no: str
    settlement_no: str = ""
    admission_times: str = ""
    discharged: date | None = None
    settled: date | None = None
    drg: str = ""
    weight: float | None = None
    paid: float | None = None
    fund: float | None = None
    denied: float | None = None
    reason: str = ""
    told: date | None = None
    file: str = ""
    row: int = 0

    @property
    def is_denied(self) -> bool:
        """Whether something is refused."""
        return bool(self.denied) and (self.denied or 0) > 0

    @property
    def month(self) -> str:
        """The month of discharge, else of settlement: ``2026-10``; "" without either."""
        day = self.discharged or self.settled
        return f"{day:%Y-%m}" if day else ""
