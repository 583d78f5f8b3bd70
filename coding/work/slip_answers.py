"""Answers on slips: read back, shown beside the page as it is, accepted as a Change of the doctor's or refused.

Nothing is accepted by itself, and a page that was altered meanwhile is never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from coding.base.errors import CodingError
from coding.exchange.slip_file import SlipFile, read_slip_file
from coding.page.finding import Strength
from coding.review.gate import answer_change, gate
from coding.review.people import Command
from coding.review.slip_journal import ACCEPTED, REFUSED
from coding.review.slip_lines import shown_value
from coding.review.slip_match import KnownSlips, Matched, match_row, without_contradictions
from coding.review.slip_place import Placed, change_of, place_of, value_of, why_no_change
from coding.review.slip_wording import kept_value, without_person
from coding.review.slips import AnswerKind, SlipState
from coding.store.kept_months import MonthKind
from coding.store.store import WorklistQuery
from coding.work.slips import SlipError, courses_of
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.page.change import Change
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.review.slip_journal import KeptAnswer, SlipCourse
    from coding.review.slips import Slip, SlipLine
    from coding.store.store import Applied, Store


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What files of slips brought: answers that are new, that were there already, rows without an answer, sentences.

    ``troubles``: where, and what to do; ``notes``: what was read all the same.
    """

    files: int
    answers: int
    again: int
    unanswered: int
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def in_words(self) -> str:
        """读入 2 个文件：新答复 31 条，…"""
        parts = [f"新答复 {self.answers:,} 条"]
        parts += [f"以前读过的 {self.again:,} 条"] if self.again else []
        parts += [f"还没有答复的 {self.unanswered:,} 行"] if self.unanswered else []
        parts += [f"{len(self.troubles):,} 处没有读入"] if self.troubles else []
        return f"读入 {self.files:,} 个文件：{'，'.join(parts)}。"


