"""The report of a spell of time from a store: what its pages need beside the figures, and the report itself.

A closed month is reported from what was frozen; a month that is open from what stands now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.indicators.atypia import atypical, history_columns
from coding.indicators.figures_json import hospital_values
from coding.indicators.frame import packed_frame
from coding.indicators.hit_counts import hit_counts
from coding.page.finding import Dimension, Severity, Strength
from coding.reports.month_pages import month_report, ward_report
from coding.reports.report_inputs import (
    ReceivedLine,
    ReportInputs,
    RuleLine,
    SlipLine,
    SuspectedLine,
    WrittenBackLine,
)
from coding.review.compliance import suspected_answered
from coding.review.people import Command
from coding.review.record_gaps import gaps_said
from coding.review.slip_journal import SLIP_KINDS, slip_courses
from coding.review.slips import SlipState
from coding.review.write_back import checks_of, write_back_counts
from coding.store.store import MonthKind
from coding.work.month_heads import head_words
from coding.work.month_inputs import (
    error_lines,
    gap_words,
    knowledge_sentences,
    rule_title,
    sample_lines,
    suspected_line,
)
from coding.work.month_making import named
from coding.work.months import frozen_figures, frozen_head, known_months, month_period, the_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from coding.base.period import Period
    from coding.indicators.atypia import Atypical
    from coding.indicators.figures import MonthFigures
    from coding.indicators.hit_counts import HitCounts
    from coding.knowledge.knowledge import Knowledge
    from coding.payment.payment_sum import PaymentOfMonth
    from coding.reports.report_page import Report
    from coding.review.write_back import Checked
    from coding.store.store import MonthEntry, Store
    from coding.work.stored_month import StoredMonth

#: Days of the history that a month is held against.
_YEAR: Final = 365
#: So many closed months before are followed.
_MONTHS: Final = 12


def stored_inputs(
    store: Store,
    knowledge: Knowledge,
    month: StoredMonth,
    now: datetime,
    *,
    hospital: str = "",
    payment: PaymentOfMonth | None = None,
) -> ReportInputs:
    """What the report of a spell of the store needs beside its figures. ``payment``: see ``coding.work.paying``, which
    reads every page; without it page 7 tells the figures alone. Who sees no money gets none.
    """
    period = month.figures.period
    sees_money = store.me.may(Command.SEE_MONEY)
    entries = store.month_entries(period.name)
    counts = hit_counts(month.hits, month.frame)
    sampled = month.facts.sampled
    return ReportInputs(
        hospital=hospital,
        made_at=now,
        money=sees_money,
        state=_state(store, period),
        knowledge=(*knowledge_sentences(knowledge), *_closing(store, period)),
        trend=trend_before(store, period),
        rules=tuple(_rule_lines(counts, knowledge)),
        ward_rules=dict(sorted(counts.wards.items())),
        fines=month.fines,
        slips=tuple(_slip_lines(entries, now)),
        sampling=None if sampled is None else tuple(sample_lines(sampled)),
        errors=None if sampled is None else tuple(error_lines(sampled)),
        payment=payment if sees_money else None,
        paid=month.paid,
        suspected=tuple(_suspected_lines(month, counts, entries, knowledge)),
        written_back=tuple(_written_back(month, entries)) or None,
        received=_received(entries) or None,
        atypical=_atypical(store, period, month),
    )


def _atypical(store: Store, period: Period, month: StoredMonth) -> tuple[Atypical, ...] | None:
    """The pages of a month unlike those of the year before it; None where there are none, and of another spell."""
    if not _is_month(period.name):
        return None
    since, until = period.first - timedelta(days=_YEAR), period.first - timedelta(days=1)
    history = packed_frame(store.fact_blocks(since.isoformat(), until.isoformat()), history_columns())
    return atypical(month.facts.frame, history) if len(history) else None


def stored_report(
    store: Store, knowledge: Knowledge, month: StoredMonth, inputs: ReportInputs, ward: str = ""
) -> Report:
    """The report of the hospital, or the page of a ward. Of a closed month the figures are those that were frozen."""
    figures = figures_to_report(store, month)
    told = replace(figures, unjudged={named(what, knowledge): said for what, said in figures.unjudged.items()})
    return ward_report(told, ward, inputs) if ward else month_report(told, inputs)


def figures_to_report(store: Store, month: StoredMonth) -> MonthFigures:
    """The figures that the closing froze; while the month is open, or of another spell of time, those that stand."""
    name = month.figures.period.name
    if not _is_month(name):
        return month.figures
    return frozen_figures(the_month(store, name)) or month.figures


def trend_before(store: Store, period: Period) -> tuple[tuple[str, Mapping[str, Decimal]], ...] | None:
    """The closed months before a month, at most twelve, oldest first: values of the hospital as they were frozen."""
    if not _is_month(period.name):
        return None
    closed = [one for one in known_months(store) if one.is_closed and one.month < period.name and _is_month(one.month)]
    found = []
    for one in closed[-_MONTHS:]:
        frozen = one.frozen.get("figures")
        if isinstance(frozen, dict):
            found.append((one.month, hospital_values(frozen)))
    return tuple(found) or None


def _is_month(name: str) -> bool:
    try:
        month_period(name)
    except CodingError:
        return False
    return True


def _closing(store: Store, period: Period) -> tuple[str, ...]:
    """What the report of a closed month prints of its closing: the end of the audit chain, why steps were left open."""
    if not _is_month(period.name):
        return ()
    month = the_month(store, period.name)
    left = f"关账时有没做完的步骤，说明：{month.frozen['reason']}" if month.frozen.get("open") else ""
    return tuple(filter(None, (head_words(frozen_head(month)), left)))


def _state(store: Store, period: Period) -> str:
    return the_month(store, period.name).label if _is_month(period.name) else ""


def _rule_lines(counts: HitCounts, knowledge: Knowledge) -> Iterator[RuleLine]:
    for rule_id, pages in counts.pages.items():
        rule, findings = knowledge.rules.rule(rule_id), counts.findings[rule_id]
        if rule is None:
            yield RuleLine(rule_id, rule_id, "", "", pages, findings)
            continue
        dimension, severity = Dimension(rule.dimension).label, Severity(rule.severity).label
        yield RuleLine(rule_id, rule_title(rule_id, knowledge), dimension, severity, pages, findings, rule.basis)


def _suspected_lines(
    month: StoredMonth, counts: HitCounts, entries: Sequence[MonthEntry], knowledge: Knowledge
) -> Iterator[SuspectedLine]:
    """Rules of a class of violation that found something; how many pages of each are answered for."""
    answered, lines = _answered(month, entries), []
    for rule_id, pages in counts.pages.items():
        rule = knowledge.rules.rule(rule_id)
        if rule is None or not rule.violation:
            continue
        if Strength(rule.strength) is Strength.CLEAR:  # nobody has to answer
            lines.append(suspected_line(rule.violation, rule_id, pages, 0, knowledge, 0))
        else:
            said = answered.get(rule_id, 0)
            lines.append(suspected_line(rule.violation, rule_id, 0, pages, knowledge, said))
    yield from sorted(lines, key=lambda line: (line.violation, line.rule))


def _answered(month: StoredMonth, entries: Sequence[MonthEntry]) -> Mapping[str, int]:
    """Rule → pages that are answered for, of those on which it still finds something."""
    rows: dict[str, set[int]] = {}
    for one in suspected_answered([entry for entry in entries if entry.kind is MonthKind.SUSPECTED]).values():
        row = month.facts.rows.get(one.page_id)
        if row is not None:
            rows.setdefault(one.rule, set()).add(row)
    hits = month.hits
    return {rule: len(known.intersection(hits["row"][hits["rule"] == rule].tolist())) for rule, known in rows.items()}


def _slip_lines(entries: Sequence[MonthEntry], now: datetime) -> Iterator[SlipLine]:
    """The slips that are out and not answered whole."""
    for course in slip_courses([entry for entry in entries if entry.kind in SLIP_KINDS]).values():
        if course.state is SlipState.SENT and course.open:
            asked = len(course.asked)
            late = course.is_overdue(now.date())
            yield SlipLine(course.number, course.slip.ward, course.slip.due, asked, asked - len(course.open), late)


def _written_back(month: StoredMonth, entries: Iterable[MonthEntry]) -> Iterator[WrittenBackLine]:
    """By ward, what the exports said of the changes."""
    checks = checks_of([entry for entry in entries if entry.kind is MonthKind.WRITTEN_BACK])
    by_ward: dict[str, list[Checked]] = {}
    wards = month.facts.frame["ward"]
    for one in checks:
        row = month.facts.rows.get(one.page_id)
        by_ward.setdefault("" if row is None else str(wards.iloc[row]), []).append(one)
    for ward in sorted(by_ward):
        counts = write_back_counts(by_ward[ward])
        yield WrittenBackLine(ward, counts.judged, counts.written, counts.missing, counts.altered)


def _received(entries: Iterable[MonthEntry]) -> tuple[ReceivedLine, ...]:
    """The files that came; the gaps that were found when the month was opened stand with the first of them."""
    given = list(entries)
    opened = (entry.said.get("gaps", {}) for entry in given if entry.kind is MonthKind.OPENED)
    gaps = gap_words(gaps_said(next(opened, {})))
    files = [entry for entry in given if entry.kind is MonthKind.RECEIVED]
    return tuple(
        ReceivedLine(
            entry.subject,
            int(entry.said.get("pages", 0)),
            int(entry.said.get("rejects", 0)),
            gaps if at == 0 else ("同上" if gaps else ""),
        )
        for at, entry in enumerate(files)
    )
