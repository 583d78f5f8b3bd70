"""Which verdicts of a store are no longer those that would be given now, and giving them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.examine.examine import examine
from coding.indicators.facts_of import facts_of
from coding.review.gate import answers_of
from coding.store.course import course_of
from coding.store.store import Marked, Store, Verdict, WorklistQuery
from coding.work.moved import first_prices
from coding.work.steps import Check, go_on
from coding.work.stored_pages import TOGETHER, chunked, each_readable_in_context
from coding.work.unproved import unproved_pages
from coding.work.verdicts import verdict_of, verdict_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.store.store import Entry, WorklistRow
    from coding.work.contexts import Contexts

Verdicts = list[tuple[int, Verdict]]


def outdated(store: Store, knowledge: Knowledge, contexts: Contexts, now: datetime, check: Check = go_on) -> list[int]:
    """The ids of the pages that have no verdict, or one of another Knowledge, context or state of their neighbours, or
    one beside which the figures of a month have no facts, as an older program has left it.

    In the order of the worklist. ``check`` is called between chunks and may raise to stop.
    """
    lacking = store.lacking_facts()
    otherwise = _judged_otherwise(store, knowledge, contexts.common(now), check) | lacking
    found: list[int] = []
    for chunk in chunked(store.worklist()):
        check()
        own = {
            page_id: context
            for part in chunked(contexts.particular(chunk), TOGETHER)
            for page_id, context in contexts.of(part, now).items()
        }
        holding = {row.id for row in store.rows(own) if _holds(row, knowledge, own[row.id])}
        found += [i for i in chunk if (i not in holding or i in lacking if i in own else i in otherwise)]
    return found


def _judged_otherwise(store: Store, knowledge: Knowledge, common: Context, check: Check) -> frozenset[int]:
    """The pages without a verdict in the common context, or with one of another Knowledge than holds on their day."""
    if not knowledge.spans:
        return frozenset(store.worklist(WorklistQuery(outdated=verdict_stamp(knowledge, common))))
    found: set[int] = set()
    for chunk in chunked(store.worklist()):
        check()
        found.update(row.id for row in store.rows(chunk) if not _holds(row, knowledge, common))
    return frozenset(found)


def _holds(row: WorklistRow, knowledge: Knowledge, context: Context) -> bool:
    """Whether the verdict of a page is the one that would be given now, by what holds on its day of discharge."""
    return bool(row.state) and row.stamp == verdict_stamp(held_for(row, knowledge), context)


def held_for(row: WorklistRow, knowledge: Knowledge) -> Knowledge:
    """What holds on the day of discharge of a page, as its row tells it."""
    return knowledge.on(day_of(row)) if knowledge.spans else knowledge


def day_of(row: WorklistRow) -> date | None:
    """The day of discharge of a page; None where its row has none that can be read."""
    moment = read_moment(row.discharge_date)
    return moment.date() if moment else None


def altered_or_unproved(store: Store) -> list[int]:
    """The ids of the pages whose evidence is to be asked for anew where the share of the setting is another one."""
    wanted = (Marked.ALTERED, Marked.UNPROVED)
    return sorted({page_id for marked in wanted for page_id in store.worklist(WorklistQuery(marked=marked))})


def answered(histories: Mapping[int, Sequence[Entry]]) -> dict[int, dict[str, str]]:
    """What was said to findings of pages that the gate asks about; pages without any are left out."""
    said = {i: answers_of(course_of(entries).standing) for i, entries in histories.items()}
    return {page_id: answers for page_id, answers in said.items() if answers}


def examined(
    store: Store, ids: Sequence[int], knowledge: Knowledge, contexts: Contexts, now: datetime, check: Check = go_on
) -> Iterator[Verdicts]:
    """The verdicts on these pages with their facts, some at a time; a damaged page gets none and stays as it is shown.

    ``check`` is called after every page and may raise to stop.
    """
    for chunk in chunked(ids, TOGETHER):
        verdicts: Verdicts = []
        histories = store.histories(chunk)  # read before the pages: what is written meanwhile is newer
        open_ones = unproved_pages(store, chunk, knowledge)
        first = first_prices(store, histories, knowledge)
        answers = answered(histories)
        for page_id, page, context in each_readable_in_context(store, chunk, contexts, now):
            seen = examine(page, knowledge, context)
            unproved, said, entries = page_id in open_ones, answers.get(page_id, {}), histories.get(page_id, ())
            last = entries[-1].id if entries else 0
            facts = facts_of(page, seen, knowledge, context)
            verdict = verdict_of(seen, context, unproved=unproved, answers=said, seen=last, facts=facts)
            verdicts.append((page_id, first[page_id].moved(verdict) if page_id in first else verdict))
            check()
        yield verdicts
