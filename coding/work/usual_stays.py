"""What is usual for a principal diagnosis in this hospital: stay, age, cost, share with an operation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code, subcategory
from coding.codes.procedure_kind import procedure_kind
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.codes.code_tables import CodeTables
    from coding.page.front_page import FrontPage

#: Of fewer stays nothing is usual.
LEAST_STAYS: Final = 10


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of figures and the span of eight in ten; ``of``: how many figures there are."""

    of: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Usual:
    """One principal diagnosis: ``stays``, days, age in years, cost in yuan, and the share (0–1) with an operation or
    intervention. A Spread is None where too few pages say the figure.
    """

    code: str
    name: str
    stays: int
    days: Spread | None
    age: Spread | None
    cost: Spread | None
    operated: float


@dataclass(slots=True)
class _Stays:
    days: list[float] = field(default_factory=list)
    age: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    number: int = 0
    operated: int = 0


@dataclass(slots=True)
class UsualStays:
    """Counts pages by their principal diagnosis; three figures a page are kept, and no page."""

    _by_code: dict[str, _Stays] = field(default_factory=lambda: defaultdict(_Stays))

    def add(self, page: FrontPage, codes: CodeTables) -> None:
        """Count a page; one without a principal code counts nothing."""
        code = page.diagnoses[0].code if page.diagnoses else ""
        if is_blank(code):
            return
        stays = self._by_code[normalise_code(code, CodeKind.DIAGNOSIS)]
        stays.number += 1
        stays.operated += any(
            procedure_kind(row.code, codes.px, row.name).is_surgical
            for row in page.procedures
            if not is_blank(row.code)
        )
        for key, figures in (("los_days", stays.days), ("age_years", stays.age), ("fee_total", stays.cost)):
            value = page.number(key)
            if value is not None and value >= 0:
                figures.append(float(value))

    def usual(self, codes: CodeTables) -> tuple[Usual, ...]:
        """The principal diagnoses of enough stays, the most frequent first."""
        found = [
            Usual(
                code,
                codes.dx.name(code) or codes.dx.name(subcategory(code)),
                stays.number,
                _spread(stays.days),
                _spread(stays.age),
                _spread(stays.cost),
                stays.operated / stays.number,
            )
            for code, stays in self._by_code.items()
            if stays.number >= LEAST_STAYS
        ]
        return tuple(sorted(found, key=lambda one: (-one.stays, one.code)))


def _spread(figures: Sequence[float]) -> Spread | None:
    if len(figures) < LEAST_STAYS:
        return None
    ordered = sorted(figures)
    return Spread(len(ordered), *(_at(ordered, share) for share in (0.1, 0.5, 0.9)))


def _at(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of the ordered figures lies, between two of them where it falls there."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
