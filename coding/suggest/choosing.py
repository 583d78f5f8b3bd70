"""A code that a person takes from the list below the code cell: what the list offers, and the Change that it makes.

Order of the list: what may be submitted before 灰码, what this hospital has accepted for the doctor's words first, then
what is meant by words as people say them, then by the fit of the words. Weight and money play no part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.codes.parse import normalise_code
from coding.page.change import Change, ChangeSource
from coding.page.edits import insert_row, set_row
from coding.page.fields import RowGroup, is_blank
from coding.page.rows import ROW_TYPES
from coding.suggest.suggestion import Cause

if TYPE_CHECKING:
    from coding.codes.entry import CodeEntry, CodeKind
    from coding.page.change import Edit
    from coding.page.front_page import FrontPage
    from coding.suggest.lookup import Lookup
    from coding.suggest.suggestion import Match

#: So many times the length of the list is searched: 灰码 that stand before usable codes must not crowd them out.
_DEEPER = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list. ``grey``: 灰码, not to be submitted; ``accepted``: the term book knows it for the words."""

    match: Match
    grey: bool = False
    accepted: bool = False


def offers(lookup: Lookup, kind: CodeKind, typed: str, words: str, top: int) -> list[Offer]:
    """What the list shows for the typed text, a code's beginning or words; ``words``: the doctor's, of the row."""
    search, library = lookup.search(kind), lookup.library(kind)
    book = {m.code: m for text in (words, typed) if not is_blank(text) for m in search.accepted(text)}
    begun = normalise_code(typed, kind).replace(".", "").lower()
    asked = {m.code: m for m in book.values() if begun and m.code.replace(".", "").lower().startswith(begun)}
    said = {m.code: m for m in search.said(typed)}
    found = {m.code: m for m in search.search(typed, _DEEPER * top)}
    matches = [book.get(code, m) for code, m in {**asked, **said, **found}.items()]
    offered = [Offer(m, _is_grey(library.get(m.code)), m.code in book) for m in matches]
    return sorted(offered, key=lambda o: (o.grey, not o.accepted))[:top]


def code_chosen(page: FrontPage, group: RowGroup, index: int, match: Match, typed: str) -> Change:
    """The Change that gives a row the chosen code; beyond the last row it adds one.

    The doctor's words stay: only a blank name is filled in. ``typed``: what was typed to find the code.
    """
    reason = f"{Cause.SEARCHED}“{typed}”：{match.code} {match.name}（{match.reason}，{match.score:.0f}分）"
    rows = page.rows(group)
    if index >= len(rows):
        row = ROW_TYPES[group](code=match.code, name=match.name)  # type: ignore[call-arg]
        return insert_row(page, group, row, reason=reason, source=ChangeSource.LOOKUP)
    attributes = {"code": match.code}
    if is_blank(getattr(rows[index], "name", "")):
        attributes["name"] = match.name
    change = set_row(page, group, index, attributes, reason=reason, source=ChangeSource.LOOKUP)
    return change if "name" in attributes else replace(change, edits=tuple(_named(e, match) for e in change.edits))


def _named(edit: Edit, match: Match) -> Edit:
    return replace(edit, standard=match.name)


def _is_grey(entry: CodeEntry | None) -> bool:
    return bool(entry and entry.grey)
