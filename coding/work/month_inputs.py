"""What the report of a month needs beside its figures, from what was counted on files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.indicators.figures import Scope
from coding.page.fields import field_catalogue
from coding.page.finding import Dimension, Severity, Strength
from coding.reports.report_inputs import (
    ErrorLine,
    ReceivedLine,
    ReportInputs,
    RuleLine,
    SampleLine,
    SuspectedLine,
)
from coding.review.compliance import compliance_lists
from coding.review.grading import PRINCIPAL_TARGET, Judged, error_classes, training_topic
from coding.review.record_gaps import record_gaps
from coding.rules.violations import violations
from coding.work.held_parts import held_spans
from coding.work.month_outside import SAMPLED, by_scope, sampled_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.indicators.atypia import Atypical
    from coding.knowledge.knowledge import Knowledge
    from coding.payment.paid_comparison import PaidComparison
    from coding.payment.payment_sum import PaymentOfMonth
    from coding.review.fines import FinesStatement
    from coding.review.record_gaps import RecordGaps
    from coding.work.month_beside import SampledFacts
    from coding.work.month_files import MonthFile
    from coding.work.month_tally import MonthTally

_PLACE: Final = re.compile(r"\{[^{}]*\}")
_TARGETS: Final = {Judged.PRINCIPAL: Decimal(repr(PRINCIPAL_TARGET))}
_SCOPES: Final = (Scope.HOSPITAL, Scope.WARD, Scope.CODER)


@dataclass(frozen=True, slots=True)
class KnownBeside:
    """What is known beside the pages; None: nobody gave it."""

    fines: FinesStatement | None = None
    sampled: SampledFacts | None = None
    payment: PaymentOfMonth | None = None
    paid: PaidComparison | None = None


def month_inputs(
    tally: MonthTally,
    month: Sequence[MonthFile],
    knowledge: Knowledge,
    made_at: datetime,
    hospital: str = "",
    known: KnownBeside = KnownBeside(),
    atypical: tuple[Atypical, ...] | None = None,
) -> ReportInputs:
    """Everything that files can tell; slips, answers and written-back changes are of a store."""
    sampled = known.sampled
    return ReportInputs(
        hospital=hospital,
        made_at=made_at,
        knowledge=knowledge_sentences(knowledge),
        titles=insured_titles(tally),
        rules=tuple(rule_lines(tally, knowledge)),
        ward_rules=dict(sorted(tally.ward_rules.items())),
        fines=known.fines,
        sampling=None if sampled is None else tuple(sample_lines(sampled)),
        errors=None if sampled is None else tuple(error_lines(sampled)),
        payment=known.payment,
        paid=known.paid,
        suspected=tuple(suspected_lines(tally, knowledge)),
        received=received_lines(month, tally),
        atypical=atypical,
    )


def rule_lines(tally: MonthTally, knowledge: Knowledge) -> Iterator[RuleLine]:
    """What each rule found, from the most pages on."""
    for rule_id, pages in sorted(tally.rule_pages.items(), key=lambda pair: (-pair[1], pair[0])):
        rule = knowledge.rules.rule(rule_id)
        findings = tally.rule_findings[rule_id]
        if rule is None:
            yield RuleLine(rule_id, rule_id, "", "", pages, findings)
            continue
        dimension, severity = Dimension(rule.dimension).label, Severity(rule.severity).label
        yield RuleLine(rule_id, rule_title(rule_id, knowledge), dimension, severity, pages, findings, rule.basis)


def rule_title(rule_id: str, knowledge: Knowledge) -> str:
    """The message of a rule, with … where it tells something of the page."""
    rule = knowledge.rules.rule(rule_id)
    return rule_id if rule is None else _PLACE.sub("…", rule.message)


def suspected_lines(tally: MonthTally, knowledge: Knowledge) -> Iterator[SuspectedLine]:
    """Pages by class of violation and rule; clear and suspected apart."""
    for violation, rule in sorted({(violation, rule) for violation, rule, _ in tally.violations}):
        clear, suspected = (tally.violations[violation, rule, strength.value] for strength in Strength)
        yield suspected_line(violation, rule, clear, suspected, knowledge)


def suspected_line(
    violation: str, rule: str, clear: int, suspected: int, knowledge: Knowledge, answered: int | None = None
) -> SuspectedLine:
    """The line of a rule of a class of violation, with its direction and clause."""
    known = violations().get(violation)
    way = next((one.way.label for one in compliance_lists() if rule in one.rules), "")
    basis = "" if known is None else known.basis
    return SuspectedLine(violation, rule, rule_title(rule, knowledge), clear, suspected, answered, way, basis)


def received_lines(month: Sequence[MonthFile], tally: MonthTally) -> tuple[ReceivedLine, ...]:
    """The files of the period as they came; the gaps stand with the first of them: numbers run across files."""
    own = [one for one in month if "period" in one.parts]
    words = gap_words(month_gaps(tally))
    return tuple(
        ReceivedLine(
            one.file.given,
            tally.by_file.get(one.file.given, Counter())["counted"],
            len(one.file.reading.rejects),
            words if at == 0 else ("同上" if words else ""),
        )
        for at, one in enumerate(own)
    )


def month_gaps(tally: MonthTally) -> RecordGaps:
    """Gaps in the record numbers of the period; numbers of other days fill them."""
    return record_gaps([one.case_no for one in tally.facts_of("period")], tally.numbers_elsewhere)


def gap_words(gaps: RecordGaps) -> str:
    """``断号 2 处共 3 个：000124、000130–000131``; "" without gaps."""
    if not gaps.runs:
        return ""
    named = "、".join(first if first == last else f"{first}–{last}" for first, last in gaps.runs[:10])
    more = "等" if len(gaps.runs) > 10 else ""
    return f"断号 {len(gaps.runs):,} 处共 {gaps.numbers:,} 个：{named}{more}"


def sample_lines(sampled: SampledFacts) -> Iterator[SampleLine]:
    """Right of sampled for the hospital, its wards and its coders."""
    found = by_scope(sampled)
    for scope in _SCOPES:
        for (of, value), verdicts in sorted(found.items()):
            if of is not scope:
                continue
            for judged in SAMPLED.values():
                share = sampled_share(verdicts, judged)
                if share.of:
                    yield SampleLine(f"{judged.label}正确", value or scope.label, share, _TARGETS.get(judged))


def error_lines(sampled: SampledFacts) -> Iterator[ErrorLine]:
    """Classes of error by pages."""
    counts = Counter(error for verdict, _ in sampled.found for error in set(verdict.errors))
    known = error_classes()
    for error, pages in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield ErrorLine(known[error].label if error in known else error, pages, training_topic(error))


def insured_titles(tally: MonthTally) -> Mapping[str, str]:
    """Kind of insured → its words."""
    catalogue = field_catalogue()
    kinds = {one.insured for part in ("period", "before", "last_year") for one in tally.facts_of(part)}
    return {kind: catalogue.value_label("payment_method", kind) for kind in sorted(kinds) if kind}


def knowledge_sentences(knowledge: Knowledge) -> tuple[str, ...]:
    """By what was judged, grouped and priced, with its days where it differs by day."""
    told = []
    for span in held_spans(knowledge):
        days = f"（{span.first or ''} 至 {span.last or ''} 出院）" if span.first or span.last else ""
        told.append(f"分组方案：{span.parts['scheme']}；权重与费率：{span.parts['tariff']}{days}")
    told.append(f"支付政策：{knowledge.policy.title}" if knowledge.policy is not None else "没有支付政策：按权重表估算")
    return tuple(told)
