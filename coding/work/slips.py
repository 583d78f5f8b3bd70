"""Slips of a month: drawn up from what is found, written for the wards, sent, withdrawn; open, overdue, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.examine.examine import examine
from coding.page.audience import EVERYBODY
from coding.reports.slip_book import name_key, write_slip_books
from coding.reports.slip_document import write_slip_documents
from coding.review.people import Command
from coding.review.slip_due import due_day
from coding.review.slip_journal import SLIP_KINDS, slip_counts, slip_courses
from coding.review.slip_lines import lines_of_page
from coding.review.slip_place import still_stands
from coding.review.slips import AnswerKind, SlipState, slip_number, slips_of_lines, step_refusal
from coding.store.kept_audit import Deed
from coding.store.kept_months import MonthKind
from coding.store.setting import Setting
from coding.work.exporting import note_export
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_readable_in_context

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from pathlib import Path

    from coding.base.period import Period
    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.review.slip_journal import KeptAnswer, SlipCounts, SlipCourse
    from coding.review.slips import Slip, SlipLine
    from coding.rules.rule import Role
    from coding.store.store import Store
    from coding.work.contexts import Contexts

#: Within how many working days the wards answer.
DAYS: Final = Setting("slips.days", "3")
_DEFAULT_DAYS, _MOST_DAYS = 3, 60
KINDS: Final = tuple(MonthKind(kind) for kind in SLIP_KINDS)


class SlipError(CodingError):
    """Something that cannot be done with a slip or an answer; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn up: new slips and new versions; wards whose slip is the same as it was; sentences.

    ``fewer``: new versions that only leave out lines of a slip that is out: they are out with it, due as it was.
    """

    slips: tuple[Slip, ...]
    unchanged: tuple[Slip, ...] = ()
    notes: tuple[str, ...] = ()
    fewer: tuple[Slip, ...] = ()

    def in_words(self) -> str:
        """新制反馈单 3 份、41 条；…"""
        lines = sum(len(slip.lines) for slip in self.slips)
        fewer = f"；{len(self.fewer):,} 份已发的只减少了问题，仍为已发、期限不变" if self.fewer else ""
        same = f"；{len(self.unchanged):,} 份没有变化" if self.unchanged else ""
        return f"新制反馈单 {len(self.slips):,} 份、{lines:,} 条{fewer}{same}。" + "".join(self.notes)


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One slip in a list of them."""

    number: str
    version: int
    ward: str
    month: str
    state: SlipState
    due: date | None
    asked: int
    answered: int
    waiting: int  # answers that nobody has accepted or refused yet
    is_overdue: bool
    sent_at: datetime | None


def slips_of_findings(
    found: Iterable[tuple[FrontPage, Sequence[Finding], Iterable[Decimal | float | None]]],
    month: str,
    role_of: Callable[[FrontPage, str], Role],
    due: date | None = None,
) -> tuple[Slip, ...]:
    """Slips from files, without a store. ``found``: pages with what stands on them and, so that no text names them,
    their weight and payment; ``role_of``: page and rule id → who mends it.
    """
    lines: list[SlipLine] = []
    for page, findings, figures in found:
        lines += lines_of_page(page, findings, lambda rule, page=page: role_of(page, rule), figures)  # type: ignore[misc]
    return slips_of_lines(lines, month, due)


def courses_of(store: Store, month: str | None = None) -> dict[str, SlipCourse]:
    """The slips of a month (all months: None) by number."""
    return slip_courses(store.month_entries(month, KINDS))


def draw_up_slips(
    store: Store,
    month: Period,
    knowledge: Knowledge,
    contexts: Contexts,
    now: datetime,
    step: Step = untold,
    *,
    wards: Collection[str] | None = None,
) -> Drawn:
    """Examine the pages of a month and draw up a slip a ward; what is new is in the journal. ``wards``: only these.

    A slip that is out or drafted becomes a new version and keeps what was answered; one that was answered is followed
    by another number, which does not ask again what was answered. A version that asks nothing new stays out.
    """
    store.require(Command.MAKE_SLIPS)
    ids = [one.id for one in store.figures(month.first.isoformat(), month.last.isoformat())]
    lines: list[SlipLine] = []
    for done, (page_id, page, context) in enumerate(each_readable_in_context(store, ids, contexts, now)):
        step(done, len(ids))
        seen = examine(page, knowledge, replace(context, audience=EVERYBODY))
        figures = (seen.price.weight, seen.price.payment)
        lines += lines_of_page(page, seen.findings, knowledge.of(page).rules.role_of, figures, page_id)
    step(len(ids), len(ids))
    calendar = knowledge.reference.calendar
    due, told = due_day(now.date(), answer_days(store), calendar)
    drawn = _versions(courses_of(store, month.name), lines, month.name, due, wards)
    said = [slip.as_dict() for slip in drawn.slips]
    said += [{**slip.as_dict(), "state": SlipState.SENT.value} for slip in drawn.fewer]
    store.note_months(MonthKind.SLIP, [(month.name, one["number"], None, one) for one in said])
    return replace(drawn, notes=(*drawn.notes, *([told] if told and drawn.slips else [])))


