"""Whether a stay began soon after another one of the same person, by the neighbours that are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.page.context import Context
    from coding.page.front_page import FrontPage

_HALF_MONTH, _MONTH = 15, 31


@dataclass(frozen=True, slots=True)
class StaysBefore:
    """Another stay of the person ended within 15 or 31 days before this one began, or on that very day; None where
    neighbours are not known, or the day of admission is not.
    """

    within_15: bool | None = None
    within_31: bool | None = None
    same_day: bool | None = None


def stays_before(page: FrontPage, context: Context) -> StaysBefore:
    """Days are calendar days from discharge to admission; neither diagnosis nor plan is asked."""
    admitted = page.date("admission_datetime")
    if context.neighbours is None or admitted is None:
        return StaysBefore()
    gaps = [gap for other in context.neighbours if (gap := _days_between(other, page)) is not None]
    least = min(gaps, default=_MONTH + 1)
    return StaysBefore(least <= _HALF_MONTH, least <= _MONTH, least == 0)


def _days_between(other: FrontPage, page: FrontPage) -> int | None:
    """Days from the end of another stay of the person to the beginning of this one; None for what is none before it."""
    from coding.rules.kinds.neighbour_kinds import same_person

    left, admitted = other.date("discharge_datetime"), page.moment("admission_datetime")
    if left is None or admitted is None or other is page or other.is_settlement_list:
        return None
    entered = other.moment("admission_datetime")
    gap = (admitted.date() - left).days
    is_before = 0 <= gap <= _MONTH and (entered is None or entered < admitted)
    same_row = bool(page.origin.file) and other.origin == page.origin
    return gap if is_before and not same_row and same_person(page, other) else None