@dataclass(frozen=True, slots=True)
class AnswerAt:
    """An answer beside its page. ``now``: what stands there now, as people read it; ``value``: what the doctor's words
    mean there, "" where nothing is to be set. ``placed`` None: the page cannot be read.

    ``is_altered``: the page says another thing than when it was asked. ``why``: why no Change can be made of it; "".
    """

    answer: KeptAnswer
    slip: Slip
    state: SlipState
    page_id: int | None
    placed: Placed | None
    now: str
    value: str
    is_altered: bool
    why: str = ""
    note: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to accept or refuse it."""
        return self.answer.judged is None

    @property
    def sets_value(self) -> bool:
        """Whether accepting it changes the page."""
        return _sets(self.answer) and not self.why and self.placed is not None and self.placed.now.strip() != self.value


@dataclass(slots=True)
class _Reading:
    """What has been gathered of the files so far."""

    matched: list[Matched] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unanswered: int = 0
    files: int = 0


def read_answers(store: Store, paths: Iterable[Path]) -> ReadBack:
    """Read filled slips back: each answer that is new becomes an entry beside its finding. Nothing is accepted by it.

    Files that are none, rows that fit nothing, contradictions are told; everything else goes on.
    """
    store.require(Command.READ_SLIPS)
    courses = courses_of(store)
    known = KnownSlips({number: course.versions for number, course in courses.items()})
    reading = _Reading()
    for file in _read(paths, reading):
        known.carry(file.slips)
        reading.unanswered += file.unanswered
        reading.troubles += file.troubles
        for row in file.rows:
            found = match_row(row, known)
            if isinstance(found, str):
                reading.troubles.append(found)
            else:
                reading.matched.append(found)
    answers, troubles = without_contradictions(reading.matched)
    reading.troubles += troubles
    adopted = _adopted(store, answers, courses, reading)
    fresh, again = _fresh(store, answers, {**courses, **adopted}, reading)
    store.note_months(MonthKind.ANSWER, fresh)
    notes = tuple(dict.fromkeys(reading.notes))
    return ReadBack(reading.files, len(fresh), again, reading.unanswered, tuple(reading.troubles), notes)


def answers_at(store: Store, month: str | None = None, page_id: int | None = None) -> tuple[AnswerAt, ...]:
    """Every answer of a month (all: None) beside its page as it is, by slip and line. ``page_id``: of one page."""
    found = [
        (course, answer)
        for course in courses_of(store, month).values()
        for answer in sorted(course.answers.values(), key=lambda one: (one.line.line, one.id))
        if page_id is None or answer.line.page_id == page_id
    ]
    pages = _pages(store, {answer.line.page_id for _, answer in found if answer.line.page_id is not None})
    return tuple(_at(course, answer, pages.get(answer.line.page_id or 0)) for course, answer in found)


def accept_answer(store: Store, answer_id: int, word: str = "") -> Applied | None:
    """Accept an answer: what it sets is a Change from the doctor's slip, by whoever is at the store. None: nothing was
    to be set. Raises SlipError where the page was altered meanwhile, and what ``append`` raises.
    """
    store.require(Command.READ_SLIPS)
    at = _waiting(store, answer_id)
    if at.why:
        raise SlipError(at.why)
    applied: Applied | None = None
    if at.sets_value and at.page_id is not None:
        page, line = store.page(at.page_id), at.answer.line
        if why := why_no_change(line, place_of(page, line), at.answer.kind, at.answer.value):
            raise SlipError(why)  # somebody was quicker, in another window
        change = change_of(page, line, at.value, at.answer.number, at.answer.reason)
        applied = store.append(at.page_id, change)
    _judge(store, at, ACCEPTED, word, applied.entry.id if applied is not None else None)
    return applied


def refuse_answer(store: Store, answer_id: int, word: str) -> None:
    """Refuse an answer, with a word that says why; the page stays as it is. Raises SlipError."""
    store.require(Command.READ_SLIPS)
    if not word.strip():
        raise SlipError("不采纳答复要写明理由：请填写后再试。")
    _judge(store, _waiting(store, answer_id), REFUSED, word, None)


def offered_answer(at: AnswerAt, findings: Iterable[Finding]) -> Change | None:
    """What the doctor's 原值正确 would say to the gate where it asks about the finding: offered, never done by itself.

    ``findings``: those that stand on the page now. None: the gate does not ask about it.
    """
    line = at.answer.line
    if at.answer.kind is not AnswerKind.CORRECT or at.placed is None or at.placed.is_gone:
        return None
    wanted = (line.rule, line.field, at.placed.index)
    for finding in findings:
        if (finding.rule, finding.place.field, finding.place.index) == wanted and _is_asked(finding):
            reason = at.answer.reason.strip() or "医师核对：原值正确"
            return answer_change(finding, f"{reason}（反馈单 {at.answer.number} 第{line.line}行，{line.doctor}）")
    return None


def _is_asked(finding: Finding) -> bool:
    """Whether the gate wants an answer to such a finding, rather than holding the page."""
    return finding.strength is Strength.SUSPECTED and bool(gate([finding]).asks)


# -- reading back


def _read(paths: Iterable[Path], reading: _Reading) -> Iterator[SlipFile]:
    seen: dict[str, str] = {}
    for path in paths:
        try:
            file = read_slip_file(path)
        except CodingError as error:
            reading.troubles.append(str(error))
            continue
        reading.files += 1
        if file.digest in seen:
            reading.notes.append(f"“{file.name}”与“{seen[file.digest]}”内容相同，只读一次。")
            continue
        seen[file.digest] = file.name
        yield file


def _adopted(
    store: Store, answers: Iterable[Matched], courses: Mapping[str, SlipCourse], reading: _Reading
) -> dict[str, SlipCourse]:
    """Slips that were made on another machine or from files: taken up with the pages of this store, as sent."""
    slips = {(one.slip.number, one.slip.version): one.slip for one in answers if one.slip.number not in courses}
    adopted: dict[str, tuple[Slip, ...]] = {}
    for slip in slips.values():
        ids = _ids_of(store, slip.lines)
        lines = tuple(replace(line, page_id=ids.get(_stay(line))) for line in slip.lines)
        if not any(line.page_id is not None for line in lines):
            continue
        mine = replace(slip, lines=lines)
        said = {**mine.as_dict(), "state": SlipState.SENT.value, "adopted": True}
        try:
            store.note_month(MonthKind.SLIP, said, month=slip.month, subject=slip.number)
        except CodingError as error:
            reading.troubles.append(f"反馈单 {slip.number}：{error}")
            continue
        reading.notes.append(f"反馈单 {slip.number} 不是在这里制作的：已按病案号、住院次数和出院日期对上本机的病案。")
        adopted[slip.number] = (*adopted.get(slip.number, ()), mine)
    made = courses_of(store) if adopted else {}
    return {number: made[number] for number in adopted}


def _fresh(
    store: Store, answers: Sequence[Matched], courses: Mapping[str, SlipCourse], reading: _Reading
) -> tuple[list[tuple[str, str, int | None, Mapping[str, Any]]], int]:
    """The entries of what is new, and how many answers were there already."""
    fresh: list[tuple[str, str, int | None, Mapping[str, Any]]] = []
    again = 0
    there = _there(store, [_line(one, courses).page_id for one in answers])
    for one in _impersonal(store, answers, courses, there):
        course, row, line = courses.get(one.slip.number), one.row, _line(one, courses)
        if course is None or line.page_id is None or line.page_id not in there:
            reading.troubles.append(
                f"{row.where}：本机没有 {line.discharged} 出院的病案 {line.case_no}，没有读入：请先导入该病案再读。"
            )
            continue
        kept = course.answers.get(line.identity)
        if kept is not None and kept.says(row.answer, row.value, row.reason):
            again += 1
            continue
        reading.notes += _notes(one, course, kept)
        fresh.append((course.slip.month, course.number, line.page_id, _said(one)))
    return fresh, again


def _impersonal(
    store: Store, answers: Sequence[Matched], courses: Mapping[str, SlipCourse], there: frozenset[int]
) -> Iterator[Matched]:
    """The answers as they may be kept: nobody is named in a reason, no identity and no amount is a value."""
    pages = _pages(
        store, {page for one in answers if one.row.reason and (page := _line(one, courses).page_id) in there}
    )
    for one in answers:
        line = _line(one, courses)
        reason = without_person(one.row.reason, pages.get(line.page_id or 0))
        yield replace(one, row=replace(one.row, reason=reason, value=kept_value(line.field, one.row.value)))


def _notes(one: Matched, course: SlipCourse, kept: KeptAnswer | None) -> list[str]:
    told = []
    if one.is_older:
        versions = f"第 {one.slip.version} 版，现在是第 {course.slip.version} 版"
        told.append(f"反馈单 {course.number} 交回的是{versions}：已按问题对上。")
    if course.state is SlipState.WITHDRAWN:
        told.append(f"反馈单 {course.number} 已收回：答复照读，请决定是否采纳。")
    if kept is not None:
        was = "已处理" if kept.judged is not None else "以新的为准"
        told.append(f"{one.row.where}：与以前读入的答复不同（{was}），请再看一次。")
    return told


def _said(one: Matched) -> dict[str, Any]:
    row = one.row
    return {
        "version": one.slip.version,
        "line": one.line.line,
        "question": one.line.identity,
        "answer": row.answer.value,
        "value": row.value,
        "reason": row.reason,
        "file": row.where,
        "ward": one.slip.ward,
    }


def _line(one: Matched, courses: Mapping[str, SlipCourse]) -> SlipLine:
    """The line as this store has it, with its page."""
    course = courses.get(one.slip.number)
    return (course.line(one.slip.version, one.line) if course is not None else None) or one.line


def _there(store: Store, ids: Iterable[int | None]) -> frozenset[int]:
    """Those of these pages that the store has and shows."""
    wanted = sorted({one for one in ids if one is not None})
    return frozenset(row.id for few in chunked(wanted) for row in store.rows(few))


def _stay(line: SlipLine) -> tuple[str, str, str]:
    return line.case_no, line.times, line.discharged


def _ids_of(store: Store, lines: Iterable[SlipLine]) -> dict[tuple[str, str, str], int]:
    """Stay → its page in this store; one that several pages claim is nobody's."""
    found: dict[tuple[str, str, str], list[int]] = {}
    wanted = {_stay(line) for line in lines}
    for case_no in sorted({stay[0] for stay in wanted if stay[0]}):
        ids = store.worklist(WorklistQuery(begins=case_no))
        for page_id, page in store.pages(ids):
            day = page.date("discharge_datetime")
            told = day.isoformat() if day is not None else page.text("discharge_datetime").strip()
            stay = (page.case_no, page.text("admission_times").strip(), told)
            if stay in wanted:
                found.setdefault(stay, []).append(page_id)
    return {stay: ids[0] for stay, ids in found.items() if len(ids) == 1}


