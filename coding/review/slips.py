"""Slips 反馈单: what a ward is asked of its pages, by number and line; the states of a slip and the words of an answer.

One slip is of one ward and month, and has a version: made anew it keeps its number. The tables are
``resources/people/slip_*.csv``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.rows import row_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: What stands for a ward or a doctor that the page does not say.
NO_WARD: Final = "未填科室"
NO_DOCTOR: Final = "未填医师"
_NO_NUMBER = re.compile(r"[#|\s\x00-\x1f\x7f/\\:*?\"<>\[\]]+")
_LONGEST_WARD = 30


class SlipState(StrEnum):
    """Where a slip is."""

    DRAFTED = "drafted"
    SENT = "sent"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"drafted": "待发", "sent": "已发", "answered": "已答", "withdrawn": "已收回"}[self.value]


class AnswerKind(StrEnum):
    """What the doctor says to a line."""

    CHANGED = "changed"
    CORRECT = "correct"
    NOTED = "noted"

    @property
    def label(self) -> str:
        """The word in the drop-down list."""
        return _answers()[self].label


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One finding as the doctor is asked about it.

    ``value`` is the text of the place as it stood, for comparing; ``shown`` is 现值 as the slip shows it.
    ``is_value_told`` False: the value may not stand on a slip, and ``value`` is "": nobody can compare.
    ``anchor``: what the row is, by which it is found again where it has moved. ``page_id``: in the store that asked;
    None: from files.
    """

    line: int
    case_no: str
    times: str
    discharged: str
    ward: str
    doctor: str
    field: str
    index: int | None
    value: str
    shown: str
    problem: str
    basis: str
    check: str
    rule: str
    is_value_told: bool = True
    anchor: str = ""
    page_id: int | None = None

    @property
    def label(self) -> str:
        """栏目: the words of the place."""
        return place_label(self.field, self.index)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; ``from_dict`` gives an equal line."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SlipLine:
        """The line that ``as_dict`` described. Raises ValueError where a file holds anything else."""
        types: dict[str, Any] = {"line": int, "index": (int, type(None)), "page_id": (int, type(None))}
        types["is_value_told"] = bool
        for part in fields(cls):
            if part.name in data and not isinstance(data[part.name], types.get(part.name, str)):
                raise ValueError(part.name)
        return cls(**data)

    @property
    def identity(self) -> str:
        """What makes two lines of two versions the same question: 12 hex digits of stay, rule and place."""
        told = (self.case_no, self.times, self.discharged, self.rule, self.field, self.index)
        return hashlib.blake2b(repr(told).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Slip:
    """What one ward is asked of the pages of a month. ``due``: the last day for answers, None = not set."""

    number: str
    version: int
    ward: str
    month: str
    due: date | None
    lines: tuple[SlipLine, ...]

    @property
    def doctors(self) -> tuple[str, ...]:
        """Whom it asks, in the order of their lines."""
        return tuple(dict.fromkeys(line.doctor for line in self.lines))

    def of(self, doctor: str) -> tuple[SlipLine, ...]:
        """The lines of one doctor."""
        return tuple(line for line in self.lines if line.doctor == doctor)

    def key(self, line: SlipLine) -> str:
        """What stands beside a line in a workbook, so that it is found again wherever it has been moved."""
        return SlipKey(self.number, self.version, line.line, line_check(line)).text

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; ``from_dict`` gives an equal slip."""
        return {
            "number": self.number,
            "version": self.version,
            "ward": self.ward,
            "month": self.month,
            "due": self.due.isoformat() if self.due else "",
            "lines": [line.as_dict() for line in self.lines],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Slip:
        """The slip that ``as_dict`` described. Raises ValueError where a file holds anything else."""
        return cls(
            str(data["number"]),
            int(data["version"]),
            str(data["ward"]),
            str(data["month"]),
            date.fromisoformat(data["due"]) if data.get("due") else None,
            tuple(map(SlipLine.from_dict, data["lines"])),
        )


@dataclass(frozen=True, slots=True)
class SlipKey:
    """The key of a line: ``2026-10-心内科-01#2#7#1a2b3c4d5e6f``."""

    number: str
    version: int
    line: int
    check: str

    @property
    def text(self) -> str:
        """As it stands in a cell."""
        return f"{self.number}#{self.version}#{self.line}#{self.check}"


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """One row of the table of answers. ``value``: must, may, never; ``said``: what is read as this answer, too."""

    label: str
    value: str
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class SlipColumn:
    """One column of the workbook. ``width`` in narrow signs; ``is_filled``: by the doctor, all others are locked."""

    key: str
    title: str
    width: int
    is_filled: bool
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipStep:
    """One row of the table of steps. ``by_person`` False: it comes about when the last answer has been read."""

    before: SlipState
    after: SlipState
    label: str
    by_person: bool
    needs_reason: bool


def read_key(text: str) -> SlipKey | None:
    """The key that a cell holds; None where it holds none."""
    parts = text.strip().split("#")
    if len(parts) != 4 or not (parts[0] and parts[1].isdecimal() and parts[2].isdecimal()):
        return None
    return SlipKey(parts[0], int(parts[1]), int(parts[2]), parts[3])


def line_check(line: SlipLine) -> str:
    """12 hex digits of what a line says: a number alone might be another hospital's."""
    told = (line.identity, line.doctor, line.shown, line.problem)
    return hashlib.blake2b(repr(told).encode(), digest_size=6).hexdigest()


def slip_number(month: str, ward: str, serial: int) -> str:
    """2026-10-心内科-01; signs that no file name or key can hold become one ``_``."""
    return f"{month}-{number_ward(ward)}-{serial:02}"


def number_ward(ward: str) -> str:
    """The ward as it stands in numbers."""
    return _NO_NUMBER.sub("_", ward.strip())[:_LONGEST_WARD] or NO_WARD


def slips_of_lines(
    lines: Iterable[SlipLine],
    month: str,
    due: date | None,
    number_of: Callable[[str], tuple[str, int]] | None = None,
) -> tuple[Slip, ...]:
    """A slip a ward, wards in order; lines by doctor, discharge and record number, numbered from 1.

    ``number_of``: ward → number and version; by default the first of its ward, version 1.
    """
    by_ward: dict[str, list[SlipLine]] = {}
    for line in lines:
        by_ward.setdefault(line.ward, []).append(line)
    taken: set[str] = set()

    def first(ward: str) -> tuple[str, int]:
        serial = next(n for n in range(1, len(by_ward) + 2) if slip_number(month, ward, n).casefold() not in taken)
        return slip_number(month, ward, serial), 1

    made: list[Slip] = []
    for ward in sorted(by_ward):
        number, version = (number_of or first)(ward)
        taken.add(number.casefold())
        ordered = sorted(by_ward[ward], key=_order)
        numbered = tuple(replace(line, line=at) for at, line in enumerate(ordered, 1))
        made.append(Slip(number, version, ward, month, due, numbered))
    return tuple(made)


def _order(line: SlipLine) -> tuple[object, ...]:
    place = -1 if line.index is None else line.index
    return (line.doctor, line.discharged, line.case_no, line.times, line.field, place, line.rule)


def place_label(field: str, index: int | None) -> str:
    """其他诊断2·入院病情: a place of the page in words."""
    label = field_catalogue().label(field)
    found = ROW_ATTRIBUTES.get(field)
    if found is None or index is None or (found[0] == "diagnosis" and index == 0):
        return label
    return f"{row_label(found[0], index)}·{label}"


def steps_from(state: SlipState) -> tuple[SlipStep, ...]:
    """The steps that a person may make of a slip in this state."""
    return tuple(step for step in _steps() if step.before is state and step.by_person)


def step_refusal(before: SlipState, after: SlipState, reason: str = "") -> str:
    """Why a person cannot make the step; "" where nothing speaks against it."""
    step = next((one for one in steps_from(before) if one.after is after), None)
    if step is None:
        return f"反馈单{before.label}，不能到“{after.label}”：请刷新后再看。"
    if step.needs_reason and not reason.strip():
        return f"“{step.label}”要写明理由：请填写后再试。"
    return ""


def answer_words() -> Mapping[AnswerKind, AnswerWords]:
    """Answer → its words."""
    return _answers()


def read_answer(text: str) -> AnswerKind | None:
    """The answer that a cell says; None where it is no such word."""
    plain = re.sub(r"[\s：:，,。.；;]+", "", text)
    return next((kind for kind, words in _answers().items() if plain == words.label or plain in words.said), None)


def slip_columns() -> Sequence[SlipColumn]:
    """The columns of the workbook from left to right."""
    return _columns()


@cache
def _steps() -> tuple[SlipStep, ...]:
    table = resource_table("people/slip_steps.csv", "before", "after", "label", "by", "needs_reason")
    try:
        return tuple(
            SlipStep(
                SlipState(row["before"]),
                SlipState(row["after"]),
                row["label"],
                row["by"] == "person",
                row["needs_reason"] == "1",
            )
            for row in table
        )
    except ValueError as error:
        raise KnowledgeError(f"{table.name}：有程序不认识的状态，请重新安装本程序。") from error


@cache
def _answers() -> Mapping[AnswerKind, AnswerWords]:
    table = resource_table("people/slip_answers.csv", "answer", "label", "value", "said")
    found = {row["answer"]: AnswerWords(row["label"], row["value"], frozenset(row["said"].split())) for row in table}
    if set(found) != set(AnswerKind):
        raise KnowledgeError(f"{table.name}：答复与程序不一致，请重新安装本程序。")
    return {AnswerKind(answer): words for answer, words in found.items()}


@cache
def _columns() -> tuple[SlipColumn, ...]:
    table = resource_table("people/slip_columns.csv", "column", "title", "width", "filled", "said")
    return tuple(
        SlipColumn(row["column"], row["title"], int(row["width"]), row["filled"] == "1", tuple(row["said"].split()))
        for row in table
    )
