"""Changes that moved the weight and for which nobody has named the evidence yet, read from the audit itself.

What is asked for survives a restart, goes when the changes are taken back, and is answered by an entry of its own:
a Change without edits, source ``evidence``, whose reason names the evidence for everything before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from coding.base.errors import CodingError
from coding.examine.preview import EVIDENCE_SHARE
from coding.grouping.case import Case
from coding.grouping.page_case import case_of
from coding.knowledge.knowledge import Knowledge
from coding.page.change import Change, ChangeSource
from coding.page.front_page import FrontPage
from coding.store.store import Entry

#: The source of the entry that answers.
EVIDENCE = ChangeSource.EVIDENCE
#: Changes of these sources named their evidence when they were made, where they moved the weight.
_ASKED = frozenset({"suggestion", "finding", "what_if"})


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
        return _walk(original, [e.change for e in entries if e.change.source != EVIDENCE], scales)


def _standing(entries: Sequence[Entry]) -> list[Change]:
    """The changes that were not taken back, oldest first."""
    undone = {e.undoes for e in entries if e.undoes is not None}
    return [e.change for e in entries if e.undoes is None and e.id not in undone]


def _walk(page: FrontPage, changes: Sequence[Change], scales: _Scales) -> tuple[FrontPage, Change] | None:
    base, since = page, []
    for change in changes:
        if change.source == EVIDENCE:
            base, since = page, []
            continue
        answered = change.source in _ASKED and bool(change.reason)
        settled = answered and not scales.moved(base, page)
        page = page.apply(change)
        since.extend(change.edits)
        if settled:
            base, since = page, []
    return (base, Change(tuple(since))) if scales.moved(base, page) else None


class _Scales:
    """The weight of a page; pages that the grouper reads alike are weighed once."""

    def __init__(self, knowledge: Knowledge, share: float) -> None:
        self._knowledge = knowledge
        self._share = share
        self._known: dict[Case, float | None] = {}

    def moved(self, one: FrontPage, other: FrontPage) -> bool:
        """Whether the weight moves by more than the share between two pages; False where it is not known."""
        before, after = self._weigh(one), self._weigh(other)
        return before is not None and after is not None and before > 0 and abs(after - before) / before > self._share

    def _weigh(self, page: FrontPage) -> float | None:
        case = case_of(page, self._knowledge.codes)
        if case not in self._known:
            grouping = self._knowledge.scheme.group(case)
            self._known[case] = self._knowledge.reference.price(page, grouping).weight
        return self._known[case]
