"""Three versions of a page brought together: as it was dealt, as it stands here, as it came back.

What one side altered is taken, what both altered alike is one, what both altered differently is a conflict: both values
are shown with who and when, ours stays until a person chooses, and nothing is written over unseen. The same merge once
more changes nothing. A choice is made by merging again with it, so that no choice rests on a page that has moved on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from coding.base.errors import StaleChangeError
from coding.page.change import Change, ChangeSource
from coding.page.difference import difference
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue
from coding.page.rows import ROW_TYPES
from coding.page.step import PageState, Step
from coding.store.course import course_of
from coding.work.merging_rows import RowClash, merge_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.store.kept_history import Entry

#: The place of the conflict over the state of the work; as long as it is open, nothing of the page is taken.
STATE: Final = "state"
_EMPTY: Final = "（空）"
_TUPLES: Final[Mapping[RowGroup, str]] = {
    "diagnosis": "diagnoses",
    "procedure": "procedures",
    "intensive_care": "intensive_cares",
}


class Choice(StrEnum):
    """What a person takes at a conflict."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Version:
    """A page with the state of its work, and what was done on it (for who and when)."""

    page: FrontPage
    state: PageState = PageState.CODING
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """Who altered something, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides made different. ``place`` names it for a choice, ``label`` for a person.

    ``can_take`` False: it came with a file at the other machine and cannot be put on the page by a change; the file is
    imported here, or the choice is ours.
    """

    place: str
    label: str
    base: str
    ours: str
    theirs: str
    our_touch: Touch | None = None
    their_touch: Touch | None = None
    can_take: bool = True


