"""体检: the export of a month from a stick, nothing set up, as two pages. For the command line and the first start."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.exchange.spool import Pages
from coding.reports.brief_pages import BriefInputs, brief_report
from coding.reports.pdf_report import write_pdf
from coding.work.batch import executor_for
from coding.work.month_files import MonthGiven, examine_month, read_month
from coding.work.month_inputs import knowledge_sentences, rule_lines
from coding.work.month_making import hospital_of
from coding.work.switch_side import SwitchSide
from coding.work.switching import compare_read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.base.period import Period
    from coding.knowledge.knowledge import Knowledge, KnowledgeSource
    from coding.payment.scheme_switch import SchemeSwitch
    from coding.reports.report_page import Report
    from coding.work.batch import Progress
    from coding.work.executors import Executor
    from coding.work.month_files import MonthFile
    from coding.work.month_tally import MonthTally


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief as it was made: which period, how many pages, what was left out, and its two pages."""

    period: Period
    pages: int
    notes: tuple[str, ...]
    report: Report


def brief_of_paths(
    paths: Sequence[Path],
    knowledge: Knowledge,
    now: datetime | None = None,
    *,
    period: Period | None = None,
    second: SwitchSide | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Brief:
    """Read, examine, sum up. ``period``: by default the month most pages are of; ``second``: another scheme at hand.

    Nothing is kept anywhere. Raises UnusableInputError for what cannot be used.
    """
    at = now or datetime.now()
    month = read_month(MonthGiven(tuple(map(str, paths))), at)
    spell = period or month_of_most(month)
    pages = sum(len(one.file.reading.pages) for one in month)
    runs = executor or executor_for(pages)
    tally = examine_month(month, spell, knowledge.source, at, runs, progress=progress)
    tally.settle()
    return brief_of(tally, month, knowledge, at, second=second, executor=runs)


def brief_of(
    tally: MonthTally,
    month: Sequence[MonthFile],
    knowledge: Knowledge,
    made_at: datetime,
    *,
    hospital: str = "",
    second: SwitchSide | None = None,
    executor: Executor | None = None,
) -> Brief:
    """The brief of what was counted already."""
    switch = _switch(tally, month, knowledge, second, executor) if second is not None else None
    inputs = BriefInputs(
        tally.period.name,
        made_at,
        tally.facts_of("period"),
        tuple(rule_lines(tally, knowledge)),
        hospital or hospital_of(month),
        tally.states,
        len({rule for rule, _ in tally.not_judged}),
        dict(tally.insurer),
        switch,
        is_general=knowledge.source.scheme is None,
        received=tuple(left_out(tally, month)),
        sources=(*knowledge_sentences(knowledge), f"知识指纹 {knowledge.stamp}"),
    )
    return Brief(tally.period, tally.pages, tuple(tally.notes()), brief_report(inputs))


def write_brief(path: Path, brief: Brief) -> None:
    """The two pages as .pdf, whole or not at all."""
    write_pdf(path, brief.report)


def left_out(tally: MonthTally, month: Sequence[MonthFile]) -> list[str]:
    """What of the files is in no figure."""
    rejects = sum(len(one.file.reading.rejects) for one in month)
    return [*([f"{rejects:,} 行读不成病案，没有计入。"] if rejects else []), *tally.notes()]


def month_of_most(month: Sequence[MonthFile]) -> Period:
    """The month in which most pages were discharged; of equals the later. Raises UnusableInputError where none says."""
    counts: Counter[str] = Counter()
    for one in month:
        for page in one.file.reading.pages:
            if one.parts and (day := page.date("discharge_datetime")) is not None:
                counts[f"{day:%Y-%m}"] += 1
    if not counts:
        raise UnusableInputError("文件中没有一份病案有能认出的出院日期：请核对文件的列和日期的写法。")
    return read_period(max(counts, key=lambda name: (counts[name], name)))


def _switch(
    tally: MonthTally,
    month: Sequence[MonthFile],
    knowledge: Knowledge,
    second: SwitchSide,
    executor: Executor | None,
) -> SchemeSwitch:
    source: KnowledgeSource = knowledge.source
    first = SwitchSide(
        source.scheme or "",
        source.tariff or "",
        source.tariff_options or "",
        source.policy or "",
        source.amendments or "",
    )
    pages = Pages(one.file.reading.pages for one in month if one.parts)
    return compare_read(pages, source, (first, second), executor or executor_for(len(pages)), tally.period)
