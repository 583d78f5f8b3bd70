"""Why an officer sends a page back: nine reasons at most, a digit each (``resources/people/return_reasons.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from coding.base.resources import resource_table

_DIGITS: Final = "123456789"


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """One reason. ``key``: its digit; ``needs_words``: it says nothing without words of the officer's own."""

    key: str
    text: str
    needs_words: bool


@cache
def return_reasons() -> tuple[ReturnReason, ...]:
    """The reasons in the order of their digits."""
    table = resource_table("people/return_reasons.csv", "key", "reason", "words")
    reasons = [ReturnReason(row["key"], row["reason"], row["words"].strip() == "1") for row in table]
    return tuple(sorted((one for one in reasons if one.key in _DIGITS), key=lambda one: one.key))
