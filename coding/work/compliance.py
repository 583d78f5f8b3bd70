"""The compliance of a month: its lists both ways, and the answers to what is suspected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.examine.examine import examine
from coding.page.audience import EVERYBODY
from coding.page.finding import Strength
from coding.review.compliance import (
    ComplianceLine,
    ComplianceList,
    ComplianceMonth,
    SuspectedAnswer,
    answer_refusal,
    answer_said,
    compliance_lists,
    suspected_answered,
)
from coding.review.masks import masked_text
from coding.store.kept_months import MonthKind
from coding.store.store import WorklistQuery
from coding.work.months import month_period
from coding.work.steps import Step, untold
from coding.work.stored_pages import TOGETHER, each_readable_in_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding
    from coding.store.kept_months import KeepsMonths
    from coding.store.store import PageFigures, Store
    from coding.work.contexts import Contexts


def compliance_month(
    store: Store, knowledge: Knowledge, contexts: Contexts, month: str, now: datetime, step: Step = untold
) -> ComplianceMonth:
    """The lists and suspected violations of the pages discharged in a month.

    Only pages on which one of the rules fired are examined anew: what a list quotes are the findings as they stand.
    """
    period = month_period(month)
    since, until = period.first.isoformat(), period.last.isoformat()
    figures = store.figures(since, until)
    off = {one.id: _off(one, knowledge) for one in compliance_lists()}
    rules = _rules(knowledge)
    fired: set[int] = set()
    for rule in sorted(rules):
        fired.update(store.worklist(WorklistQuery(rule=rule, since=since, until=until)))
    wanted = {one.id: one for one in figures if one.id in fired}
    answers = suspected_answered(store.month_entries(month, {MonthKind.SUSPECTED}))
    lines = tuple(_lines(store, knowledge, contexts, now, wanted, answers, step))
    return ComplianceMonth(month, len(figures), lines, {key: told for key, told in off.items() if told})


def answer_suspected(
    store: KeepsMonths, month: str, page_id: int, finding: Finding, answer: str, words: str = ""
) -> SuspectedAnswer:
    """Answer for a finding. Raises CodingError for what is no answer of the list, or lacks its reason; StoreError where
    the month is closed.
    """
    if why := answer_refusal(answer, words):
        raise CodingError(why)
    said = answer_said(finding, answer, words)
    entry = store.note_month(MonthKind.SUSPECTED, said, month=month, subject=finding.rule, page_id=page_id)
    return next(iter(suspected_answered([entry]).values()))


def lists_of(finding: Finding) -> tuple[str, ...]:
    """The lists of the month on which a finding stands."""
    return tuple(one.id for one in compliance_lists() if finding.rule in one.rules)


def violation_counts(lines: Sequence[ComplianceLine]) -> Mapping[tuple[str, str], tuple[int, int, int]]:
    """(class of violation, rule) → pages where it is clear, where it is suspected, and of these those answered for."""
    found: dict[tuple[str, str], list[set[int]]] = {}
    for line in lines:
        if not line.finding.violation:
            continue
        clear, suspected, answered = found.setdefault(
            (line.finding.violation, line.finding.rule), [set(), set(), set()]
        )
        (clear if line.finding.strength is Strength.CLEAR else suspected).add(line.page_id)
        if line.answer is not None and line.finding.strength is Strength.SUSPECTED:
            answered.add(line.page_id)
    return {key: (len(c), len(s), len(a)) for key, (c, s, a) in found.items()}


def _lines(
    store: Store,
    knowledge: Knowledge,
    contexts: Contexts,
    now: datetime,
    known: Mapping[int, PageFigures],
    answers: Mapping[tuple[int, str, str, int | None], SuspectedAnswer],
    step: Step,
) -> Iterator[ComplianceLine]:
    for done, (page_id, page, context) in enumerate(each_readable_in_context(store, list(known), contexts, now)):
        if done % TOGETHER == 0:
            step(done, len(known))
        seen = examine(page, knowledge, replace(context, audience=EVERYBODY))
        one = known[page_id]
        told = (page_id, one.case_no, one.discharge_date[:10], one.ward or one.dept, one.doctor)
        for finding in seen.findings:
            lists = lists_of(finding)
            if lists or finding.violation:
                message, value = masked_text(finding.message, page), masked_text(finding.value, page)
                answer = answers.get((page_id, finding.rule, finding.place.field, finding.place.index))
                yield ComplianceLine(*told, replace(finding, message=message, value=value), lists, answer)
    step(len(known), len(known))


def _rules(knowledge: Knowledge) -> frozenset[str]:
    """The rules of the lists, and those that speak of a violation."""
    listed = frozenset(rule for one in compliance_lists() for rule in one.rules)
    return listed | {one.rule.id for one in knowledge.rules.rules if one.rule.violation}


def _off(one: ComplianceList, knowledge: Knowledge) -> tuple[str, ...]:
    found = ((rule, knowledge.rules.rule(rule)) for rule in one.rules)
    return tuple(rule for rule, known in found if known is None or not known.on)
