"""A month made of what was counted: figures, statement of fines, what was sampled and paid, slips, and the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.indicators.atypia import atypical
from coding.indicators.compute import figures_of
from coding.indicators.frame import facts_frame, hits_frame
from coding.indicators.preparing import prepared
from coding.payment.payment_sum import payment_of
from coding.reports.month_pages import month_report
from coding.review.fines import fines_statement
from coding.review.slips import slips_of_lines
from coding.work.archiving import stays_of
from coding.work.month_beside import sampled_facts
from coding.work.month_inputs import KnownBeside, month_gaps, month_inputs, rule_title
from coding.work.month_outside import outside_figures
from coding.work.paid_results import compare_paid
from coding.work.paying import terms_on
from coding.work.unasked import unasked_violations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    import pandas as pd

    from coding.indicators.figures import MonthFigures
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.payment.paid_comparison import PaidComparison
    from coding.payment.paid_match import PaidStay
    from coding.payment.payment_sum import PaymentOfMonth
    from coding.reports.report_inputs import ReportInputs
    from coding.reports.report_page import Report
    from coding.review.archiving import ArchivingTerms
    from coding.review.record_gaps import RecordGaps
    from coding.review.slips import Slip
    from coding.work.month_beside import MonthBeside
    from coding.work.month_files import MonthFile
    from coding.work.month_tally import MonthTally


@dataclass(frozen=True, slots=True)
class MonthTerms:
    """What the department has settled: fines, the day by which slips are answered, its name."""

    archiving: ArchivingTerms
    due: date | None = None
    hospital: str = ""


@dataclass(frozen=True, slots=True)
class MonthMade:
    """A month. ``known``: beside the pages; ``frame``: the facts that the figures are of.

    ``unjudged``: what was not judged, rules as people call them → (pages, what would let it be judged).
    """

    figures: MonthFigures
    inputs: ReportInputs
    frame: pd.DataFrame
    slips: tuple[Slip, ...]
    gaps: RecordGaps
    known: KnownBeside
    unjudged: Mapping[str, tuple[int, str]]

    @property
    def report(self) -> Report:
        """The report of the hospital; what was not judged is named as people call it."""
        return month_report(replace(self.figures, unjudged=self.unjudged), self.inputs)


def make_month(
    tally: MonthTally,
    month: Sequence[MonthFile],
    knowledge: Knowledge,
    as_of: datetime,
    terms: MonthTerms,
    beside: MonthBeside,
) -> MonthMade:
    """Everything that is written of a month."""
    tally.settle()
    facts, before, last_year = (tally.facts_of(part) for part in ("period", "before", "last_year"))
    teams = None if beside.teams is None else beside.teams.spells
    known = _known(tally, facts, knowledge, as_of, terms, beside)
    frame = facts_frame(facts)
    unjudged = tally.unjudged_rules()
    figures = figures_of(
        frame,
        tally.period,
        before=before if "before" in tally.parts else None,
        last_year=last_year if "last_year" in tally.parts else None,
        teams=teams,
        group_names=tally.group_names,
        outside=outside_figures(known.sampled, known.fines, known.paid),
        hits=hits_frame(tally.hits),
        unjudged=unjudged,
        unasked=unasked_violations(knowledge.rules, unjudged, len(facts)),
        stamp=knowledge.stamp,
    )
    history = facts_frame(dict.fromkeys([*before, *last_year]))  # of a year both are the same pages
    unlike = atypical(frame, history) if len(history) else None
    inputs = month_inputs(tally, month, knowledge, as_of, terms.hospital or hospital_of(month), known, unlike)
    slips = slips_of_lines(tally.lines, tally.period.name, terms.due)
    told_as = {named(what, knowledge): told for what, told in figures.unjudged.items()}
    spell = prepared(frame, tally.period, teams)
    return MonthMade(figures, inputs, spell.frame, slips, month_gaps(tally), known, told_as)


def named(what: str, knowledge: Knowledge) -> str:
    """A rule as people call it. An indicator keeps its id: by that the report knows what tells money."""
    return f"{what} {rule_title(what, knowledge)}" if knowledge.rules.rule(what) is not None else what


def hospital_of(month: Sequence[MonthFile]) -> str:
    """The hospital as its pages name it."""
    names = (
        page.text("org_name").strip()
        for one in month
        if one.parts and len(one.file.reading.pages)
        for page in (one.file.reading.pages[0],)
    )
    return next((name for name in names if name), "")


def _known(
    tally: MonthTally,
    facts: Sequence[PageFacts],
    knowledge: Knowledge,
    as_of: datetime,
    terms: MonthTerms,
    beside: MonthBeside,
) -> KnownBeside:
    calendar = knowledge.reference.calendar
    statement = fines_statement(stays_of(facts), terms.archiving, tally.period.name, as_of, (), calendar)
    stays = [replace(one, stay=replace(one.stay, page=at)) for at, one in enumerate(tally.paid, 1)]
    return KnownBeside(
        statement if statement.stays else None,
        None if beside.sampled is None else sampled_facts(beside.sampled, facts),
        _payment(stays, knowledge),
        _paid(stays, knowledge, as_of, beside),
    )


def _payment(stays: Sequence[PaidStay], knowledge: Knowledge) -> PaymentOfMonth | None:
    if not knowledge.has_policy:
        return None
    return payment_of([one.stay for one in stays], terms_on(knowledge))


def _paid(
    stays: Sequence[PaidStay], knowledge: Knowledge, as_of: datetime, beside: MonthBeside
) -> PaidComparison | None:
    if beside.paid is None:
        return None
    return compare_paid(beside.paid.results, stays, knowledge, as_of.date())
