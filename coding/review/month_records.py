"""What a department keeps beside its months: targets, teams, classes of risk and of wards, questions to the insurer.

Each is folded from entries of the journal, in the shape in which the figures are asked for. The last word counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.review.noted import Noted

#: The kinds of the journal that are read here.
TARGET: Final = "target"
TEAM: Final = "team"
RISK: Final = "risk"
WARD_CLASS: Final = "ward_class"
QUESTION: Final = "question"

#: Doctor, team, from, to: days included, None = without end. A team of "" = in none from then on.
TeamSpell: TypeAlias = "tuple[str, str, date | None, date | None]"
#: Indicator, ward ("" = every one), year (0 = every one).
TargetKey: TypeAlias = "tuple[str, str, int]"


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the insurer 向医保的提问. ``answered`` None: it is open. ``about``: a rule, a group, a record."""

    number: str
    asked: date
    whom: str
    text: str
    about: str = ""
    page_id: int | None = None
    by: str = ""
    answer: str = ""
    answered: date | None = None
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered."""
        return self.answered is None

    def days_open(self, today: date) -> int:
        """How many days it was, or has been, waited for an answer."""
        return ((self.answered or today) - self.asked).days


def target_said(indicator: str, ward: str, year: int, value: Decimal | None) -> dict[str, Any]:
    """What the entry of a target says; ``value`` in the unit of the indicator, None: it is none any more."""
    return {"indicator": indicator, "ward": ward, "year": year, "value": None if value is None else str(value)}


def targets_of(entries: Iterable[Noted]) -> dict[TargetKey, Decimal]:
    """(indicator, ward, year) → what is aimed at."""
    found: dict[TargetKey, Decimal] = {}
    for entry in entries:
        if entry.kind == TARGET:
            said = entry.said
            key = str(said["indicator"]), str(said.get("ward", "")), int(said.get("year", 0))
            found.pop(key, None)
            if said.get("value") is not None:
                found[key] = Decimal(str(said["value"]))
    return found


def team_said(spell: TeamSpell) -> dict[str, Any]:
    """What the entry of a doctor's team says."""
    doctor, team, first, last = spell
    return {"doctor": doctor, "team": team, "first": _text(first), "last": _text(last)}


def teams_of(entries: Iterable[Noted]) -> tuple[TeamSpell, ...]:
    """The spells of all doctors by doctor and day. A later entry of the same doctor and first day takes its place; a
    spell without an end ends the day before the next one of the doctor begins.
    """
    found: dict[tuple[str, date | None], TeamSpell] = {}
    for entry in entries:
        if entry.kind == TEAM:
            said = entry.said
            spell = str(said["doctor"]), str(said["team"]), _day(said.get("first")), _day(said.get("last"))
            found[spell[0], spell[2]] = spell
    ordered = sorted(found.values(), key=lambda spell: (spell[0], spell[2] or date.min))
    ended = [_ended(spell, after) for spell, after in zip_longest(ordered, ordered[1:])]
    return tuple(spell for spell in ended if spell[1])


def risk_said(drg: str, risk: str) -> dict[str, Any]:
    """What the entry of a group's class of risk says."""
    return {"drg": drg, "risk": risk}


def risks_of(entries: Iterable[Noted]) -> dict[str, str]:
    """Group → class of risk, in the words in which it was imported."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.kind == RISK:
            found[str(entry.said["drg"])] = str(entry.said["risk"])
    return {drg: risk for drg, risk in found.items() if risk}


def ward_class_said(ward: str, its: str) -> dict[str, Any]:
    """What the entry of a ward's class says; "" = it is in none any more."""
    return {"ward": ward, "class": its}


def ward_classes_of(entries: Iterable[Noted]) -> dict[str, str]:
    """Ward → class, as ``figures_of`` takes it."""
    found = {str(entry.said["ward"]): str(entry.said["class"]) for entry in entries if entry.kind == WARD_CLASS}
    return {ward: its for ward, its in found.items() if its}


def questions_of(entries: Iterable[Noted]) -> tuple[Question, ...]:
    """The register, oldest first; a later entry of the same number brings its answer."""
    found: dict[str, Question] = {}
    for entry in entries:
        if entry.kind != QUESTION:
            continue
        said, before = entry.said, found.get(entry.subject)
        if "text" in said:
            # two people who ask at the same moment ask two questions
            number = entry.subject if before is None else f"{entry.subject}-{len(found) + 1}"
            found[number] = Question(
                number,
                _day(said.get("asked")) or entry.at.date(),
                str(said.get("whom", "")),
                str(said["text"]),
                str(said.get("about", "")),
                entry.page_id,
                entry.name,
            )
        elif before is not None and "answer" in said:
            day = _day(said.get("answered")) or entry.at.date()
            found[entry.subject] = replace(before, answer=str(said["answer"]), answered=day, answered_by=entry.name)
    return tuple(found.values())


def next_question(questions: Iterable[Question], day: date) -> str:
    """2026-Q003: the number of the next question of a year."""
    count = sum(one.number.startswith(f"{day.year}-Q") for one in questions)
    return f"{day.year}-Q{count + 1:03d}"


def question_refusal(text: str, answer: str | None = None) -> str:
    """Why a question or its answer cannot be kept; "" where nothing speaks against it."""
    if not text.strip():
        return "请写明要问医保什么，再登记。"
    return "请写明医保的答复，再登记。" if answer is not None and not answer.strip() else ""


def _ended(spell: TeamSpell, after: TeamSpell | None) -> TeamSpell:
    doctor, team, first, last = spell
    if after is None or after[0] != doctor or after[2] is None:
        return spell
    before_next = date.fromordinal(after[2].toordinal() - 1)
    return (doctor, team, first, before_next if last is None else min(last, before_next))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def targets_in(found: Mapping[TargetKey, Decimal], ward: str, year: int) -> dict[str, Decimal]:
    """Indicator → the target of a ward in a year: its own before that of every ward, of the year before every year."""
    told: dict[str, Decimal] = {}
    for key in (("", 0), ("", year), (ward, 0), (ward, year)):
        told |= {indicator: value for (indicator, *of), value in found.items() if tuple(of) == key}
    return told
