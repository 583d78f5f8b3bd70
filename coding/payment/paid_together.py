"""Several rows of an insurer's results for one stay, as one: settlements in parts, and what was reversed.

Nothing is added up that may be the same row twice: such rows stay apart, the later ones doubtful.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.payment.paid_match import Matched, MatchKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.payment.paid_result import PaidResult


def together(matched: Iterable[Matched]) -> list[Matched]:
    """The same, the rows of a stay as one where they are to be added up: it stands where the first of them stood."""
    by_stay: dict[int, list[Matched]] = {}
    for one in matched:
        key = -1 - len(by_stay) if one.stay is None else one.stay.page
        by_stay.setdefault(key, []).append(one)
    return [one for rows in by_stay.values() for one in _as_one(rows)]


def reversals(parts: Iterable[PaidResult]) -> int:
    """How many of these rows take a settlement back."""
    return sum(_sum_of(part) < 0 for part in parts)


def _as_one(rows: Sequence[Matched]) -> Sequence[Matched]:
    parts = tuple(one.result for one in rows)
    if len(parts) < 2 or not (reversals(parts) or _are_settlements(parts)):
        return rows
    doubt = next((one for one in rows if one.kind is MatchKind.DOUBTFUL and not one.is_repeated), None)
    first = rows[0] if doubt is None else doubt
    return [replace(first, result=_added(parts), parts=parts)]


def _are_settlements(parts: Sequence[PaidResult]) -> bool:
    """Whether the rows of one file are settlements of their own, by number or by day."""
    marks = {(part.settlement_no, part.settled) for part in parts}
    is_one_file = len({part.file for part in parts}) == 1
    return is_one_file and len(marks) == len(parts) and all(number or day for number, day in marks)


def _added(parts: Sequence[PaidResult]) -> PaidResult:
    """The sums; group, weight and all else as the last row that is no reversal has them."""
    last = next((part for part in reversed(parts) if _sum_of(part) >= 0), parts[-1])
    denied = [part for part in parts if part.is_denied]
    return replace(
        last,
        paid=_total(parts, lambda part: part.paid),
        fund=_total(parts, lambda part: part.fund),
        denied=_total(parts, lambda part: part.denied),
        reason="；".join(dict.fromkeys(part.reason for part in denied if part.reason)),
        told=max((part.told for part in denied if part.told), default=last.told),
    )


def _sum_of(part: PaidResult) -> float:
    return (part.paid if part.paid is not None else part.fund) or 0.0


def _total(parts: Sequence[PaidResult], read: Callable[[PaidResult], float | None]) -> float | None:
    known = [value for part in parts if (value := read(part)) is not None]
    return round(sum(known), 2) if known else None
