"""The trade of paid results: what the insurer said it has paid, as it was read back. Estimates are kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coding.payment.paid_result import PaidResult


@dataclass(frozen=True, slots=True)
class KeptPaid:
    """A result in the store. ``batch`` names the content of the file it came with; read when, and by whom."""

    id: int
    result: PaidResult
    batch: str
    read_at: datetime
    read_by: str


class KeepsPaid(Protocol):
    """The insurer's results."""

    def keep_paid(self, results: Sequence[PaidResult], batch: str) -> int:
        """Keep the results of a file, all or none; how many. 0 where the same content was read before."""
        ...

    def paid_results(self, case_no: str | None = None) -> list[KeptPaid]:
        """All results, oldest first, or those of one record number as the insurer writes it."""
        ...