def answer_days(store: Store) -> int:
    """Within how many working days the wards answer, by the setting."""
    text = DAYS.read(store).strip()
    return min(int(text), _MOST_DAYS) if text.isascii() and text.isdigit() and int(text) else _DEFAULT_DAYS


def _versions(
    courses: Mapping[str, SlipCourse],
    lines: Iterable[SlipLine],
    month: str,
    due: date,
    wards: Collection[str] | None,
) -> Drawn:
    by_ward: dict[str, list[SlipLine]] = {}
    for line in lines:
        if wards is None or line.ward in wards:
            by_ward.setdefault(line.ward, []).append(line)
    made: list[Slip] = []
    same: list[Slip] = []
    fewer: list[Slip] = []
    numbers = {number.casefold() for number in courses}
    for ward in sorted(by_ward):
        before = [course for course in courses.values() if course.slip.ward == ward]
        last = before[-1] if before else None
        asked = _to_ask(by_ward[ward], before, last)
        if not asked:
            continue
        number, version = _numbered(ward, month, last, numbers)
        numbers.add(number.casefold())
        (slip,) = slips_of_lines(asked, month, due, lambda _, n=number, v=version: (n, v))  # type: ignore[misc]
        if last is not None and _is_same(slip, last):
            same.append(last.slip)
        elif last is not None and _asks_nothing_new(slip, last):
            fewer.append(replace(slip, due=last.slip.due))
        else:
            made.append(slip)
    return Drawn(tuple(made), tuple(same), fewer=tuple(fewer))


def _is_same(slip: Slip, last: SlipCourse) -> bool:
    """Whether a ward would get what it has. The day of a slip that is out stays; a draft gets the new one."""
    if last.state is SlipState.DRAFTED:
        return slip.lines == last.slip.lines and slip.due == last.slip.due
    return last.state is SlipState.SENT and slip.lines == last.slip.lines


def _asks_nothing_new(slip: Slip, last: SlipCourse) -> bool:
    """Whether all of a new version stands, word for word, on the slip that is out."""
    asked = {replace(line, line=0) for line in last.slip.lines}
    return last.state is SlipState.SENT and all(replace(line, line=0) in asked for line in slip.lines)


def _to_ask(lines: Sequence[SlipLine], before: Sequence[SlipCourse], last: SlipCourse | None) -> list[SlipLine]:
    """What a ward is asked: what is found and not settled; with what its slip, still out, has had answered."""
    goes_on = last is not None and last.state in (SlipState.DRAFTED, SlipState.SENT)
    answers = {
        key: answer for course in before if course is not last or not goes_on for key, answer in course.answers.items()
    }
    asked = [line for line in lines if not _is_settled(answers.get(line.identity))]
    if last is not None and goes_on:
        found = {line.identity for line in asked}
        asked += [line for line in last.slip.lines if line.identity in last.answers and line.identity not in found]
    return asked


def _is_settled(answer: KeptAnswer | None) -> bool:
    """Whether a question is not put again: it waits to be judged, or its answer, that all is right, was accepted."""
    if answer is None or answer.judged is None:
        return answer is not None
    return answer.judged.is_accepted and answer.kind is not AnswerKind.CHANGED


def _numbered(ward: str, month: str, last: SlipCourse | None, numbers: Collection[str]) -> tuple[str, int]:
    if last is not None and last.state is not SlipState.ANSWERED:
        return last.number, last.slip.version + 1
    serial = 1
    while slip_number(month, ward, serial).casefold() in numbers:
        serial += 1
    return slip_number(month, ward, serial), 1


def write_slips(
    store: Store, slips: Sequence[Slip], folder: Path, now: datetime, *, names: bool = False, documents: bool = True
) -> tuple[Path, ...]:
    """Write slips as workbooks and, for printing, as documents; the files. Each export is in the audit.

    ``names``: the patients' names stand beside the record numbers, by the choice of whoever is at the store: that is
    in the audit as names that were shown. Raises NotAllowedError, UnusableInputError.
    """
    store.require(Command.MAKE_SLIPS)
    pages = {line.page_id for slip in slips for line in slip.lines if line.page_id is not None}
    told: Mapping[str, str] | None = None
    if names:
        store.require(Command.SEE_IDENTITIES)
        store.note(Deed.IDENTITIES, {"what": "反馈单上写姓名", "pages": len(pages)})
        told = _names(store, slips, sorted(pages))
    numbers = [slip.number for slip in slips]
    about = {"what": "反馈单", "file": str(folder), "pages": len(pages), "masked": not names, "slips": numbers}
    note_export(store, about)
    books = write_slip_books(folder, slips, told, now)
    return (*books, *(write_slip_documents(folder, slips, told, now) if documents else ()))


