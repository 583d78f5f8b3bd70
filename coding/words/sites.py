"""Parts of the body in a text, and which part lies in which: ``resources/terms/sites.csv``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_table
from coding.words.normalising import fold, rewriter

if TYPE_CHECKING:
    from coding.codes.entry import CodeKind


class Agreement(NamedTuple):
    """How the sites of a name stand to those of the words: how many are the same, and so on."""

    same: int
    wider: int
    narrower: int
    added: int
    lacked: int


class Sites:
    """The table: finds sites in words and compares them."""

    def __init__(self, words: dict[str, str], part_of: dict[str, str]) -> None:
        self._words = words
        ordered = sorted(words, key=lambda w: (-len(w), w))
        self._pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
        self._above = {site: frozenset(_above(site, part_of)) for site in {*words.values(), *part_of}}

    def found_in(self, text: str) -> frozenset[str]:
        """The sites that a text in one spelling names, the longest words first."""
        return frozenset(self._words[word] for word in self._pattern.findall(text))

    def compare(self, asked: frozenset[str], named: frozenset[str]) -> Agreement:
        """``asked``: the sites of the doctor's words; ``named``: those of a name."""
        above = self._above
        same = wider = narrower = added = 0
        met: set[str] = set()
        for site in named:
            if site in asked:
                same += 1
                met.add(site)
                continue
            below = [a for a in asked if site in above[a]]
            over = above[site] & asked
            met.update(below, over)
            wider += bool(below)
            narrower += bool(over) and not below
            added += not below and not over
        return Agreement(same, wider, narrower, added, len(asked) - len(met))


def _above(site: str, part_of: dict[str, str]) -> list[str]:
    found: list[str] = []
    while site := part_of.get(site, ""):
        found.append(site)
    return found


@cache
def sites(kind: CodeKind) -> Sites:
    """The embedded sites, their words in the spelling of one kind."""
    rows = resource_table("terms/sites.csv", "site", "part_of", "words")
    spell = rewriter(kind)
    words = {spell(fold(word)): row["site"] for row in rows for word in row["words"].split("|")}
    return Sites(words, {row["site"]: row["part_of"] for row in rows})
