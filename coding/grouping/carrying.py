"""Which rows of a case carry its group: without one of them the case stands in another group.

To carry a group says nothing of whether a row is right; it says what the scheme looks at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.grouping.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coding.grouping.case import Grouping


@dataclass(frozen=True, slots=True, order=True)
class CarryingCode:
    """A code of a case whose row carries the group: another diagnosis, or any procedure."""

    is_procedure: bool
    code: str


def carrying_codes(
    case: Case, result: Grouping, group: Callable[[Case], Grouping], looked_at: Mapping[str, bool] | None = None
) -> frozenset[CarryingCode]:
    """The other diagnoses and the procedures that carry ``result``, what ``group`` answers for the case.

    ``looked_at``: whether the scheme looks at a code as another diagnosis; those that it does not are not tried.
    """
    found = []
    for is_procedure, code, left in _without_each(case, looked_at):
        other = group(left)
        if other.drg != result.drg or other.status is not result.status:
            found.append(CarryingCode(is_procedure, code))
    return frozenset(found)


def carrying_rows(
    case: Case, result: Grouping, group: Callable[[Case], Grouping]
) -> Iterator[tuple[bool, int, Grouping]]:
    """Each row of the case that carries ``result``: whether it is a procedure, its place in ``dx`` or ``px``, and the
    group without it. Without the principal diagnosis the next one stands in its place.
    """
    dx, px = case.dx, case.px
    for at in range(len(dx)):
        other = group(_with(case, dx[:at] + dx[at + 1 :], px))
        if other.drg != result.drg or other.status is not result.status:
            yield False, at, other
    for at in range(len(px)):
        other = group(_with(case, dx, px[:at] + px[at + 1 :]))
        if other.drg != result.drg or other.status is not result.status:
            yield True, at, other


def _without_each(case: Case, looked_at: Mapping[str, bool] | None) -> Iterator[tuple[bool, str, Case]]:
    dx, px = case.dx, case.px
    for at in range(1, len(dx)):
        if looked_at is None or looked_at[dx[at]]:
            yield False, dx[at], _with(case, dx[:at] + dx[at + 1 :], px)
    for at in range(len(px)):
        yield True, px[at], _with(case, dx, px[:at] + px[at + 1 :])


def _with(case: Case, dx: tuple[str, ...], px: tuple[str, ...]) -> Case:
    """The case with other codes; written out, as it is asked for some thousand times a second."""
    return Case(
        case.sex,
        case.age,
        case.age_days,
        case.birth_weight,
        case.dept,
        case.los,
        case.leaving_type,
        case.icu_hours,
        dx,
        px,
        case.carried,
        case.cost,
        case.insured,
        case.level,
        case.drug_share,
        case.treat_share,
    )
