"""The figures of a spell of time from a store whose verdicts stand: no page is read or examined again.

Facts come from ``page_facts``; teams, targets, classes of risk, slips, batches from the journal of the months; samples
and the insurer's results from their own trades. Pages whose facts do not stand are in no figure and are told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.indicators.compute import figures_of
from coding.indicators.preparing import prepared
from coding.review.fines import fines_statement
from coding.review.month_records import (
    RISK,
    TARGET,
    TEAM,
    WARD_CLASS,
    risks_of,
    targets_of,
    teams_of,
    ward_classes_of,
)
from coding.review.people import Command
from coding.store.kept_worklist import LATEST
from coding.store.store import MonthKind, WorklistQuery
from coding.work.archiving import excuses_of, frozen_fines, terms_of
from coding.work.month_outside import outside_figures
from coding.work.paid_results import compare_paid
from coding.work.stored_facts import days_of, spell_frame, stored_facts, stored_hits
from coding.work.stored_outside import journal_figures
from coding.work.unasked import unasked_violations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from coding.base.period import Period
    from coding.indicators.figures import MonthFigures
    from coding.knowledge.knowledge import Knowledge
    from coding.payment.paid_comparison import PaidComparison
    from coding.review.fines import FinesStatement
    from coding.store.store import Store
    from coding.work.stored_facts import StoredFacts

#: What is said of pages that have no facts.
NOT_COUNTED: Final = "未质控的病案"
_NOT_COUNTED_NEEDS: Final = "没有质控，或修改后、知识更换后还没有重新质控：等后台质控完成后再算"
_RECORDS: Final = tuple(MonthKind(kind) for kind in (TARGET, TEAM, RISK, WARD_CLASS))


@dataclass(frozen=True, slots=True, eq=False)
class StoredMonth:
    """The figures of a spell of time with what they were made of. ``frame``: the facts with teams and risks, as a
    workbook needs them; ``without``: the pages that no figure counts. ``revision``: of the store before it was read.
    """

    figures: MonthFigures
    frame: pd.DataFrame
    facts: StoredFacts
    hits: pd.DataFrame
    fines: FinesStatement | None
    paid: PaidComparison | None
    without: tuple[int, ...]
    revision: int = 0


def stored_month(
    store: Store,
    knowledge: Knowledge,
    period: Period,
    now: datetime,
    *,
    standing: Mapping[str, bool] | None = None,
) -> StoredMonth:
    """The figures of the pages discharged in a period, with the period before and the same one a year ago.

    ``standing``: see ``coding.work.slips.standing_after``; without it the mended rate is not judged. Raises
    NotAllowedError, StoreCorruptError.
    """
    store.require(Command.SEE_MONTH)
    revision = store.changed_since(LATEST).revision
    facts = stored_facts(store, period, money=store.me.may(Command.SEE_MONEY))
    records = store.month_entries(kinds=_RECORDS)
    fines = _fines(store, facts, period, now, knowledge)
    paid = _paid(facts, knowledge, now)
    hits = stored_hits(store, period, knowledge, facts.rows)
    entries = store.month_entries(period.name)
    outside = {
        **outside_figures(facts.sampled, fines, paid),
        **journal_figures(entries, facts.rows, now.date(), standing),
    }
    teams = teams_of(records) if any(one.kind is MonthKind.TEAM for one in records) else None
    risks, classes = risks_of(records), ward_classes_of(records)
    before = spell_frame(store, period.before)
    figures = figures_of(
        facts.frame,
        period,
        before=before,
        last_year=before if period.year_before == period.before else spell_frame(store, period.year_before),
        teams=teams,
        ward_classes=classes,
        risks=risks,
        targets=targets_of(records),
        group_names=_group_names(facts, knowledge, period),
        outside=outside,
        hits=hits,
        unasked=unasked_violations(knowledge.rules, {}, len(facts.rows)),
        stamp=knowledge.stamp,
    )
    since, until = days_of(period)
    pages = store.worklist(WorklistQuery(since=since, until=until))
    without = tuple(page_id for page_id in pages if page_id not in facts.rows)
    if without:
        told = {NOT_COUNTED: (len(without), _NOT_COUNTED_NEEDS), **figures.unjudged}
        figures = replace(figures, unjudged=told)
    frame = prepared(facts.frame, period, teams, classes, risks).frame
    return StoredMonth(figures, frame, facts, hits, fines, paid, without, revision)


def _fines(
    store: Store, facts: StoredFacts, period: Period, now: datetime, knowledge: Knowledge
) -> FinesStatement | None:
    """The statement as it was frozen last, or as it stands now; None where no page says when it was archived."""
    if (frozen := frozen_fines(store, period.name)) is not None:
        return frozen
    if not facts.archived:
        return None
    excuses, calendar = excuses_of(store, period.name), knowledge.reference.calendar
    return fines_statement(facts.archived, terms_of(store), period.name, now, excuses, calendar)


def _paid(facts: StoredFacts, knowledge: Knowledge, now: datetime) -> PaidComparison | None:
    """The results against the stays of the period; None where there is none."""
    if not facts.results:
        return None
    read_on = {id(one.result): one.read_at.date() for one in facts.results}
    return compare_paid([one.result for one in facts.results], facts.paid, knowledge, now.date(), read_on)


def _group_names(facts: StoredFacts, knowledge: Knowledge, period: Period) -> dict[str, str]:
    """The names of the groups of a spell, by the scheme of its last day."""
    scheme = knowledge.on(period.last).scheme
    groups = [str(drg) for drg in facts.frame["drg"].cat.categories if drg]
    return {drg: scheme.group_name(drg) for drg in groups}
