"""For whom a row of a policy holds: a level of hospital, a kind of insured, groups, joined by ``+``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.grouping.insured import kinds_of_insured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What a row may ask of a stay, in words.
LEVEL, INSURED = "医院等级", "参保类别"
#: In place of a level: only what holds in every hospital is looked for, and the level is not asked after.
EVERY_LEVEL = "不分等级"
_JOINED = re.compile("[+＋]")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a row is compared with: the codes of a group from the finest to the widest, level, kind of insured; "" =
    not known.
    """

    groups: tuple[str, ...] = ()
    level: str = ""
    insured: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """One kind of insured, one level, one group at most; "" = all of them."""

    group: str = ""
    level: str = ""
    insured: str = ""


def extents_of(situation: Situation) -> Iterator[Extent]:
    """The extents that speak of a situation, the closest first: of its group before all, then of its level."""
    for group in (*situation.groups, ""):
        for level in dict.fromkeys((situation.level, "")):
            for insured in dict.fromkeys((situation.insured, "")):
                yield Extent(group, level, insured)


def extent_of(text: str) -> Extent:
    """The extent that a cell says: ``三级+职工``, ``FR1``, ``三级+FR15``.

    A part that begins with a letter or figure of ASCII is a group, a known kind of insured is one, all else is a
    level of hospital. Raises ValueError, in Chinese, where one of them stands twice.
    """
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, _JOINED.split(text))):
        what = _what(part)
        if what in found:
            raise ValueError(f"“{text}”中有两个{_WORDS[what]}：请分成两行")
        found[what] = part.upper() if what == "group" else part
    return Extent(**found)


def levels_in(extents: Iterable[Extent]) -> tuple[str, ...]:
    """The levels of hospital that rows speak of, each once."""
    return tuple(dict.fromkeys(extent.level for extent in extents if extent.level))


def kinds_in(extents: Iterable[Extent]) -> tuple[str, ...]:
    """The kinds of insured that rows speak of, each once."""
    return tuple(dict.fromkeys(extent.insured for extent in extents if extent.insured))


_WORDS = {"group": "病组", "level": LEVEL, "insured": INSURED}


def _what(part: str) -> str:
    if part in kinds_of_insured():
        return "insured"
    return "group" if part[0].isascii() and part[0].isalnum() else "level"
