"""Targets, teams, classes of risk and of wards, questions to the insurer in a store: by a table, or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.exchange.record_tables import RecordTable, read_risks, read_targets, read_ward_classes
from coding.exchange.team_file import Teams, read_teams
from coding.indicators.indicator import indicators
from coding.review.month_records import (
    Question,
    next_question,
    question_refusal,
    questions_of,
    risk_said,
    risks_of,
    target_said,
    targets_of,
    team_said,
    teams_of,
    ward_class_said,
    ward_classes_of,
)
from coding.store.kept_months import MonthKind

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from coding.review.month_records import TargetKey, TeamSpell
    from coding.store.kept_months import KeepsMonths


def kept_targets(store: KeepsMonths) -> dict[TargetKey, Decimal]:
    """(indicator, ward, year) → what is aimed at, as ``figures_of`` takes it."""
    return targets_of(store.month_entries(kinds={MonthKind.TARGET}))


def kept_teams(store: KeepsMonths) -> tuple[TeamSpell, ...]:
    """Doctor, team, from, to, as ``figures_of`` takes them."""
    return teams_of(store.month_entries(kinds={MonthKind.TEAM}))


def kept_risks(store: KeepsMonths) -> dict[str, str]:
    """Group → class of risk, as ``figures_of`` takes it."""
    return risks_of(store.month_entries(kinds={MonthKind.RISK}))


def kept_ward_classes(store: KeepsMonths) -> dict[str, str]:
    """Ward → class, as ``figures_of`` takes it."""
    return ward_classes_of(store.month_entries(kinds={MonthKind.WARD_CLASS}))


def bring_ward_classes(store: KeepsMonths, path: Path) -> RecordTable:
    """Keep the classes of wards of a file; wards that it does not name stay in theirs. Raises CodingError."""
    table = read_ward_classes(path)
    if table.classes:
        entries = [("", ward, None, ward_class_said(ward, its)) for ward, its in table.classes]
        store.note_months(MonthKind.WARD_CLASS, entries)
    return table


def bring_targets(store: KeepsMonths, path: Path) -> RecordTable:
    """Keep the targets of a file; what was kept before and does not stand there stays. Raises CodingError."""
    known = {name: one.id for one in indicators().values() for name in (one.id, one.name)}
    table = read_targets(path, known)
    said = [target_said(one.indicator, one.ward, one.year, one.value) for one in table.targets]
    if said:
        store.note_months(MonthKind.TARGET, [("", str(one["indicator"]), None, one) for one in said])
    return table


def set_target(store: KeepsMonths, indicator: str, ward: str, year: int, value: Decimal | None) -> None:
    """Keep one target; None: there is none any more. Raises CodingError for an indicator that there is not."""
    if indicator not in indicators():
        raise CodingError(f"没有编号为“{indicator}”的指标：请从指标表中选择。")
    if value is not None and not value.is_finite():
        raise CodingError(f"目标值“{value}”不是数字：请改正后再保存。")
    store.note_month(MonthKind.TARGET, target_said(indicator, ward.strip(), year, value), subject=indicator)


def bring_teams(store: KeepsMonths, path: Path) -> Teams:
    """Keep the teams of a file; doctors that it does not name stay in theirs. Raises CodingError."""
    table = read_teams(path)
    if table.spells:
        store.note_months(MonthKind.TEAM, [("", spell.doctor, None, team_said(spell)) for spell in table.spells])
    return table


def set_team(store: KeepsMonths, doctor: str, team: str, first: date, last: date | None = None) -> None:
    """A doctor is in a team ("" = in none) from a day on. Raises CodingError without a doctor."""
    if not doctor.strip():
        raise CodingError("请写明是哪位医师，再保存医疗组。")
    spell = (doctor.strip(), team.strip(), first, last)
    store.note_month(MonthKind.TEAM, team_said(spell), subject=spell[0])


def bring_risks(store: KeepsMonths, path: Path) -> RecordTable:
    """Keep the classes of risk of a file. Raises CodingError."""
    table = read_risks(path)
    if table.risks:
        entries = [("", drg, None, risk_said(drg, risk)) for drg, risk in table.risks]
        store.note_months(MonthKind.RISK, entries)
    return table


# -- questions to the insurer


def questions(store: KeepsMonths) -> tuple[Question, ...]:
    """The register of questions to the insurer, oldest first."""
    return questions_of(store.month_entries(kinds={MonthKind.QUESTION}))


def ask_insurer(
    store: KeepsMonths, text: str, day: date, whom: str = "", about: str = "", page_id: int | None = None
) -> Question:
    """Register a question. Raises CodingError for an empty one."""
    if why := question_refusal(text):
        raise CodingError(why)
    number = next_question(questions(store), day)
    said = {"asked": day.isoformat(), "whom": whom.strip(), "text": text.strip(), "about": about.strip()}
    entry = store.note_month(MonthKind.QUESTION, said, subject=number, page_id=page_id)
    own = [one for one in questions(store) if one.by == entry.name]
    return own[-1]


def answer_question(store: KeepsMonths, number: str, answer: str, day: date) -> Question:
    """Register what the insurer answered. Raises CodingError for an empty answer or a number that there is not."""
    known = next((one for one in questions(store) if one.number == number), None)
    if known is None:
        raise CodingError(f"没有编号为 {number} 的提问：请刷新后再选。")
    if why := question_refusal(known.text, answer):
        raise CodingError(why)
    said = {"answer": answer.strip(), "answered": day.isoformat()}
    store.note_month(MonthKind.QUESTION, said, subject=number, page_id=known.page_id)
    return next(one for one in questions(store) if one.number == number)
