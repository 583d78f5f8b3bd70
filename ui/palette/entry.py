"""One line of the palette, and how well what is typed fits a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

L = TypeVar("L")


class Sort(StrEnum):
    """What a line stands for; the value is its word on the screen. The palette lists them in this order."""

    ACTION = "操作"
    PAGE = "病案"
    DIAGNOSIS = "诊断"
    PROCEDURE = "手术"
    GROUP = "病组"
    RULE = "规则"


@dataclass(frozen=True, slots=True)
class Entry:
    """``key`` names it among its sort; ``beside``: what stands muted behind the text; ``keys``: how it is done without
    the palette. ``why_not``: why it cannot be done now, "" where it can. ``do`` does it.
    """

    sort: Sort
    key: str
    text: str
    do: Callable[[], object]
    beside: str = ""
    keys: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A text that is looked for by words, by their full pinyin or by its first letters."""

    text: str
    letters: str
    spoken: str

    def fit(self, typed: str) -> int | None:
        """0 = it is the whole text, then the beginning, the middle, first letters, pinyin; None = it does not fit.

        Several words fit where each of them does; what fits worst counts.
        """
        words = typed.lower().split()
        each = [self._fit(word) for word in words]
        if not each or None in each:
            return None
        return max(one for one in each if one is not None)

    def _fit(self, word: str) -> int | None:
        text = self.text.lower()
        tests = (
            text == word,
            text.startswith(word),
            word in text,
            self.letters.startswith(word),
            word in self.letters and len(word) > 1,
            word in self.spoken and len(word) > 2,
        )
        return next((rank for rank, fits in enumerate(tests) if fits), None)


def sought(text: str) -> Sought:
    """A text made ready to be looked for."""
    from coding.suggest.pinyin import initials, syllables  # no part of the start

    return Sought(text, initials(text), "".join(syllables(text)))


def best(found: Iterable[tuple[Sought, L]], typed: str, most: int) -> list[L]:
    """The lines that fit best, of those that fit alike in the order in which they came; no more than ``most``."""
    ranked = [(rank, at, line) for at, (one, line) in enumerate(found) if (rank := one.fit(typed)) is not None]
    return [line for _, _, line in sorted(ranked, key=lambda one: one[:2])[:most]]
