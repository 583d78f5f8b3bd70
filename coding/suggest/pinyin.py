"""How names are spoken: full pinyin, first letters, and names that sound like the words typed.

``resources/terms/pinyin.csv`` gives one reading a character, without tones: enough to find names, not to teach reading.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.words.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = "未特指的"


class Spoken:
    """Names by their syllables, first letters and sound; numbered as they came."""

    def __init__(self, text: str) -> None:
        """``text``: what ``text_of`` made: a line a name, syllables between blanks."""
        self._spaced = text
        self._spaced_at = _line_starts(text)
        joined, letters = [], []
        for line in text.split("\n")[1:-1]:
            syllables = line.split(" ")
            joined.append("".join(syllables))
            letters.append("".join(s[:1] if s.isalpha() else s for s in syllables))
        self._joined = "\n" + "\n".join(joined) + "\n"
        self._joined_at = _line_starts(self._joined)
        self._letters = "\n" + "\n".join(letters) + "\n"
        self._letters_at = _line_starts(self._letters)

    @staticmethod
    def text_of(names: Iterable[str]) -> str:
        """The names as syllables, for ``Spoken``."""
        lines = [" " + " ".join(syllables(name.removeprefix(_PLAIN))) + " " for name in names]
        return "\n" + "\n".join(lines) + "\n"

    def by_letters(self, letters: str, most: int) -> list[tuple[int, bool]]:
        """Names whose first letters begin with these, the shortest first, and whether they are the whole name."""
        return _begin(self._letters, self._letters_at, letters, most)

    def by_pinyin(self, pinyin: str, most: int) -> list[tuple[int, bool]]:
        """Names whose pinyin begins with this, the shortest first; then those that have it within."""
        found = _begin(self._joined, self._joined_at, pinyin, most)
        taken = {number for number, _ in found}
        if len(found) < most:
            within = _within(self._joined, self._joined_at, pinyin, most * 4)
            found += [(n, False) for n in within if n not in taken][: most - len(found)]
        return found

    def by_sound(self, words: str, most: int) -> list[tuple[int, bool]]:
        """Names that sound like the words, whole or within, the shortest first."""
        sound = f" {' '.join(syllables(words))} "
        found = _within(self._spaced, self._spaced_at, sound, most * 4)
        lines = [(n, len(self._line(n)) == len(sound)) for n in found]
        return sorted(lines, key=lambda f: (not f[1], len(self._line(f[0]))))[:most]

    def _line(self, number: int) -> str:
        return self._spaced[self._spaced_at[number] : self._spaced_at[number + 1] - 1]


def syllables(text: str) -> list[str]:
    """The syllables of a text; Latin letters and digits stay as they are, other signs are left out."""
    text = simplified(unicodedata.normalize("NFKC", text).lower())
    readings = _readings()
    return [readings.get(sign, sign) for sign in text if sign in readings or (sign.isascii() and sign.isalnum())]


def initials(text: str) -> str:
    """The first letters of the characters: 高血压 → gxy."""
    return "".join(s[:1] if s.isalpha() else s for s in syllables(text))


@cache
def _readings() -> dict[str, str]:
    rows = resource_table("terms/pinyin.csv", "pinyin", "characters")
    return {sign: row["pinyin"] for row in rows for sign in row["characters"]}


def _line_starts(text: str) -> list[int]:
    starts, at = [], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _begin(text: str, starts: list[int], wanted: str, most: int) -> list[tuple[int, bool]]:
    found: list[tuple[int, int]] = []
    at = text.find("\n" + wanted)
    while at >= 0 and len(found) < 2000:
        number = bisect_right(starts, at + 1) - 1
        found.append((starts[number + 1] - starts[number] - 1, number))
        at = text.find("\n" + wanted, at + 1)
    found.sort()
    return [(number, length == len(wanted)) for length, number in found[:most]]


def _within(text: str, starts: list[int], wanted: str, most: int) -> list[int]:
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < most:
        number = bisect_right(starts, at) - 1
        if not found or found[-1] != number:
            found.append(number)
        at = text.find(wanted, starts[number + 1] - 1)
    return found
