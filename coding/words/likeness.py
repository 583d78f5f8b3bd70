"""How much the words and a standard name share: folded, their telling characters, and what the aliases write out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from coding.base.kept_answers import kept_with_owner
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from coding.codes.entry import CodeEntry, CodeKind
    from coding.codes.library import CodeLibrary

#: Words that resemble each other by this much (of 100) need no look at their characters.
_ALIKE = 60
#: Characters that stand in the names of most diseases and operations and tell nothing.
_COMMON = frozenset("性炎病症的急慢伴不有其他他部位未特指和或及与并非为后术型期除切检查治疗于类似样无")
_ROMAN = (("VIII", "8"), ("VII", "7"), ("VI", "6"), ("IV", "4"), ("III", "3"), ("II", "2"))
_LONGEST_ALIAS = 16
RUN = 4


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Words as they are compared: half width, no brackets, punctuation or blanks, Roman numerals as digits."""
    return _folded(text)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).upper()
    for roman, digit in _ROMAN:
        text = re.sub(rf"(?<![A-Z]){roman}(?![A-Z])", digit, text)
    return re.sub(r"[\W_]+", "", text)


@lru_cache(maxsize=65_536)
def telling(text: str) -> frozenset[str]:
    """The characters of folded words that tell one disease or operation from another."""
    return frozenset(text) - _COMMON


@lru_cache(maxsize=65_536)
def shared(words: str, name: str) -> float:
    """The share, 0–1, of telling characters that words and a name have in common, of the shorter of both.

    1 where one stands in the other, where they resemble each other, and where too little is said to disagree.
    """
    one, two = folded(words), folded(name)
    if one in two or two in one or fuzz.ratio(one, two) >= _ALIKE:
        return 1.0
    if one.isascii():
        return 1.0  # an abbreviation; another rule tells it
    first, second = telling(one), telling(two)
    if len(first) < 2 or not second:
        return 1.0  # too little is said to disagree
    common = len(first & second)
    return max(common / len(first), common / len(second))


@lru_cache(maxsize=65_536)
def written_out(words: str, kind: CodeKind) -> tuple[tuple[str, str], ...]:
    """The aliases that stand in the words: standard name and code ("" where the alias has none)."""
    text = folded(words)
    known = _aliases(kind)
    found: dict[tuple[str, str], None] = {}
    for start in range(len(text) - 1):
        for end in range(start + 2, min(start + _LONGEST_ALIAS, len(text)) + 1):
            found.update(dict.fromkeys(known.get(text[start:end], ())))
    return tuple(found)


@cache
def _aliases(kind: CodeKind) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in resource_table("terms/aliases.csv", "raw", "std", "code", "kind"):
        if row["kind"] in ("", kind.value):
            key = folded(row["raw"])
            found[key] = (*found.get(key, ()), (row["std"], row["code"]))
    return found


@kept_with_owner
def names_of(library: CodeLibrary) -> dict[str, tuple[CodeEntry, ...]]:
    """Folded standard name → the rows of that name; built when first asked, once for a table."""
    found: dict[str, tuple[CodeEntry, ...]] = {}
    for entry in library:
        key = _folded(entry.name)  # the names of a whole table would leave no room for words that are asked again
        found[key] = (*found.get(key, ()), entry)
    return found


@kept_with_owner
def runs_of(library: CodeLibrary) -> frozenset[str]:
    """Every run of ``RUN`` signs, and of one less, in the folded names of a table: what the table has words for."""
    return frozenset(
        key[at : at + length]
        for key in names_of(library)
        for length in (RUN, RUN - 1)
        for at in range(len(key) - length + 1)
    )
