"""Which verdicts of a store are no longer those that would be given now, and giving them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.examine.examine import examine
from coding.store.store import Marked, Store, Verdict, WorklistQuery
from coding.work.steps import Check, go_on
from coding.work.stored_pages import TOGETHER, chunked, each_readable_in_context
from coding.work.unproved import unproved_pages
from coding.work.verdicts import verdict_of, verdict_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.work.contexts import Contexts

Verdicts = list[tuple[int, Verdict]]


def outdated(store: Store, knowledge: Knowledge, contexts: Contexts, now: datetime, check: Check = go_on) -> list[int]:
    """The ids of the pages that have no verdict, or one of another Knowledge, context or state of their neighbours.

    In the order of the worklist. ``check`` is called between chunks and may raise to stop.
    """
    common = verdict_stamp(knowledge, contexts.common(now))
    otherwise = frozenset(store.worklist(WorklistQuery(outdated=common)))
    found: list[int] = []
    for chunk in chunked(store.worklist()):
        check()
        own = {
            page_id: verdict_stamp(knowledge, context)
            for part in chunked(contexts.particular(chunk), TOGETHER)
            for page_id, context in contexts.of(part, now).items()
        }
        holding = {row.id for row in store.rows(own) if row.state and row.stamp == own[row.id]}
        found += [i for i in chunk if (i not in holding if i in own else i in otherwise)]
    return found


def altered_or_unproved(store: Store) -> list[int]:
    """The ids of the pages whose evidence is to be asked for anew where the share of the setting is another one."""
    wanted = (Marked.ALTERED, Marked.UNPROVED)
    return sorted({page_id for marked in wanted for page_id in store.worklist(WorklistQuery(marked=marked))})


def examined(
    store: Store, ids: Sequence[int], knowledge: Knowledge, contexts: Contexts, now: datetime, check: Check = go_on
) -> Iterator[Verdicts]:
    """The verdicts on these pages, some at a time; a damaged page gets none and stays as it is shown.

    ``check`` is called after every page and may raise to stop.
    """
    for chunk in chunked(ids, TOGETHER):
        verdicts: Verdicts = []
        open_ones = unproved_pages(store, chunk, knowledge)
        for page_id, page, context in each_readable_in_context(store, chunk, contexts, now):
            seen = examine(page, knowledge, context)
            verdicts.append((page_id, verdict_of(seen, context, unproved=page_id in open_ones)))
            check()
        yield verdicts
