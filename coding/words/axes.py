"""Codes that stand side by side and part by one axis: ``resources/rules/tables/word_axes.csv``.

Which bone, which stretch of bowel, which valve, how much of an organ, what was done: words that name one member of an
axis do not fit the code of another. The doctor's words are searched for every member; a code stands for its own.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.parse import category
from coding.codes.ranges import CodeSet, categories_of
from coding.words.opposites import Opposed
from coding.words.qualities import plain, saying, without_denied

if TYPE_CHECKING:
    import re

_TABLE = "rules/tables/word_axes.csv"


class _Member(NamedTuple):
    """What stands at ``codes``; ``said`` finds its words as group 1 and passes over what only looks like them."""

    name: str
    codes: CodeSet
    said: re.Pattern[str]
    source: str

    def is_said(self, text: str) -> bool:
        """True where a folded text names this member."""
        return any(found[1] for found in self.said.finditer(text))


def elsewhere(words: str, code: str, standard: str, kind: CodeKind) -> Opposed | None:
    """The member of an axis that the words name where the code is that of another; None where they agree.

    Words that name the code's own member too say more than the code; they are no contradiction. Nor is what the
    standard name of the code says as well.
    """
    axes = _axes_of(code, kind)
    if not axes:
        return None
    text, name = without_denied(plain(words)), without_denied(plain(standard))
    for own, members in axes:
        named = [member for member in members if member.is_said(text)]
        if named and not any(code in member.codes or member.is_said(name) for member in named):
            return Opposed(named[0].name, own[0].name, named[0].codes.text, True, named[0].source)
    return None


def prepare() -> None:
    """Read the table, which takes a tenth of a second: behind the window, so that no page waits for it."""
    for kind in CodeKind:
        _by_category(kind)


@lru_cache(maxsize=65_536)
def _axes_of(code: str, kind: CodeKind) -> tuple[tuple[tuple[_Member, ...], tuple[_Member, ...]], ...]:
    """The axes that the code lies on: its own members, and all of them."""
    found = []
    for members in _by_category(kind).get(category(code), ()):
        own = tuple(member for member in members if code in member.codes)
        if own:
            found.append((own, members))
    return tuple(found)


@cache
def _by_category(kind: CodeKind) -> dict[str, tuple[tuple[_Member, ...], ...]]:
    found: dict[str, tuple[tuple[_Member, ...], ...]] = {}
    for members in _axes(kind):
        for place in sorted({place for member in members for place in categories_of(member.codes.text) or ()}):
            found[place] = (*found.get(place, ()), members)
    return found


def _axes(kind: CodeKind) -> tuple[tuple[_Member, ...], ...]:
    axes: dict[str, list[_Member]] = {}
    for row in resource_table(_TABLE, "kind", "axis", "member", "codes", "words", "unless", "source"):
        if row["kind"] == kind.value:
            said = saying(row["words"], row["unless"])
            member = _Member(row["member"], CodeSet.parse(row["codes"]), said, row["source"])
            axes.setdefault(row["axis"], []).append(member)
    return tuple(tuple(members) for members in axes.values())
