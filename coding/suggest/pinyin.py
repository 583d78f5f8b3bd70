"""How names are spoken: full pinyin, first letters, and names that sound like the words typed.

``resources/terms/pinyin.csv`` gives each character its reading, without tones, and some a second one; words that read a
character otherwise stand in ``pinyin_words.csv``. Enough to find names, not to teach reading.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections import defaultdict
from functools import cache, cached_property
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.words.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.codes.entry import CodeKind
    from coding.suggest.term_book import TermPair

_PLAIN = "未特指的"
#: Between the names, what some read otherwise, the syllables that there are, and the names in one sign each of these.
_APART = "\x00"
#: Of a name with more characters of two readings than this, the others keep the first.
_MOST_SWAPPED = 2
#: More than that are never spoken alike.
_MANY = 40
#: Syllables are looked for as one sign each, from this on: a text of few different letters is slow to search.
_FIRST_SIGN = 0x4E00


class Spoken:
    """Names by their syllables, first letters and sound; numbered as they came."""

    def __init__(self, text: str) -> None:
        """``text``: what ``text_of`` made: a line a name, syllables between blanks; then, with its number, a line for
        each name that some read otherwise; then what sounds alike is found by.
        """
        text, others, signs, sounds = text.split(_APART)
        self._others = [(int(number), line) for number, _, line in (o.partition("\t") for o in others.split("\n") if o)]
        self._spaced = text
        self._spaced_at = _line_starts(text)
        self._names = text.count("\n") - 1
        self._sign_of = {syllable: chr(_FIRST_SIGN + at) for at, syllable in enumerate(signs.split(" "))} | {"": ""}
        self._sounds = sounds
        self._sounds_at = _line_starts(sounds)

    def prepare(self) -> None:
        """Make everything ready now; a run that asks for no letters never needs it."""
        _ = self._joined, self._letters

    @cached_property
    def _joined(self) -> tuple[str, Sequence[int]]:
        """The syllables of each line together, and where it begins."""
        joined = self._spaced.replace(" ", "") + "".join(line.replace(" ", "") + "\n" for _, line in self._others)
        return joined, _line_starts(joined)

    @cached_property
    def _letters(self) -> tuple[str, Sequence[int]]:
        """The first letters of each line, and where it begins."""
        lines = (*self._spaced.split("\n")[1:-1], *(line for _, line in self._others))
        first = ("".join([s[:1] if s.isalpha() else s for s in line.split(" ")]) for line in lines)
        letters = "\n" + "\n".join(first) + "\n"
        return letters, _line_starts(letters)

    @staticmethod
    def text_of(names: Iterable[str]) -> str:
        """The names as syllables, for ``Spoken``."""
        lines, others, sounds = [], [], []
        signs: dict[str, str] = defaultdict(map(chr, count(_FIRST_SIGN)).__next__, {"": ""})
        for number, name in enumerate(names):
            read = _read(name.removeprefix(_PLAIN))
            spoken = [reading for _, reading in read]
            lines.append(f" {' '.join(spoken)} ")
            sounds.append("".join(map(signs.__getitem__, spoken)))
            others += [f"{number}\t {' '.join(other)} " for other in _otherwise(read)]
        parts = (_lines(lines), "\n".join(others), " ".join(filter(None, signs)), _lines(sounds))
        return _APART.join(parts)

    def by_letters(self, letters: str, most: int) -> list[tuple[int, bool]]:
        """Names whose first letters begin with these, the shortest first, and whether they are the whole name."""
        return self._of_names(_begin(*self._letters, letters, most))

    def by_pinyin(self, pinyin: str, most: int) -> list[tuple[int, bool]]:
        """Names whose pinyin begins with this, the shortest first; then those that have it within."""
        found = _begin(*self._joined, pinyin, most)
        if len(found) < most:
            taken = {number for number, _ in found}
            within = _within(*self._joined, pinyin, most * 4)
            found += [(n, False) for n in within if n not in taken]
        return self._of_names(found)[:most]

    def by_sound(self, words: str, most: int) -> list[tuple[int, bool]]:
        """Names that sound like the words, whole or within, the shortest first."""
        read = syllables(words)
        wanted = "".join([self._sign_of.get(syllable, "") for syllable in read])
        if len(wanted) < len(read):
            return []  # no name has this syllable
        sound = f" {' '.join(read)} "
        found = _within(self._sounds, self._sounds_at, wanted, most * 4)
        lines = [(n, len(self._line(n)) == len(sound)) for n in found]
        return sorted(lines, key=lambda f: (not f[1], len(self._line(f[0]))))[:most]

    def _of_names(self, found: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
        """Lines as the names that they are readings of, each name once."""
        names: dict[int, bool] = {}
        for line, whole in found:
            names.setdefault(line if line < self._names else self._others[line - self._names][0], whole)
        return list(names.items())

    def _line(self, number: int) -> str:
        return self._spaced[self._spaced_at[number] : self._spaced_at[number + 1] - 1]


class SpokenTerms:
    """Words that people say for a disease or an operation, by their sound: 冠心病 is gxb."""

    def __init__(self, kind: CodeKind, pairs: Iterable[TermPair]) -> None:
        """``resources/terms/spoken.csv`` has what is said daily, the most frequent first: it goes before the others."""
        rows = resource_table("terms/spoken.csv", "words", "kind", "codes")
        self._codes = {row["words"]: tuple(row["codes"].split(",")) for row in rows if row["kind"] == kind}
        self._daily = len(self._codes)
        others = (text for pair in pairs if len(pair.std) == 1 for text in (pair.raw, *pair.std))
        self._words = list(dict.fromkeys((*self._codes, *others)))
        self._spoken = Spoken(Spoken.text_of(self._words))
        self._pinyin = {words: "".join(syllables(words)) for words in self._codes}
        self._by_sound = {(len(words), sound): words for words, sound in reversed(self._pinyin.items())}

    def prepare(self) -> None:
        """Make everything ready now."""
        self._spoken.prepare()

    def codes_of(self, words: str) -> tuple[str, ...]:
        """The beginnings of the codes below which the code of words that are said daily lies; () for other words."""
        return self._codes.get(words, ())

    def sounding_like(self, words: str) -> str:
        """The words said daily that sound like these and are written otherwise (冠心炳 → 冠心病); "" for none."""
        found = self._by_sound.get((len(words), "".join(syllables(words))), "")
        return "" if found == words else found

    def said(self, letters: str, most: int) -> list[tuple[str, bool]]:
        """The words whose first letters or pinyin are just these, those said daily first, and whether they are."""
        numbers = sorted({number for number, whole in self._sounding(letters) if whole})
        return [(self._words[number], number < self._daily) for number in numbers][:most]

    def begun(self, letters: str, most: int) -> list[str]:
        """The words said daily whose first letters or pinyin begin with these and go on, the most frequent first."""
        numbers = sorted({number for number, whole in self._sounding(letters) if not whole and number < self._daily})
        return [self._words[number] for number in numbers if self._begins(number, letters)][:most]

    def nearly(self, pinyin: str, most: int) -> list[str]:
        """The words said daily whose pinyin differs from this by one letter."""
        from rapidfuzz import process  # what a start needs of this are first letters alone
        from rapidfuzz.distance import Levenshtein

        found = process.extract(pinyin, self._pinyin, scorer=Levenshtein.distance, score_cutoff=1, limit=most)
        return [words for _, _, words in found]

    def _sounding(self, letters: str) -> list[tuple[int, bool]]:
        return self._spoken.by_letters(letters, _MANY) + self._spoken.by_pinyin(letters, _MANY)

    def _begins(self, number: int, letters: str) -> bool:
        words = self._words[number]
        return self._pinyin[words].startswith(letters) or initials(words).startswith(letters)


def syllables(text: str) -> list[str]:
    """The syllables of a text; Latin letters and digits stay as they are, other signs are left out."""
    return [reading for _, reading in _read(text)]


def readings(text: str) -> list[list[str]]:
    """The syllables of a text in each way it may be read, the usual one first."""
    read = _read(text)
    return [[reading for _, reading in read], *_otherwise(read)]


def _otherwise(read: list[tuple[str, str]]) -> list[list[str]]:
    """What was read with characters of two readings read the other way: each by itself, then together."""
    seconds = _second_readings()
    at = [(n, seconds[sign]) for n, (sign, _) in enumerate(read) if sign in seconds][:_MOST_SWAPPED]
    ways = [[one] for one in at] + ([at] if len(at) > 1 else [])
    return [[dict(way).get(n, syllable) for n, (_, syllable) in enumerate(read)] for way in ways]


def _read(text: str) -> list[tuple[str, str]]:
    """Each sign with its reading; a sign that a word fixes is told as "", as it is read in no other way there."""
    text = simplified(unicodedata.normalize("NFKC", text).lower())
    readings, words, heads = _readings(), _words(), _heads()
    if heads.isdisjoint(text):
        return [(sign, readings.get(sign, sign)) for sign in text if sign in readings or _is_plain(sign)]
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign in heads:
            word = next((text[at : at + n] for n in range(LONGEST, 1, -1) if text[at : at + n] in words), "")
            if word:
                found += [("", reading) for reading in words[word].split()]
                at += len(word)
                continue
        if sign in readings or _is_plain(sign):
            found.append((sign, readings.get(sign, sign)))
        at += 1
    return found


def initials(text: str) -> str:
    """The first letters of the characters: 高血压 → gxy."""
    return "".join(s[:1] if s.isalpha() else s for s in syllables(text))


def _is_plain(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


#: Words are looked up so long, in signs.
LONGEST = 4


@cache
def _readings() -> dict[str, str]:
    rows = resource_table("terms/pinyin.csv", "pinyin", "characters", "also")
    return {sign: row["pinyin"] for row in rows for sign in row["characters"]}


@cache
def _second_readings() -> dict[str, str]:
    rows = resource_table("terms/pinyin.csv", "pinyin", "characters", "also")
    return {sign: row["pinyin"] for row in rows for sign in row["also"]}


@cache
def _words() -> dict[str, str]:
    rows = resource_table("terms/pinyin_words.csv", "word", "pinyin")
    return {row["word"]: row["pinyin"] for row in rows if len(row["word"]) > 1}


@cache
def _heads() -> frozenset[str]:
    return frozenset(word[0] for word in _words())


def _lines(lines: Iterable[str]) -> str:
    return "\n" + "\n".join(lines) + "\n"


def _line_starts(text: str) -> Sequence[int]:
    """Where each line begins after the first."""
    lengths = map(len, text.split("\n")[:-1])
    return array("I", map(add, accumulate(lengths), count(1)))


def _begin(text: str, starts: Sequence[int], wanted: str, most: int) -> list[tuple[int, bool]]:
    found: list[tuple[int, int]] = []
    at = text.find("\n" + wanted)
    while at >= 0 and len(found) < 2000:
        number = bisect_right(starts, at + 1) - 1
        found.append((starts[number + 1] - starts[number] - 1, number))
        at = text.find("\n" + wanted, at + 1)
    found.sort()
    return [(number, length == len(wanted)) for length, number in found[:most]]


def _within(text: str, starts: Sequence[int], wanted: str, most: int) -> list[int]:
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < most:
        number = bisect_right(starts, at) - 1
        if not found or found[-1] != number:
            found.append(number)
        at = text.find(wanted, starts[number + 1] - 1)
    return found
