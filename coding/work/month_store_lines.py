"""What a store tells of a month beside its pages, for the figures (``outside``) and for the lines of the report.

Samples are those whose pages were discharged in the month; a page without a verdict, and a change that no export
could be asked about, are in no denominator.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.figures import Scope
from coding.indicators.outside import Outside
from coding.reports.report_inputs import ErrorLine, ReceivedLine, SampleLine, SuspectedLine, WrittenBackLine
from coding.review.compliance import compliance_lists
from coding.review.grading import PRINCIPAL_TARGET, Judged, last_verdicts, right_of, training_topics
from coding.review.write_back import checks_of, write_back_counts
from coding.rules.violations import violations
from coding.store.kept_months import MonthKind
from coding.work.compliance import violation_counts
from coding.work.month_inputs import rule_title
from coding.work.months import month_period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coding.indicators.outside import OutsideFigures
    from coding.knowledge.knowledge import Knowledge
    from coding.review.compliance import ComplianceMonth
    from coding.review.grading import SampleVerdict
    from coding.review.write_back import Checked, WriteBackCounts
    from coding.store.kept_months import KeepsMonths
    from coding.store.store import PageFigures, Store

#: Figure → what of a verdict it counts.
_SAMPLED: Final = {"principal_right": Judged.PRINCIPAL, "main_procedure_right": Judged.MAIN_PROCEDURE}
_WRITTEN_BACK: Final = "written_back"
_TARGETS: Final = {Judged.PRINCIPAL: Decimal(repr(PRINCIPAL_TARGET))}
#: Of whom the report tells what came of a sample.
_TOLD_OF: Final = (Scope.HOSPITAL, Scope.WARD, Scope.CODER)


def outside_of_store(store: Store, month: str) -> OutsideFigures:
    """The figures of a month that only a store knows: samples and 回写, by hospital and by whose they are."""
    known = _figures(store, month)
    found: dict[tuple[str, Scope, str], Outside] = {}
    for (scope, value), verdicts in _by_scope(month_verdicts(store, month), known).items():
        for id_, judged in _SAMPLED.items():
            share = right_of(verdicts, judged)
            note = f"Wilson 95%：{share.words}" if share.of else ""
            skipped = len(last_verdicts(verdicts)) - share.of
            found[id_, scope, value] = Outside(Decimal(share.right), Decimal(share.of), note, skipped)
    for (scope, value), counts in _written_back(store, month, known).items():
        told = (Decimal(counts.written), Decimal(counts.judged), counts.in_words().rstrip("。"), counts.unknown)
        found[_WRITTEN_BACK, scope, value] = Outside(*told)
    return found


def month_verdicts(store: Store, month: str) -> tuple[SampleVerdict, ...]:
    """The verdicts on pages of a month in all samples, in the order of grading; the last one of a page counts."""
    ids = set(_figures(store, month))
    return tuple(
        verdict for sample in store.samples() for verdict in store.grades_of(sample.id) if verdict.page_id in ids
    )


def sample_lines(store: Store, month: str) -> tuple[SampleLine, ...] | None:
    """Right of sampled for the hospital, its wards and its coders; None: nothing was graded."""
    verdicts = month_verdicts(store, month)
    found = _by_scope(verdicts, _figures(store, month))
    lines = [
        SampleLine(f"{judged.label}正确", value or scope.label, share, _TARGETS.get(judged))
        for wanted in _TOLD_OF
        for (scope, value), own in sorted(found.items())
        if scope is wanted
        for judged in _SAMPLED.values()
        if (share := right_of(own, judged)).of
    ]
    return tuple(lines) if verdicts else None


def error_lines(store: Store, month: str) -> tuple[ErrorLine, ...] | None:
    """The classes of error with what a training would be about, the most pages first; None: nothing was graded."""
    verdicts = month_verdicts(store, month)
    if not verdicts:
        return None
    return tuple(ErrorLine(topic.label, topic.pages, topic.topic) for topic in training_topics(verdicts))


def suspected_lines(found: ComplianceMonth, knowledge: Knowledge) -> tuple[SuspectedLine, ...]:
    """Pages by class of violation and rule: clear, suspected, answered for; which way they go."""
    ways = {rule: one.way.label for one in compliance_lists() for rule in one.rules}
    known = violations()
    return tuple(
        SuspectedLine(
            violation,
            rule,
            rule_title(rule, knowledge),
            *counts,
            way=ways.get(rule, ""),
            clause=known[violation].basis if violation in known else "",
        )
        for (violation, rule), counts in sorted(violation_counts(found.lines).items())
    )


def written_back_lines(store: Store, month: str) -> tuple[WrittenBackLine, ...] | None:
    """回写 by ward; None: no later export was compared. What could not be judged is in none of the numbers."""
    found = _written_back(store, month, _figures(store, month))
    if not found:
        return None
    return tuple(
        WrittenBackLine(ward, counts.judged, counts.written, counts.missing, counts.altered)
        for (scope, ward), counts in sorted(found.items())
        if scope is Scope.WARD
    )


def received_lines(store: KeepsMonths, month: str) -> tuple[ReceivedLine, ...]:
    """The files that came; the gaps in the record numbers, found when the month was opened, stand with the first."""
    entries = store.month_entries(month, {MonthKind.OPENED, MonthKind.RECEIVED})
    gaps: Mapping[str, Any] = next(
        (entry.said.get("gaps", {}) for entry in entries if entry.kind is MonthKind.OPENED), {}
    )
    runs = "、".join(first if first == last else f"{first}–{last}" for first, last in gaps.get("runs", [])[:20])
    words = f"断号 {len(gaps['runs']):,} 处共 {gaps['numbers']:,} 个：{runs}" if runs else ""
    files = [entry for entry in entries if entry.kind is MonthKind.RECEIVED]
    return tuple(
        ReceivedLine(
            str(entry.said.get("file", entry.subject)),
            int(entry.said.get("pages", 0)),
            int(entry.said.get("rejects", 0)),
            words if at == 0 else "",
        )
        for at, entry in enumerate(files)
    )


def _figures(store: Store, month: str) -> Mapping[int, PageFigures]:
    period = month_period(month)
    return {one.id: one for one in store.figures(period.first.isoformat(), period.last.isoformat())}


def _scopes(one: PageFigures) -> Iterator[tuple[Scope, str]]:
    yield Scope.HOSPITAL, ""
    named = (
        (Scope.WARD, one.ward or one.dept),
        (Scope.TEAM, one.team),
        (Scope.DOCTOR, one.doctor),
        (Scope.CODER, one.coder),
    )
    yield from ((scope, value) for scope, value in named if value)


def _by_scope(
    verdicts: Sequence[SampleVerdict], known: Mapping[int, PageFigures]
) -> Mapping[tuple[Scope, str], list[SampleVerdict]]:
    found: defaultdict[tuple[Scope, str], list[SampleVerdict]] = defaultdict(list)
    for verdict in verdicts:
        for part in _scopes(known[verdict.page_id]):
            found[part].append(verdict)
    return dict(found)


def _written_back(
    store: KeepsMonths, month: str, known: Mapping[int, PageFigures]
) -> Mapping[tuple[Scope, str], WriteBackCounts]:
    found: defaultdict[tuple[Scope, str], list[Checked]] = defaultdict(list)
    for one in checks_of(store.month_entries(month, {MonthKind.WRITTEN_BACK})):
        if one.page_id in known:
            for scope, value in _scopes(known[one.page_id]):
                if scope in (Scope.HOSPITAL, Scope.WARD):
                    found[scope, value].append(one)
    return {part: write_back_counts(checks) for part, checks in found.items()}