def names_on(store: Store, slip: Slip) -> dict[str, str]:
    """Who the lines of a slip are about: ``name_key`` → name. Raises NotAllowedError."""
    store.require(Command.SEE_IDENTITIES)
    return _names(store, [slip], sorted({line.page_id for line in slip.lines if line.page_id is not None}))


def _names(store: Store, slips: Iterable[Slip], ids: Sequence[int]) -> dict[str, str]:
    of_page = {page_id: page.text("patient_name") for page_id, page in store.pages(ids)}
    return {
        name_key(line): of_page[line.page_id]
        for slip in slips
        for line in slip.lines
        if line.page_id is not None and line.page_id in of_page
    }


def send_slip(store: Store, number: str) -> None:
    """The slip has gone out. Raises SlipError."""
    _step(store, number, SlipState.SENT)


def withdraw_slip(store: Store, number: str, reason: str) -> None:
    """The slip counts no more: its lines are neither open nor asked. Raises SlipError."""
    _step(store, number, SlipState.WITHDRAWN, reason)


def _step(store: Store, number: str, to: SlipState, reason: str = "") -> None:
    course = courses_of(store).get(number)
    if course is None:
        raise SlipError(f"没有单号 {number} 的反馈单：请刷新后再看。")
    if why := step_refusal(course.state, to, reason):
        raise SlipError(why)
    said = {"state": to.value, "version": course.slip.version, "ward": course.slip.ward, "reason": reason.strip()}
    store.note_month(MonthKind.SLIP_STEP, said, month=course.slip.month, subject=number)


def slip_rows(store: Store, month: str | None, today: date) -> tuple[SlipRow, ...]:
    """The slips of a month (all: None) as a list, the overdue ones first, then the open ones."""
    rows = [_row(course, today) for course in courses_of(store, month).values()]
    return tuple(sorted(rows, key=lambda row: (not row.is_overdue, row.answered == row.asked, row.number)))


def _row(course: SlipCourse, today: date) -> SlipRow:
    slip = course.slip
    return SlipRow(
        course.number,
        slip.version,
        slip.ward,
        slip.month,
        course.state,
        slip.due,
        len(course.asked),
        len(course.asked) - len(course.open),
        sum(answer.judged is None for answer in course.answers.values()),
        course.is_overdue(today),
        course.sent_at,
    )


def open_lines(
    store: Store, month: str | None, today: date, *, overdue: bool = False
) -> tuple[tuple[Slip, SlipLine], ...]:
    """The lines without an answer of slips that are out; ``overdue``: only those past their day."""
    return tuple(
        (course.slip, line)
        for course in courses_of(store, month).values()
        if course.state is SlipState.SENT and (not overdue or course.is_overdue(today))
        for line in course.open
    )


def counts_of_month(store: Store, month: str, knowledge: Knowledge, contexts: Contexts, now: datetime) -> SlipCounts:
    """Asked, answered, mended, overdue of a month. Mended: answered, and not found any more on the page as it is."""
    courses = courses_of(store, month)
    standing = standing_after(store, courses.values(), knowledge, contexts, now)
    return slip_counts(courses.values(), now.date(), standing)


def standing_now(
    store: Store, knowledge: Knowledge, contexts: Contexts, period: Period, now: datetime
) -> dict[str, bool] | None:
    """``standing_after`` of the slips of a month; None where nothing was answered, and for whoever is shown pages in
    another way than they are judged.
    """
    if not store.me.may(Command.KEEP_VERDICTS):
        return None
    courses = [course for course in courses_of(store, period.name).values() if course.answers]
    return standing_after(store, courses, knowledge, contexts, now) if courses else None


def standing_after(
    store: Store, courses: Iterable[SlipCourse], knowledge: Knowledge, contexts: Contexts, now: datetime
) -> dict[str, bool]:
    """Identity of each answered line → whether it is still found; lines whose page cannot be read are left out."""
    by_page: dict[int, list[SlipLine]] = {}
    for course in courses:
        for line in course.asked:
            if line.identity in course.answers and line.page_id is not None:
                by_page.setdefault(line.page_id, []).append(line)
    found: dict[str, bool] = {}
    for page_id, page, context in each_readable_in_context(store, sorted(by_page), contexts, now):
        seen = examine(page, knowledge, replace(context, audience=EVERYBODY))
        found.update({line.identity: still_stands(line, page, seen.findings) for line in by_page[page_id]})
    return found
