"""Changes that moved the weight and for which nobody has named the evidence yet, read from the audit itself.

What is asked for survives a restart, goes when the changes are taken back, and is answered by an entry of its own:
a Change without edits, source ``evidence``, whose reason names the evidence for everything before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from coding.change import Change
from coding.drg.case import case_of
from coding.drg.model import Case
from coding.errors import CodingError
from coding.examine import price_of
from coding.knowledge import Knowledge
from coding.page import FrontPage
from coding.preview import EVIDENCE_SHARE
from db.store import Entry

#: The source of the entry that answers.
EVIDENCE = "evidence"
#: Changes of these sources named their evidence when they were made, where they moved the weight.
_ASKED = frozenset({"suggestion", "finding", "what_if"})


def unproved(original: FrontPage, entries: Sequence[Entry], knowledge: Knowledge) -> tuple[FrontPage, Change] | None:
    """The page before the changes that want evidence, and all of them as one; None when nothing is wanted."""
    if not entries:
        return None
    try:
        return _walk(original, _standing(entries), knowledge)
    except CodingError:  # taken back in another order than they were made (two windows): judge all of it as one
        return _walk(original, [e.change for e in entries if e.change.source != EVIDENCE], knowledge)


def _standing(entries: Sequence[Entry]) -> list[Change]:
    """The changes that were not taken back, oldest first."""
    undone = {e.undoes for e in entries if e.undoes is not None}
    return [e.change for e in entries if e.undoes is None and e.id not in undone]


def _walk(page: FrontPage, changes: Sequence[Change], knowledge: Knowledge) -> tuple[FrontPage, Change] | None:
    weigh = _Scales(knowledge)
    base, since = page, []
    for change in changes:
        if change.source == EVIDENCE:
            base, since = page, []
            continue
        answered = change.source in _ASKED and bool(change.reason)
        settled = answered and not _moved(weigh(base), weigh(page))
        page = page.apply(change)
        since.extend(change.edits)
        if settled:
            base, since = page, []
    return (base, Change(tuple(since))) if _moved(weigh(base), weigh(page)) else None


class _Scales:
    """The weight of a page; pages that the grouper reads alike are weighed once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._known: dict[Case, float | None] = {}

    def __call__(self, page: FrontPage) -> float | None:
        case = case_of(page, self._knowledge)
        if case not in self._known:
            grouping = self._knowledge.scheme.group(case)
            self._known[case] = price_of(page, grouping, self._knowledge).weight
        return self._known[case]


def _moved(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and before > 0 and abs(after - before) / before > EVIDENCE_SHARE
