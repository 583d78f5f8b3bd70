"""What is typed into the line of the cards: a code, the code of a group, or words to look for in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code
from ui.cards.card_key import CardKey, CardKind, CardList, ListedCard, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.knowledge.knowledge import Knowledge
    from ui.cards.card_key import Target

#: So many lines of each kind.
_MOST: Final = 20


def looked_up(typed: str, knowledge: Knowledge, *, is_search_ready: bool) -> Target | None:
    """The card that was meant, or a list to choose from; None where nothing is like it.

    ``is_search_ready``: words can be looked for in the code tables at once.
    """
    wanted = " ".join(typed.split())
    if not wanted:
        return None
    if group := _group(wanted, knowledge):
        return CardKey(CardKind.GROUP, group)
    if known := _code(wanted, knowledge):
        return known
    rows = tuple(_alike(wanted, knowledge, is_search_ready=is_search_ready))
    return CardList(f"查找“{wanted}”", lambda: rows) if rows else None


def _group(wanted: str, knowledge: Knowledge) -> str:
    names = {drg.casefold(): drg for drg in knowledge.scheme.groups}
    return names.get(wanted.casefold(), "")


def _code(wanted: str, knowledge: Knowledge) -> CardKey | None:
    """The one code that is written so; a category where it has a name in the book."""
    for kind in CodeKind:
        library = knowledge.codes.library(kind)
        code = normalise_code(wanted, kind)
        if (entry := library.get(code)) is not None:
            return key_of(entry.code, kind)
        if library.name(code):
            return key_of(code, kind)
    return None


def _alike(wanted: str, knowledge: Knowledge, *, is_search_ready: bool) -> Iterator[ListedCard]:
    words = wanted.casefold().split()
    scheme = knowledge.scheme
    found = 0
    for drg in scheme.groups:
        name = scheme.group_name(drg)
        if all(word in f"{drg} {name}".casefold() for word in words):
            yield ListedCard(CardKey(CardKind.GROUP, drg), drg, name, scheme.words.group)
            found += 1
            if found == _MOST:
                break
    if not is_search_ready:
        return
    for kind, word in ((CodeKind.DIAGNOSIS, "诊断"), (CodeKind.PROCEDURE, "手术操作")):
        for match in knowledge.lookup.search(kind).search(wanted, _MOST):
            yield ListedCard(key_of(match.code, kind), match.code, match.name, word)
