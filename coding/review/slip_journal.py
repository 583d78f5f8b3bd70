"""The entries of the journal folded: each slip with its versions, its state, its answers, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from coding.review.slip_due import is_overdue
from coding.review.slips import AnswerKind, Slip, SlipLine, SlipState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from coding.review.noted import Noted

#: The kinds of entries that are read here, as the journal names them.
SLIP, SLIP_STEP, ANSWER, ANSWER_JUDGED = "slip", "slip_step", "answer", "answer_judged"
SLIP_KINDS: Final = (SLIP, SLIP_STEP, ANSWER, ANSWER_JUDGED)
ACCEPTED, REFUSED = "accepted", "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an answer: accepted (with the entry of the Change, where it made one) or refused, with a word."""

    is_accepted: bool
    word: str
    change: int | None
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was read back. ``id`` is its entry; ``version``, ``line`` are those of the sheet it stood on."""

    id: int
    number: str
    version: int
    line: SlipLine
    kind: AnswerKind
    value: str
    reason: str
    file: str
    name: str
    at: datetime
    judged: Judged | None = None

    def says(self, kind: AnswerKind, value: str, reason: str) -> bool:
        """Whether it says just this: then it is the same file once more."""
        return (self.kind, self.value.strip(), self.reason.strip()) == (kind, value.strip(), reason.strip())


@dataclass(frozen=True, slots=True)
class SlipCourse:
    """One slip through its versions. ``answers``: the latest of each question, by its identity."""

    number: str
    versions: tuple[Slip, ...]
    state: SlipState
    answers: Mapping[str, KeptAnswer] = field(default_factory=dict)
    sent_at: datetime | None = None
    reason: str = ""  # why it was withdrawn

    @property
    def slip(self) -> Slip:
        """The latest version."""
        return self.versions[-1]

    @property
    def asked(self) -> tuple[SlipLine, ...]:
        """The lines that an answer is waited for or has come; none of a slip that was withdrawn."""
        return () if self.state is SlipState.WITHDRAWN else self.slip.lines

    @property
    def open(self) -> tuple[SlipLine, ...]:
        """The lines without an answer."""
        return tuple(line for line in self.asked if line.identity not in self.answers)

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed and lines are open. A slip that never went out is not overdue."""
        return self.state is SlipState.SENT and bool(self.open) and is_overdue(self.slip.due, today)

    def line(self, version: int, wanted: SlipLine) -> SlipLine | None:
        """The line of some version that asks the same under the same number."""
        identity = wanted.identity
        of_version = (one for one in self.versions if one.version == version)
        same = (line for one in of_version for line in one.lines if line.line == wanted.line)
        return next((line for line in same if line.identity == identity), None)


@dataclass(frozen=True, slots=True)
class SlipCounts:
    """Numbers of some slips: lines asked, answered, mended (None: not looked at), slips open and past their day."""

    asked: int
    answered: int
    mended: int | None
    open_slips: int
    overdue_slips: int


def slip_courses(entries: Iterable[Noted]) -> dict[str, SlipCourse]:
    """Every slip by its number, in the order in which they were first written. ``entries``: oldest first."""
    made: dict[str, _Course] = {}
    for entry in entries:
        if entry.kind == SLIP:
            slip = Slip.from_dict(entry.said)
            course = made.setdefault(slip.number, _Course(slip.number))
            course.add(slip)
            course.state = SlipState(entry.said.get("state", SlipState.DRAFTED))
            course.sent_at = (course.sent_at or entry.at) if course.state is SlipState.SENT else None
        elif entry.subject in made:
            _told(made[entry.subject], entry)
    return {number: course.folded() for number, course in made.items()}


def slip_counts(courses: Iterable[SlipCourse], today: date, standing: Mapping[str, bool] | None = None) -> SlipCounts:
    """The numbers of slips that went out. ``standing``: identity of an answered line → whether it is still found."""
    out = [one for one in courses if one.state in (SlipState.SENT, SlipState.ANSWERED)]
    lines = [(one, line) for one in out for line in one.asked]
    answered = [line for one, line in lines if line.identity in one.answers]
    mended = None if standing is None else sum(standing.get(line.identity) is False for line in answered)
    return SlipCounts(
        len(lines), len(answered), mended, sum(bool(one.open) for one in out), sum(one.is_overdue(today) for one in out)
    )


@dataclass(slots=True)
class _Course:
    number: str
    versions: list[Slip] = field(default_factory=list)
    state: SlipState = SlipState.DRAFTED
    sent_at: datetime | None = None
    reason: str = ""
    answers: dict[str, KeptAnswer] = field(default_factory=dict)
    lines: dict[tuple[int, int], list[SlipLine]] = field(default_factory=dict)  # by version and number

    def add(self, slip: Slip) -> None:
        self.versions.append(slip)
        for line in slip.lines:
            self.lines.setdefault((slip.version, line.line), []).append(line)

    def folded(self) -> SlipCourse:
        slip = self.versions[-1]
        state = self.state
        if state is not SlipState.WITHDRAWN and all(line.identity in self.answers for line in slip.lines):
            state = SlipState.ANSWERED
        return SlipCourse(self.number, tuple(self.versions), state, self.answers, self.sent_at, self.reason)

    def find(self, said: Mapping[str, Any]) -> SlipLine | None:
        found = self.lines.get((int(said["version"]), int(said["line"])), [])
        # where two people drew up the same version at the same moment, the question tells which line it was
        same = [line for line in found if line.identity == said.get("question")]
        return next(reversed(same or found), None)


def _told(course: _Course, entry: Noted) -> None:
    said = entry.said
    if entry.kind == SLIP_STEP:
        course.state = SlipState(said["state"])
        course.reason = str(said.get("reason", ""))
        course.sent_at = entry.at if course.state is SlipState.SENT else course.sent_at
    elif entry.kind == ANSWER:
        line = course.find(said)
        if line is not None:
            course.answers[line.identity] = KeptAnswer(
                entry.id,
                course.number,
                int(said["version"]),
                line,
                AnswerKind(said["answer"]),
                str(said.get("value", "")),
                str(said.get("reason", "")),
                str(said.get("file", "")),
                entry.name,
                entry.at,
            )
    elif entry.kind == ANSWER_JUDGED:
        _judge(course, entry)


def _judge(course: _Course, entry: Noted) -> None:
    said = entry.said
    for identity, answer in course.answers.items():
        if answer.id == said["answer"]:
            made = Judged(
                said["verdict"] == ACCEPTED, str(said.get("word", "")), said.get("change"), entry.name, entry.at
            )
            course.answers[identity] = replace(answer, judged=made)
