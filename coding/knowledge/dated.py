"""Parts of a Knowledge that hold from one day to another: the day of discharge picks."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The day before and after which no part holds otherwise.
_EARLIEST, _LATEST = date.min, date.max


@dataclass(frozen=True, slots=True)
class DatedPart:
    """A file that is one part of a Knowledge on its days, both included; None = open.

    ``part``: as in KnowledgeSource; ``path`` "" = what is embedded. ``options``: what was answered when a tariff was
    imported, see ``TariffOptions.from_text``.
    """

    part: str
    path: str
    valid_from: date | None = None
    valid_to: date | None = None
    options: str = ""

    def holds_on(self, day: date) -> bool:
        """True on the days of the part."""
        return (self.valid_from or _EARLIEST) <= day <= (self.valid_to or _LATEST)


def first_days(parts: Iterable[DatedPart]) -> tuple[date, ...]:
    """The days on which something begins to hold or has ceased to, in order: between two of them nothing changes."""
    found = set()
    for part in parts:
        if part.valid_from is not None:
            found.add(part.valid_from)
        if part.valid_to is not None and part.valid_to < _LATEST:
            found.add(part.valid_to + timedelta(days=1))
    return tuple(sorted(found))


def span_of(day: date | None, firsts: tuple[date, ...]) -> int:
    """The number of the span that a day lies in, 0 before the first of ``firsts``. Where there is no day it is the last
    one: what is in force from now on.
    """
    return len(firsts) if day is None else bisect_right(firsts, day)


def parts_in_span(parts: Iterable[DatedPart], span: int, firsts: tuple[date, ...]) -> dict[str, DatedPart]:
    """The part of each kind that holds in a span; of two the one that began later, then the one named later."""
    day = firsts[span - 1] if span else (firsts[0] - timedelta(days=1) if firsts else _LATEST)
    found: dict[str, DatedPart] = {}
    for part in parts:
        held = found.get(part.part)
        if part.holds_on(day) and (held is None or (held.valid_from or _EARLIEST) <= (part.valid_from or _EARLIEST)):
            found[part.part] = part
    return found
