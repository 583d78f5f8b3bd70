"""Changes that moved the weight and for which nobody has named the evidence yet, read from the audit itself.

What is asked for survives a restart, goes when the changes are taken back, and is answered by an entry of its own:
a Change without edits, source ``evidence``, whose reason names the evidence for everything before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.examine.preview import EVIDENCE_SHARE, Shift, preview
from coding.grouping.page_case import case_of
from coding.page.change import Change, ChangeSource, Edit
from coding.store.course import course_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.grouping.case import Case
    from coding.knowledge.knowledge import Knowledge
    from coding.page.asked import AskedBy
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.store.store import Entry, Store

#: The source of the entry that answers.
EVIDENCE: Final = ChangeSource.EVIDENCE
#: A weight that moves by more than this many per cent, up or down, asks for evidence.
PERCENT: Final = Setting("evidence.percent", f"{EVIDENCE_SHARE * 100:g}")
#: Changes of these sources named their evidence when they were made, where they moved the weight.
_ASKED = frozenset({ChangeSource.SUGGESTION, ChangeSource.FINDING, ChangeSource.WHAT_IF})
#: Changes that no person made: the page as it was imported has them already.
_NOT_MADE = ChangeSource.IMPORT


def evidence_share(store: Store) -> float:
    """The set share of a weight; the default where the setting cannot be read."""
    try:
        return max(0.0, float(PERCENT.read(store)) / 100)
    except ValueError:
        return EVIDENCE_SHARE


def evidence_wanted(
    store: Store, page_id: int, knowledge: Knowledge, context: Context, waiting: Sequence[Entry] = ()
) -> Shift | None:
    """What the changes of a page for which evidence is still wanted did to it, all as one; None when none is wanted.

    ``waiting``: what was done on the page and is not stored yet, evidence included.
    """
    entries = [*store.history(page_id), *waiting]
    if not entries:
        return None
    share = evidence_share(store)
    found = unproved(store.original(page_id), entries, knowledge, share)
    return preview(*found, knowledge, context, share=share) if found else None


def unproved_pages(store: Store, ids: Sequence[int], knowledge: Knowledge) -> frozenset[int]:
    """Those of these pages for whose changes evidence is still wanted; pages that nobody changed are not looked at."""
    histories = {page_id: entries for page_id, entries in store.histories(ids).items() if is_worked_on(entries)}
    if not histories:
        return frozenset()
    share = evidence_share(store)
    originals = store.originals(list(histories))
    return frozenset(i for i, original in originals if unproved(original, histories[i], knowledge, share))


def is_worked_on(entries: Sequence[Entry]) -> bool:
    """Whether somebody has changed the page: what came from a file alone wants no evidence."""
    return any(entry.change.edits and entry.change.source != _NOT_MADE for entry in entries)


def evidence_change(reason: str, asked: AskedBy | None = None) -> Change:
    """The evidence for all changes so far, as an entry of its own; the page stays as it is. ``asked``: at whose request
    they were made.
    """
    return Change((), reason, EVIDENCE, asked=asked)


def unproved(
    original: FrontPage, entries: Sequence[Entry], knowledge: Knowledge, share: float = EVIDENCE_SHARE
) -> tuple[FrontPage, Change] | None:
    """The page before the changes that want evidence, and all of them as one; None when nothing is wanted.

    ``share``: a weight that moves by more than this share of itself, up or down, wants evidence.
    """
    if not entries:
        return None
    scales = _Scales(knowledge, share)
    try:
        return _walk(original, _standing(entries), scales)
    except CodingError:  # taken back in another order than they were made (two windows): judge all of it as one
        made = [e.change for e in entries if e.change.source not in (EVIDENCE, _NOT_MADE)]
        return _walk(original, made, scales)


def _standing(entries: Sequence[Entry]) -> list[Change]:
    """The changes that were not taken back, or were made again, oldest first."""
    return [entry.change for entry in course_of(entries).standing if entry.change.source != _NOT_MADE]


def _walk(page: FrontPage, changes: Sequence[Change], scales: _Scales) -> tuple[FrontPage, Change] | None:
    walk = _Walk(page, scales)
    for change in changes:
        walk.go(change)
    return walk.found


class _Walk:
    """Through the changes of a page: where it stood when evidence was named last, and what was done since."""

    def __init__(self, page: FrontPage, scales: _Scales) -> None:
        self._scales = scales
        self._page = page
        self._settle()

    def go(self, change: Change) -> None:
        """One change further."""
        if change.source == EVIDENCE:
            self._settle()
            return
        answered = change.source in _ASKED and bool(change.reason)
        settled = answered and not self._scales.moved(self._base, self._page)
        self._page = self._page.apply(change)
        self._since.extend(change.edits)
        if settled:
            self._settle()

    @property
    def found(self) -> tuple[FrontPage, Change] | None:
        """The page before the changes that want evidence, and all of them as one; None when nothing is wanted."""
        return (self._base, Change(tuple(self._since))) if self._scales.moved(self._base, self._page) else None

    def _settle(self) -> None:
        self._base, self._since = self._page, list[Edit]()


class Proof:
    """Whether evidence is wanted on one page, asked after each entry: one step further, not all its history again."""

    def __init__(self, store: Store, page_id: int, knowledge: Knowledge) -> None:
        self.page_id = page_id
        self.knowledge = knowledge
        self._store = store
        self._share = 0.0
        self._seen: tuple[Entry, ...] = ()
        self._walk: _Walk | None = None

    def is_wanted(self, standing: tuple[Entry, ...]) -> bool:
        """Whether the entries in force on the page leave a weight that moved without evidence."""
        if not is_worked_on(standing):
            return False
        share = evidence_share(self._store)
        seen = len(self._seen)
        new = standing[seen:]
        walk = self._walk if (share, self._seen) == (self._share, standing[:seen]) else None
        if walk is None or any(entry.change.source == _NOT_MADE for entry in new):
            walk, new = _Walk(self._store.original(self.page_id), _Scales(self.knowledge, share)), standing
        self._walk = None
        try:
            for entry in new:
                if entry.change.source != _NOT_MADE:
                    walk.go(entry.change)
        except CodingError:  # taken back in another order than they were made
            return bool(unproved_pages(self._store, [self.page_id], self.knowledge))
        self._share, self._seen, self._walk = share, standing, walk
        return walk.found is not None


class _Scales:
    """The weight of a page; pages that grouper and tariff read alike are weighed once. A payment policy may read any
    item of a page: under one only pages that say the same are alike.
    """

    def __init__(self, knowledge: Knowledge, share: float) -> None:
        self._knowledge = knowledge
        self._share = share
        self._known: dict[tuple[Knowledge, Case, str], float | None] = {}

    def moved(self, one: FrontPage, other: FrontPage) -> bool:
        """Whether the weight moves by more than the share between two pages; False where it is not known."""
        before, after = self._weigh(one), self._weigh(other)
        return before is not None and after is not None and before > 0 and abs(after - before) / before > self._share

    def _weigh(self, page: FrontPage) -> float | None:
        held = self._knowledge.of(page)
        case = case_of(page, held.codes)
        asked = held, case, "" if held.policy is None else page.digest
        if asked not in self._known:
            grouping = held.scheme.group(case)
            self._known[asked] = held.reference.price(page, grouping).weight
        return self._known[asked]
