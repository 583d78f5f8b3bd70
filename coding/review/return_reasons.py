"""Why an officer sends a page back: nine reasons at most, a digit each (``resources/people/return_reasons.csv``).

Several reasons stand in the reason of the step as one line, as a single one does: programs of before read them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.page.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIGITS: Final = "123456789"
_BETWEEN: Final = "；"


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """One reason. ``key``: its digit; ``needs_words``: it says nothing without words of the officer's own; ``place``:
    the field that it is about, where it is about one.
    """

    key: str
    text: str
    needs_words: bool
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A reason for which a page was sent back, as it was written, and the field that it is about."""

    words: str
    place: Place | None


@cache
def return_reasons() -> tuple[ReturnReason, ...]:
    """The reasons in the order of their digits."""
    table = resource_table("people/return_reasons.csv", "key", "reason", "words", "field", "row")
    reasons = [ReturnReason(row["key"], row["reason"], row["words"].strip() == "1", _place(row)) for row in table]
    return tuple(sorted((one for one in reasons if one.key in _DIGITS), key=lambda one: one.key))


def joined(reasons: Iterable[str]) -> str:
    """Several reasons as the reason of one step; ``returned_for`` tells them apart again."""
    return _BETWEEN.join(reasons)


def returned_for(reason: str) -> tuple[Returned, ...]:
    """The reasons that stand in the reason of a step, each with its field as the table has it now."""
    written = (part.strip() for part in reason.split(_BETWEEN))
    return tuple(Returned(part, _place_of(part)) for part in written if part)


def _place_of(written: str) -> Place | None:
    return next((one.place for one in return_reasons() if written.startswith(one.text)), None)


def _place(row: Mapping[str, str]) -> Place | None:
    if not (field := row["field"].strip()):
        return None
    return Place(field, int(row["row"]) - 1 if row["row"].strip().isdigit() else None)
