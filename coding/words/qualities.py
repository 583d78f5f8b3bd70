"""Qualities that words say of a disease or an operation, and which of them are opposites.

``resources/rules/tables/word_qualities.csv``: acute, old, left, traumatic … each with the words that say it, what looks
like it and is none, and what it is the opposite of. What a text denies (不伴有胆囊炎) is told apart from what it says.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_table
from coding.words.normalising import fold

if TYPE_CHECKING:
    from coding.codes.entry import CodeKind

_TABLE = "rules/tables/word_qualities.csv"
_DENIED = re.compile(r"(?:不伴有?|未伴有?|不合并|未提及|除外|未见)(\w{2,16})")
_DENIED_BY_DOCTOR = re.compile(r"(?:不伴有?|未伴有?|不合并|未提及|除外|未见|无)(\w{2,16})")
_EITHER_WAY = re.compile(r"伴有?或不伴|伴有?或未伴")
_OR = re.compile(r"或|和|及|与|亦")
_COUNTED = re.compile(r"(\d{1,2})([型期级度])")


class Quality(NamedTuple):
    """One row of the table; ``pattern`` finds what says it as group 1, and passes over what only looks like it."""

    axis: str
    name: str
    pattern: re.Pattern[str]
    opposes: frozenset[str]
    is_clear: bool
    lacks: str
    source: str
    signs: frozenset[str]


class Opposite(NamedTuple):
    """What the words say and what the name says instead; ``is_clear``: nobody would take one for the other."""

    said: str
    named: str
    is_clear: bool
    source: str


@cache
def qualities(kind: CodeKind) -> tuple[Quality, ...]:
    """The qualities of diagnoses or of procedures, in the order of the table."""
    rows = resource_table(_TABLE, "kind", "axis", "quality", "words", "unless", "opposes", "grade", "lacks", "source")
    return tuple(
        Quality(
            row["axis"],
            row["quality"],
            saying(row["words"], row["unless"]),
            frozenset(row["opposes"].split("|")),
            row["grade"] == "clear",
            row["lacks"],
            row["source"],
            frozenset(fold(words)[0] for words in row["words"].split("|")),
        )
        for row in rows
        if row["kind"] in ("both", kind.value)
    )


def saying(words: str, unless: str) -> re.Pattern[str]:
    """Finds ``words`` as group 1, and passes over ``unless``, what only looks like them."""
    said, passed_over = alternatives(words), alternatives(unless)
    return re.compile("|".join(filter(None, ("|".join(passed_over), f"({'|'.join(said)})"))))


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The text as the patterns of both tables read it."""
    return fold(text)


def alternatives(text: str) -> list[str]:
    """``甲|乙`` as folded literals of a pattern, the longest first."""
    return [
        re.escape(one) for one in sorted({fold(part) for part in text.split("|")} - {""}, key=lambda p: (-len(p), p))
    ]


@lru_cache(maxsize=65_536)
def said_by(text: str, kind: CodeKind) -> frozenset[tuple[str, str]]:
    """The qualities that a text says: axis and quality. What it denies is left out."""
    said = without_denied(plain(text))
    by_sign = _by_first_sign(kind)
    asked = {number for sign in set(said) for number in by_sign.get(sign, ())}
    every = qualities(kind)
    return frozenset(
        (every[n].axis, every[n].name) for n in asked if any(m[1] for m in every[n].pattern.finditer(said))
    )


@cache
def _by_first_sign(kind: CodeKind) -> dict[str, tuple[int, ...]]:
    """Which qualities may be said where a sign stands: few of them are asked for a text."""
    found: dict[str, tuple[int, ...]] = {}
    for number, quality in enumerate(qualities(kind)):
        for sign in quality.signs:
            found[sign] = (*found.get(sign, ()), number)
    return found


def without_quality(text: str, quality: Quality) -> str:
    """The folded text without the words that say the quality."""
    return quality.pattern.sub(lambda m: "" if m[1] else m[0], plain(text))


def opposite(words: str, name: str, kind: CodeKind) -> Opposite | None:
    """In which quality words and a standard name are opposites; None where they are not. A clear one comes first.

    They must share nothing on that axis: 慢性支气管炎急性发作 is both acute and chronic.
    """
    ours, theirs = said_by(words, kind), said_by(name, kind)
    if not ours or not theirs:
        return None
    found = None
    axes = {axis for axis, _ in ours} & {axis for axis, _ in theirs} - {axis for axis, _ in ours & theirs}
    if not axes:
        return None
    for quality in qualities(kind):
        if quality.axis not in axes or (quality.axis, quality.name) not in ours:
            continue
        against = {n for axis, n in theirs if axis == quality.axis} & quality.opposes
        if against:
            told = Opposite(quality.name, min(against), quality.is_clear, quality.source)
            if quality.is_clear:
                return told
            found = found or told
    return found


def denied(text: str, by_doctor: bool = False) -> tuple[str, ...]:
    """What a text says there is none of: ``不伴有梗阻或坏疽`` → 梗阻, 坏疽. A doctor writes 无 for it, too."""
    pattern = _DENIED_BY_DOCTOR if by_doctor else _DENIED
    return tuple(part for m in pattern.finditer(plain(text)) for part in _OR.split(m[1]) if len(part) >= 2)


def without_denied(text: str) -> str:
    """The folded text without what it denies."""
    return _DENIED.sub("", text)


def contradiction(words: str, name: str) -> Opposite | None:
    """What one of the two denies and the other says: 胆囊结石伴胆囊炎 beside 胆囊结石不伴有胆囊炎."""
    for what in denied(name):
        if what in _affirmed(words) and what not in _affirmed(name) and not _EITHER_WAY.search(plain(name)):
            return Opposite(f"伴{what}", f"不伴{what}", True, "标准名称说明不伴有")
    for what in denied(words, by_doctor=True):
        _, accompanied, by = _affirmed(name).partition("伴")
        if accompanied and what in by:
            return Opposite(f"不伴{what}", f"伴{what}", True, "标准名称说明伴有")
    return None


def _affirmed(text: str) -> str:
    return _DENIED_BY_DOCTOR.sub("", plain(text))


def other_number(words: str, name: str) -> Opposite | None:
    """Types, stages, grades and degrees that differ: 2型 beside 1型. None unless both say just one of the unit."""
    ours, theirs = _counted(words), _counted(name)
    for unit, said in ours.items():
        named = theirs.get(unit, frozenset())
        if len(said) == 1 and len(named) == 1 and said != named:
            return Opposite(f"{min(said)}{unit}", f"{min(named)}{unit}", True, "型、期、级、度分列不同编码")
    return None


@lru_cache(maxsize=65_536)
def _counted(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for number, unit in _COUNTED.findall(plain(text)):
        found[unit] = found.get(unit, frozenset()) | {number}
    return found
