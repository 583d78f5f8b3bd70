"""Wider readings of the doctor's words: a part of the body as its region, a kind of wound as its class.

What is wider than what is data, in the order of two steps: ``resources/terms/wider.csv``. A code table names regions
and classes where doctors name the finger and the knife.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.suggest.variants import Variant
from coding.words.normalising import fold, rewriter

if TYPE_CHECKING:
    from coding.codes.entry import CodeKind

_STEPS = ("1", "2")


class _Widening:
    """One step: every longest match is replaced once."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self._pairs = pairs
        ordered = sorted(pairs, key=lambda words: (-len(words), words))
        self._pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._pairs[match[0]], text)


def wider_readings(text: str, kind: CodeKind) -> list[Variant]:
    """The readings of a text in one spelling, each wider than the one before; none where nothing is known."""
    found: list[Variant] = []
    steps = _steps(kind)
    for step, widen in enumerate(steps, 1):
        wider = widen(text)
        if wider != text:
            found.append(Variant(wider, wider=step / len(steps)))
            text = wider
    return found


@cache
def _steps(kind: CodeKind) -> tuple[_Widening, ...]:
    spell = rewriter(kind)
    table = resource_table("terms/wider.csv", "kind", "step", "from", "to", "note")
    rows = [r for r in table if r["kind"] == kind.value]
    return tuple(
        _Widening({spell(fold(r["from"])): spell(fold(r["to"])) for r in rows if r["step"] == step}) for step in _STEPS
    )