# -- beside the page


def _pages(store: Store, ids: Iterable[int | None]) -> dict[int, FrontPage]:
    return dict(store.pages(sorted(one for one in ids if one is not None)))


def _sets(answer: KeptAnswer) -> bool:
    return answer.kind is AnswerKind.CHANGED or (answer.kind is AnswerKind.NOTED and bool(answer.value.strip()))


def _at(course: SlipCourse, answer: KeptAnswer, page: FrontPage | None) -> AnswerAt:
    line, page_id = answer.line, answer.line.page_id
    if page is None:
        why = f"病案号 {line.case_no} 的病案在本机看不到：请先导入，或请能看到它的人处理。"
        return AnswerAt(answer, course.slip, course.state, page_id, None, "", "", is_altered=False, why=why)
    placed = place_of(page, line)
    value, note = value_of(line.field, answer.value) if _sets(answer) else ("", "")
    why = why_no_change(line, placed, answer.kind, answer.value)
    now = shown_value(line.field, placed.now)
    return AnswerAt(
        answer,
        course.slip,
        course.state,
        page_id,
        placed,
        now,
        value,
        placed.is_altered,
        why if answer.judged is None else "",
        note,
    )


def _waiting(store: Store, answer_id: int) -> AnswerAt:
    """The answer of that entry, unless it was superseded or is judged already."""
    every = ((course, answer) for course in courses_of(store).values() for answer in course.answers.values())
    course, answer = next((pair for pair in every if pair[1].id == answer_id), (None, None))
    if course is None or answer is None:
        raise SlipError("这条答复已有更新的答复：请刷新后再处理。")
    if answer.judged is not None:
        word = "采纳" if answer.judged.is_accepted else "不采纳"
        raise SlipError(f"这条答复已由{answer.judged.name}处理（{word}）：请刷新后再看。")
    return _at(course, answer, _pages(store, {answer.line.page_id}).get(answer.line.page_id or 0))


def _judge(store: Store, at: AnswerAt, verdict: str, word: str, change: int | None) -> None:
    said = {"answer": at.answer.id, "verdict": verdict, "word": word.strip(), "change": change, "ward": at.slip.ward}
    store.note_month(MonthKind.ANSWER_JUDGED, said, month=at.slip.month, subject=at.answer.number, page_id=at.page_id)