@dataclass(frozen=True, slots=True)
class Merge:
    """What becomes of a page: the page, the changes that bring ours there in their order, and what is to be chosen."""

    page: FrontPage
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Nothing is left to choose."""
        return not self.conflicts


def merge(base: Version, ours: Version, theirs: Version, choices: Mapping[str, Choice] | None = None) -> Merge:
    """Bring theirs into ours. ``choices``: place of a conflict → what a person took there."""
    chosen = choices or {}
    if theirs.page == base.page and theirs.state is base.state and not theirs.entries:
        return Merge(ours.page)
    held = _held(base, ours, theirs)
    if held is not None and chosen.get(STATE) is not Choice.THEIRS:
        return Merge(ours.page, (), () if STATE in chosen else (held,))
    told = _Told(ours, theirs, chosen)
    page = _merged_page(base.page, ours.page, theirs.page, told)
    state, unclear = _merged_state(base, ours, theirs, chosen)
    conflicts = (*told.conflicts, *([unclear] if unclear else ()))
    changes = _content(base, ours, theirs, page)
    changes += _new_words(ours, theirs)
    if not conflicts:
        changes += _step(ours.state, state, changes, theirs)
    return Merge(page, tuple(changes), conflicts)


# -- the page


class _Told:
    """What was chosen, and the conflicts that are not."""

    def __init__(self, ours: Version, theirs: Version, chosen: Mapping[str, Choice]) -> None:
        self._ours, self._theirs, self._chosen = ours, theirs, chosen
        self.conflicts: list[Conflict] = []

    def takes_theirs(self, place: str) -> bool | None:
        choice = self._chosen.get(place)
        return None if choice is None else choice is Choice.THEIRS

    def add(self, clash: RowClash, keys: Iterable[str], *, can_take: bool = True) -> None:
        touched = frozenset(keys)
        ours, theirs = (_touch(side.entries, touched) for side in (self._ours, self._theirs))
        told = (clash.place, clash.label, clash.base or _EMPTY, clash.ours or _EMPTY, clash.theirs or _EMPTY)
        self.conflicts.append(Conflict(*told, ours, theirs, can_take))


def _merged_page(base: FrontPage, ours: FrontPage, theirs: FrontPage, told: _Told) -> FrontPage:
    page = _with_fields(base, ours, theirs, told)
    for group in ROW_TYPES:
        merged = merge_rows(group, base.rows(group), ours.rows(group), theirs.rows(group), told.takes_theirs)
        page = replace(page, **{_TUPLES[group]: merged.rows})  # type: ignore[arg-type]
        for clash in merged.clashes:
            told.add(clash, (key for key, (of, _) in ROW_ATTRIBUTES.items() if of == group))
    _tell_what_no_change_can_take(base, ours, theirs, told)
    return page


def _with_fields(base: FrontPage, ours: FrontPage, theirs: FrontPage, told: _Told) -> FrontPage:
    """Our page with the single fields that only they altered, and those that a person took from them."""
    values, supplied = dict(ours.values), set(ours.supplied)
    keys = base.values.keys() | ours.values.keys() | theirs.values.keys()
    keys |= (base.supplied | ours.supplied | theirs.supplied) - ROW_ATTRIBUTES.keys()
    for key in sorted(keys - ROW_ATTRIBUTES.keys()):
        was, our, their = ((page.text(key), page.is_supplied(key)) for page in (base, ours, theirs))
        if their in (was, our):
            continue
        if our != was:
            place = f"field:{key}"
            takes = told.takes_theirs(place)
            if takes is None:
                told.add(RowClash(place, field_catalogue().label(key), was[0], our[0], their[0]), [key])
            if not takes:
                continue
        values.pop(key, None)
        if their[0]:
            values[key] = their[0]
        (supplied.add if their[1] else supplied.discard)(key)
    return replace(ours, values=values, supplied=frozenset(supplied))


def _tell_what_no_change_can_take(base: FrontPage, ours: FrontPage, theirs: FrontPage, told: _Told) -> None:
    """A settlement list, columns that no field knows: they come with files, and stay ours."""
    if _list_mark(theirs) not in (_list_mark(base), _list_mark(ours)) and told.takes_theirs("settlement") is None:
        words = [_list_words(page) for page in (base, ours, theirs)]
        told.add(RowClash("settlement", "医保结算清单", *words), (), can_take=False)
    for column in sorted(base.extra.keys() | ours.extra.keys() | theirs.extra.keys()):
        was, our, their = (page.extra.get(column, "") for page in (base, ours, theirs))
        place = f"extra:{column}"
        if their not in (was, our) and told.takes_theirs(place) is None:
            told.add(RowClash(place, column, was, our, their), (), can_take=False)


def _list_mark(page: FrontPage) -> str:
    return page.settlement.digest if page.settlement is not None else ""


def _list_words(page: FrontPage) -> str:
    return f"清单 {page.settlement.text('setl_list_no') or page.settlement.digest[:8]}" if page.settlement else "（无）"


def _touch(entries: Iterable[Entry], keys: frozenset[str]) -> Touch | None:
    """Who altered one of these fields last; no keys: nobody by a change."""
    found = [entry for entry in entries if entry.change.touches() & keys]
    return Touch(found[-1].author, found[-1].at) if found else None


# -- the changes


def _content(base: Version, ours: Version, theirs: Version, page: FrontPage) -> list[Change]:
    """What brings our page to the merged one: their own changes where we have done nothing, else the difference."""
    if _says_the_same(ours.page, page):
        return []
    if _says_the_same(ours.page, base.page):
        again = _again(ours.page, theirs)
        if again is not None:
            return again
    edits = difference(ours.page, page).edits
    return [Change(edits, _reason(theirs, "合并交回的修改"), ChangeSource.IMPORT)]


def _again(page: FrontPage, theirs: Version) -> list[Change] | None:
    """Their changes one by one, as they stand, with who and when; None where they do not lead to their page."""
    changes = []
    standing = course_of(theirs.entries).standing
    try:
        for entry in standing:
            if entry.change.edits:
                page = page.apply(entry.change)
                changes.append(_with_origin(replace(entry.change, step=None), entry))
    except (StaleChangeError, AssertionError):
        return None
    return changes if _says_the_same(page, theirs.page) else None


def _new_words(ours: Version, theirs: Version) -> list[Change]:
    """Words on the page that alter nothing (evidence), those that are not here yet."""
    here = [entry.change for entry in ours.entries]
    standing = course_of(theirs.entries).standing
    words = [_with_origin(entry.change, entry) for entry in standing if not entry.change.does_something]
    return [said for said in words if said not in here]


def _with_origin(change: Change, entry: Entry) -> Change:
    return replace(change, reason=f"{change.reason}{_signed(entry)}")


def _signed(entry: Entry) -> str:
    return f"（{entry.author} {entry.at:%Y-%m-%d %H:%M}）"


def _reason(theirs: Version, words: str) -> str:
    """Who did it last at the other machine stands with what is done here."""
    reasons = dict.fromkeys(entry.change.reason for entry in theirs.entries if entry.change.reason)
    said = f"：{'；'.join(reasons)}" if reasons else ""
    return f"{words}{said}{_signed(theirs.entries[-1]) if theirs.entries else ''}"


def _says_the_same(page: FrontPage, other: FrontPage) -> bool:
    return page.digest == other.digest and page.supplied == other.supplied


# -- the state


def _held(base: Version, ours: Version, theirs: Version) -> Conflict | None:
    """Done here while it was away, and they did something else: a person looks before anything is taken."""
    if _is_same(ours.state, base.state) or not ours.state.is_done:
        return None
    # what came back is here already: nothing waits
    if _is_no_step(base, ours, theirs) and _brings_nothing(base, ours, theirs):
        return None
    return _state_conflict(base, ours, theirs)


def _is_no_step(base: Version, ours: Version, theirs: Version) -> bool:
    return any(_is_same(theirs.state, state) for state in (base.state, ours.state))


def _is_same(state: PageState, other: PageState) -> bool:
    """Whether nobody has decided anything between them: the first edit opens a page that is new by itself."""
    begun = (PageState.NEW, PageState.CODING)
    return state is other or (state in begun and other in begun)


def _brings_nothing(base: Version, ours: Version, theirs: Version) -> bool:
    told = _Told(ours, theirs, {})
    page = _merged_page(base.page, ours.page, theirs.page, told)
    return _says_the_same(page, ours.page) and not told.conflicts and not _new_words(ours, theirs)


def _merged_state(
    base: Version, ours: Version, theirs: Version, chosen: Mapping[str, Choice]
) -> tuple[PageState, Conflict | None]:
    """The state to which the page goes, and what is to be chosen before."""
    if _is_no_step(base, ours, theirs):
        return ours.state, None
    if _is_same(ours.state, base.state) or chosen.get(STATE) is Choice.THEIRS:
        return theirs.state, None
    return ours.state, None if STATE in chosen else _state_conflict(base, ours, theirs)


def _state_conflict(base: Version, ours: Version, theirs: Version) -> Conflict:

    labels = (base.state.label, ours.state.label, theirs.state.label)
    return Conflict(STATE, "状态", *labels, _step_touch(ours), _step_touch(theirs))


def _step_touch(side: Version) -> Touch | None:
    """Who brought the page to its state; of a page without steps, who worked on it last."""
    found = [entry for entry in side.entries if entry.change.step is not None] or list(side.entries)
    return Touch(found[-1].author, found[-1].at) if found else None


def _step(now: PageState, to: PageState, changes: Iterable[Change], theirs: Version) -> list[Change]:
    """The step to the state that came back, from the state in which the changes before leave the page."""
    for change in changes:
        made = change.on(now)
        now = made.step.after if made.step else now
    if now is to:
        return []
    steps = [(entry, entry.change.step) for entry in theirs.entries if entry.change.step is not None]
    if not steps:
        return [Change((), "", ChangeSource.STEP, step=Step(now, to))]
    entry, step = steps[-1]
    return [Change((), f"{entry.change.reason}{_signed(entry)}", ChangeSource.STEP, step=Step(now, to, step.until))]
