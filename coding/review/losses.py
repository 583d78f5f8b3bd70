"""The loss list that goes round: stays that cost more than they are paid, and what each station says of them.

Pure rules. Stations are rows of ``resources/people/loss_steps.csv``, reasons of ``loss_reasons.csv``. What is said is
kept in the journal of the months under the kind ``loss``, the page as its subject; nothing is overwritten: the last
word of a station counts. A loss is no defect: no reason is better than another, whichever way it moves the weight.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from coding.base.errors import KnowledgeError, UnusableInputError
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from coding.review.noted import Noted

#: The kind of the entries in the journal.
KIND: Final = "loss"
#: The reason that says nothing without words.
_OTHER: Final = "other"
#: Names of what an entry says.
STEP, REASON, WORDS, BY, BACK, WARD = "step", "reason", "words", "by", "back", "ward"


@dataclass(frozen=True, slots=True)
class LossStep:
    """A station: what it is asked, where the list goes next ("" = the end), and where it may be sent back to."""

    id: str
    label: str
    asks: str
    next: str
    back: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class LossReason:
    """A reason; ``about``: coding, record, care, payment or other."""

    id: str
    label: str
    about: str
    note: str


@dataclass(frozen=True, slots=True)
class LossStay:
    """A stay on the list. Whole fen; ``loss`` = cost − payment, above 0."""

    page_id: int
    case_no: str
    discharged: str
    ward: str
    team: str
    doctor: str
    drg: str
    cost: int
    payment: int
    multiple: str = ""

    @property
    def loss(self) -> int:
        """Cost − payment, in fen."""
        return self.cost - self.payment


class Facts(Protocol):
    """What is asked of a page; ``coding.indicators.page_facts.PageFacts`` is one. Whole fen."""

    @property
    def case_no(self) -> str: ...  # noqa: D102
    @property
    def discharged(self) -> str: ...  # noqa: D102
    @property
    def ward(self) -> str: ...  # noqa: D102
    @property
    def team(self) -> str: ...  # noqa: D102
    @property
    def doctor(self) -> str: ...  # noqa: D102
    @property
    def drg(self) -> str: ...  # noqa: D102
    @property
    def cost(self) -> int | None: ...  # noqa: D102
    @property
    def payment(self) -> int | None: ...  # noqa: D102
    @property
    def multiple(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class LossWord:
    """What a station said. ``by``: whose word it is; ``name``: who wrote it down. ``back``: it was sent back."""

    step: str
    reason: str
    words: str
    by: str
    name: str
    at: datetime
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class LossCourse:
    """Where a stay stands. ``at``: the station that is to speak, "" = all have spoken. ``words``: oldest first."""

    at: str
    words: tuple[LossWord, ...] = ()

    @property
    def last(self) -> Mapping[str, LossWord]:
        """The word of each station that counts: its last one that sends nothing back."""
        return {word.step: word for word in self.words if not word.is_back}

    @property
    def reason(self) -> str:
        """The reason that counts: of the latest station in the order of the list that gave one; "" for none."""
        last = self.last
        given = [last[step.id].reason for step in loss_steps().values() if step.id in last and last[step.id].reason]
        return given[-1] if given else ""


def losses_of(facts: Iterable[tuple[int, Facts]], least: int = 1) -> tuple[LossStay, ...]:
    """The stays that lose at least so many fen, by ward, team and discharge.

    A stay whose cost or payment nobody knows is not among them: it is not judged, see ``unknown_losses``.
    """
    found = [
        LossStay(
            page_id, one.case_no, one.discharged, one.ward, one.team, one.doctor, one.drg, one.cost, one.payment,
            one.multiple,
        )
        for page_id, one in facts
        if one.cost is not None and one.payment is not None and one.cost - one.payment >= least
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda stay: (stay.ward, stay.team, stay.discharged, stay.case_no, stay.page_id)))


def unknown_losses(facts: Iterable[tuple[int, Facts]]) -> int:
    """How many stays cannot be judged: their cost or their payment is not known."""
    return sum(one.cost is None or one.payment is None for _, one in facts)


def first_step() -> str:
    """The station that speaks first."""
    return next(iter(loss_steps()))


def courses(entries: Iterable[Noted]) -> dict[int, LossCourse]:
    """The entries folded, by page; what no station of today said is passed over, as a table may have changed."""
    words: dict[int, list[LossWord]] = {}
    for entry in entries:
        word = _word(entry)
        if entry.page_id is not None and word.step in loss_steps():
            words.setdefault(entry.page_id, []).append(word)
    return {page_id: _course(said) for page_id, said in words.items()}


def course_of(page_id: int, known: Mapping[int, LossCourse]) -> LossCourse:
    """The course of a page; one of which nothing was said stands at the first station."""
    return known.get(page_id) or LossCourse(first_step())


def said_of(step: str, reason: str, words: str, by: str, ward: str, *, back: bool = False) -> dict[str, Any]:
    """What the journal keeps of a word."""
    said: dict[str, Any] = {STEP: step, REASON: reason, WORDS: words.strip(), BY: by.strip(), WARD: ward}
    return {**said, BACK: True} if back else said


def require_word(course: LossCourse, step: str, reason: str, words: str, *, back: bool = False) -> None:
    """Raise UnusableInputError, with what to do, for a word that may not be said now."""
    station = loss_steps().get(step)
    if station is None:
        raise UnusableInputError(f"亏损清单没有“{step}”这一步：请选 {_labels()} 之一。")
    if course.at != step and step not in course.last:
        now = loss_steps().get(course.at)
        waits = f"现在在{now.label}" if now is not None else "各步都已填写"
        raise UnusableInputError(f"还没有传到{station.label}，{waits}：请按顺序填写。")
    if back:
        if not station.back:
            raise UnusableInputError(f"{station.label}是第一步，没有可以退回的上一步。")
        if not words.strip():
            raise UnusableInputError("退回要写明请对方核实什么。")
        return
    if station.needs_reason and reason not in loss_reasons():
        raise UnusableInputError(f"请为{station.label}从原因表里选一个亏损原因。")
    if (reason == _OTHER or not station.needs_reason) and not words.strip():
        raise UnusableInputError(f"{station.label}：请写明具体情况或准备怎么做。")


def counted_reasons(stays: Sequence[LossStay], known: Mapping[int, LossCourse]) -> tuple[tuple[str, int, int], ...]:
    """Reason ("" = none given yet) → stays and fen lost, in the order of the table, those without at the end."""
    cases: Counter[str] = Counter()
    fen: Counter[str] = Counter()
    for stay in stays:
        reason = course_of(stay.page_id, known).reason
        cases[reason] += 1
        fen[reason] += stay.loss
    order = [*loss_reasons(), *(one for one in cases if one and one not in loss_reasons()), ""]
    return tuple((one, cases[one], fen[one]) for one in order if cases[one])


@cache
def loss_steps() -> Mapping[str, LossStep]:
    """The stations in their order. Raises KnowledgeError."""
    rows = resource_table("people/loss_steps.csv", "step", "label", "asks", "next", "back", "needs_reason")
    steps = {
        row["step"]: LossStep(
            row["step"], row["label"], row["asks"], row["next"], row["back"], row["needs_reason"] == "1"
        )
        for row in rows
    }
    for step in steps.values():
        if not {step.next, step.back} <= {"", *steps}:
            raise KnowledgeError(f"loss_steps.csv：“{step.label}”的 next 或 back 不是表里的一步。")
    return steps


@cache
def loss_reasons() -> Mapping[str, LossReason]:
    """The reasons in their order."""
    rows = resource_table("people/loss_reasons.csv", "reason", "label", "about", "note")
    return {row["reason"]: LossReason(row["reason"], row["label"], row["about"], row["note"]) for row in rows}


def reason_label(reason: str) -> str:
    """The words of a reason; one that is not in the table as it was written."""
    known = loss_reasons().get(reason)
    return known.label if known is not None else reason or "未填写"


def _course(words: Sequence[LossWord]) -> LossCourse:
    at = first_step()
    for word in words:
        step = loss_steps()[word.step]
        if word.is_back:
            at = step.back
        elif word.step == at:
            at = step.next
    return LossCourse(at, tuple(words))


def _word(entry: Noted) -> LossWord:
    said = entry.said
    texts = [str(said.get(key) or "") for key in (STEP, REASON, WORDS, BY)]
    return LossWord(texts[0], texts[1], texts[2], texts[3], entry.name, entry.at, is_back=said.get(BACK) is True)


def _labels() -> str:
    return "、".join(step.label for step in loss_steps().values())
