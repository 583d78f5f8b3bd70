"""The sheets of evidence of a page, read from its audit: an entry that names evidence bears what was changed before.

Groups and verdicts are those of the knowledge in force for the page now: the sheet says by which. What writes
a sheet is imported with the first: the window asks only whether there is one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.examine.preview import Shift, preview
from coding.page.change import Change, ChangeSource, Edit
from coding.page.fields import field_catalogue
from coding.store.course import course_of
from coding.work.unproved import EVIDENCE, evidence_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price
    from coding.reports.evidence_sheet import EvidenceSheet, RuleVerdict
    from coding.reports.report_page import Report
    from coding.store.store import Entry, Store


def names_evidence(entry: Entry) -> bool:
    """Whether an entry of the audit names evidence: for itself, or for what was changed before it."""
    return entry.undoes is None and (entry.change.source == EVIDENCE or entry.change.asked is not None)


def evidence_sheets(
    store: Store, page_id: int, knowledge: Knowledge, context: Context, waiting: Sequence[Entry] = ()
) -> list[EvidenceSheet]:
    """The sheets of a page, oldest first. What was taken back since has none.

    ``waiting``: entries that are not stored yet. Where the changes no longer fit each other (two windows took back in
    another order), those up to there are given.
    """
    standing = course_of([*store.history(page_id), *waiting]).standing
    made: list[EvidenceSheet] = []
    try:
        for entry, before, change in _borne(store.original(page_id), standing):
            shift = preview(before, change, knowledge, context, share=evidence_share(store))
            made.append(_sheet(entry, before, shift, knowledge))
    except CodingError:
        return made
    return made


def write_evidence_sheet(store: Store, sheet: EvidenceSheet, path: Path, made_at: datetime, *, money: bool) -> None:
    """Write a sheet as .pdf; it stands in the audit before. Raises NotAllowedError, UnusableInputError."""
    from coding.reports.pdf_report import write_pdf

    report = sheet_to_print(store, sheet, made_at, money=money)
    _note(store, report, str(path))
    write_pdf(path, report)


def note_printed(store: Store, sheet: EvidenceSheet, made_at: datetime) -> None:
    """Keep in the audit that a sheet goes to a printer. Raises NotAllowedError for who may take none out."""
    _note(store, sheet_to_print(store, sheet, made_at, money=False), "打印")


def sheet_to_print(store: Store, sheet: EvidenceSheet, made_at: datetime, *, money: bool) -> Report:
    """The sheet under the name of the hospital."""
    from coding.reports.evidence_sheet import evidence_report
    from coding.work.month_report_files import HOSPITAL

    return evidence_report(sheet, HOSPITAL.read(store), made_at, money=money)


def _note(store: Store, report: Report, file: str) -> None:
    from coding.work.exporting import note_export

    note_export(store, {"what": f"{report.title} {report.period}", "file": file, "pages": 1, "masked": True})


def _borne(page: FrontPage, standing: Iterable[Entry]) -> Iterator[tuple[Entry, FrontPage, Change]]:
    """Each entry that names evidence, the page before what it bears, and that as one change."""
    base, since = page, list[Edit]()
    for entry in standing:
        change = entry.change
        if change.source == EVIDENCE:
            if since:
                yield entry, base, Change(tuple(since))
            base, since = page, []
            continue
        if change.asked is not None:
            yield entry, page, change
        page = page.apply(replace(change, step=None))
        if change.source == ChangeSource.IMPORT:
            base, since = page, []
        else:
            since.extend(change.edits)


def _sheet(entry: Entry, before: FrontPage, shift: Shift, knowledge: Knowledge) -> EvidenceSheet:
    from coding.reports.evidence_sheet import EvidenceSheet

    old, new = shift.before, shift.after
    after = before.apply(replace(shift.change, step=None))
    held = knowledge.of(after)
    moved = None if shift.weight_delta is None or not old.price.weight else shift.weight_delta / old.price.weight
    return EvidenceSheet(
        entry=entry.id,
        case_no=after.case_no,
        stay=_stay(after),
        changes=tuple(replace(shift.change, edits=(edit,)).describe() for edit in shift.change.edits),
        groups=(_titled(old.grouping), _titled(new.grouping)),
        called=new.words.weight,
        weights=(_weight(old.price), _weight(new.price)),
        share=moved,
        verdicts=tuple(_verdicts(shift)),
        unjudged=tuple(dict.fromkeys(each.rule for each in new.not_judged)),
        demands=tuple(demand.sentence for demand in shift.evidence),
        reason=entry.change.reason,
        asked_by=entry.change.asked.words if entry.change.asked else "",
        author=entry.author,
        at=entry.at,
        judged_by=(
            f"分组方案：{held.scheme.title}",
            f"{new.words.weight}：{held.tariff.title}",
            "病组和规则结论按打印时对这份病案有效的知识得出。",
        ),
    )


def _verdicts(shift: Shift) -> Iterator[RuleVerdict]:
    """What goes, what comes, and what still stands at the places that were altered."""
    touched = shift.change.touches()
    stays = [f for f in shift.after.findings if f not in shift.come and f.place.field in touched]
    for word, findings in (("消除", shift.gone), ("新增", shift.come), ("仍存", stays)):
        yield from (_verdict(word, finding) for finding in findings)


def _verdict(word: str, finding: Finding) -> RuleVerdict:
    from coding.reports.evidence_sheet import RuleVerdict

    return RuleVerdict(word, finding.rule, finding.severity.label, finding.message, finding.basis)


def _titled(grouping: Grouping) -> str:
    if grouping.is_grouped:
        return f"{grouping.drg} {grouping.name}".strip()
    return f"{grouping.drg or '—'} {grouping.status.value}"


def _weight(price: Price) -> str:
    return "—" if price.weight is None else f"{price.weight:.4f}".rstrip("0").rstrip(".")


def _stay(page: FrontPage) -> str:
    ward = field_catalogue().value_label("discharge_dept", page.text("discharge_dept"))
    day = page.text("discharge_datetime")[:10]
    return "　".join(filter(None, (ward, f"出院 {day}" if day else "")))
