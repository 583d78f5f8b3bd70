"""Two people at one place of a page: what stood there, what somebody else has made of it, and what was typed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.page.change import EditKind
from coding.page.fields import ROW_ATTRIBUTES
from coding.work.drafts import Chosen, Offer, offer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.page.change import Edit
    from coding.page.front_page import FrontPage
    from coding.store.store import Entry, Unsaved
    from coding.work.drafts import Line


@dataclass(frozen=True, slots=True)
class Clash:
    """One place: ``was`` before either, ``theirs`` as the store says now, ``mine`` as it was typed. ``who`` and ``at``:
    whose entry stands there, "" and None where the history does not tell. ``line`` makes it mine.
    """

    line: Line
    was: str
    who: str = ""
    at: datetime | None = None

    @property
    def where(self) -> str:
        """The place, in words."""
        return self.line.where

    @property
    def theirs(self) -> str:
        """What the store says there now."""
        return self.line.stored

    @property
    def mine(self) -> str:
        """What was typed."""
        return self.line.typed


@dataclass(frozen=True, slots=True)
class Clashes:
    """What was typed on one page that somebody else had changed meanwhile."""

    offer: Offer
    places: tuple[Clash, ...]

    @property
    def mine(self) -> Chosen:
        """All that was typed and can be made of the page as it is now."""
        return Chosen(self.offer, tuple(one.line for one in self.places if one.line.change is not None))


def clashes_of(own: Sequence[Unsaved], page: FrontPage | None, history: Sequence[Entry]) -> Clashes:
    """What was typed on a page beside what the store has there now; ``history``: the entries of the page."""
    offer = offer_of(own, page)
    edits = [edit for one in own for edit in one.change.edits]
    since = min(one.at for one in own)
    places = []
    for line in offer.lines:
        at_place = [edit for edit in edits if line.change is not None and _is_same(edit, line.change.edits)]
        first = next((one for one in reversed(history) if _touches(one, at_place or edits)), None)
        was = at_place[0].before if at_place else ""
        by = ("", None) if first is None or (first.at < since and line.stored == was) else (first.author, first.at)
        places.append(Clash(line, was, *by))
    return Clashes(offer, tuple(places))


def who_was_first(history: Sequence[Entry], edits: Sequence[Edit], since: int) -> Entry | None:
    """The last entry behind ``since`` that altered one of these places."""
    return next((one for one in reversed(history) if one.id > since and _touches(one, edits)), None)


def _is_same(edit: Edit, others: Iterable[Edit]) -> bool:
    return edit.kind is EditKind.SET and any((edit.field, edit.index) == (one.field, one.index) for one in others)


def _touches(entry: Entry, edits: Iterable[Edit]) -> bool:
    """Whether an entry altered one of these places; where rows came, went or moved, any of theirs."""
    made = entry.change.edits
    moved = {one.row_group for one in made if one.kind is not EditKind.SET}
    groups = {ROW_ATTRIBUTES[one.field][0] for one in made if one.kind is EditKind.SET and one.field in ROW_ATTRIBUTES}
    for edit in edits:
        if edit.kind is not EditKind.SET:
            if edit.row_group in moved | groups:
                return True
        elif _is_same(edit, made) or (edit.field in ROW_ATTRIBUTES and ROW_ATTRIBUTES[edit.field][0] in moved):
            return True
    return False
