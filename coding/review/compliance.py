"""Suspected violations want an answer from a list; the monthly lists look both ways. Folded from the journal.

The tables are ``resources/people/suspected_answers.csv`` and ``resources/indicators/compliance_lists.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.finding import Place, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coding.page.finding import Finding
    from coding.review.noted import Noted

#: The kind of the journal that is read here.
SUSPECTED: Final = "suspected"


class Way(StrEnum):
    """In which way a page may have gone wrong: paid too much, too little, or either."""

    UP = "up"
    DOWN = "down"
    NONE = "none"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"up": "多记（高）", "down": "少记（低）", "none": "不分方向"}[self.value]


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """One answer of the list. ``needs_words``: nobody gives it without saying why."""

    id: str
    label: str
    needs_words: bool
    note: str


@dataclass(frozen=True, slots=True)
class ComplianceList:
    """One list of the month: the findings of these rules."""

    id: str
    label: str
    way: Way
    rules: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SuspectedAnswer:
    """What somebody answered for a finding of a page. The last answer to the same finding counts."""

    page_id: int
    rule: str
    place: Place
    answer: str
    words: str
    violation: str
    name: str
    at: datetime

    @property
    def label(self) -> str:
        """The words of the answer."""
        rule = suspected_answers().get(self.answer)
        return rule.label if rule is not None else self.answer

    @property
    def key(self) -> tuple[int, str, str, int | None]:
        """The finding that it is of."""
        return (self.page_id, self.rule, self.place.field, self.place.index)


@dataclass(frozen=True, slots=True)
class ComplianceLine:
    """A finding that stands on a list, or a suspected violation: of which page, and how it was answered.

    Its words quote no person. ``lists``: the ids of the lists on which it stands.
    """

    page_id: int
    case_no: str
    discharged: str
    ward: str
    doctor: str
    finding: Finding
    lists: tuple[str, ...]
    answer: SuspectedAnswer | None = None

    @property
    def wants_answer(self) -> bool:
        """Whether somebody still has to answer for it."""
        return self.answer is None and wants_answer(self.finding)


@dataclass(frozen=True, slots=True)
class ComplianceMonth:
    """What was found. ``off``: list → its rules that are switched off, or not in force: they found nothing."""

    month: str
    pages: int
    lines: tuple[ComplianceLine, ...]
    off: Mapping[str, tuple[str, ...]]

    def of_list(self, list_id: str) -> tuple[ComplianceLine, ...]:
        """The lines of one list."""
        return tuple(line for line in self.lines if list_id in line.lists)

    @property
    def open(self) -> tuple[ComplianceLine, ...]:
        """What is still to be answered."""
        return tuple(line for line in self.lines if line.wants_answer)


def suspected_answers() -> Mapping[str, AnswerRule]:
    """The answers by id, in the order of the table."""
    return _answers()


def answer_refusal(answer: str, words: str) -> str:
    """Why this cannot be the answer; "" where nothing speaks against it."""
    rule = _answers().get(answer)
    if rule is None:
        labels = "、".join(one.label for one in _answers().values())
        return f"答复只能从列表中选：{labels}。"
    return f"答复“{rule.label}”要写明理由：请填写后再保存。" if rule.needs_words and not words.strip() else ""


def wants_answer(finding: Finding) -> bool:
    """Whether somebody has to answer for a finding: a class of violation is suspected, whichever way it goes, or it
    stands on a list of the month and is not clear.
    """
    if finding.strength is not Strength.SUSPECTED:
        return False
    return bool(finding.violation) or finding.rule in _listed_rules()


def answer_said(finding: Finding, answer: str, words: str) -> dict[str, Any]:
    """What the entry of an answer says: JSON values."""
    return {
        "rule": finding.rule,
        "field": finding.place.field,
        "index": finding.place.index,
        "answer": answer,
        "words": words.strip(),
        "violation": finding.violation,
    }


def suspected_answered(entries: Iterable[Noted]) -> Mapping[tuple[int, str, str, int | None], SuspectedAnswer]:
    """Finding (page, rule, field, row) → the answer that counts."""
    found: dict[tuple[int, str, str, int | None], SuspectedAnswer] = {}
    for entry in entries:
        if entry.kind == SUSPECTED and entry.page_id is not None:
            said = entry.said
            place = Place(str(said.get("field", "")), said.get("index"))
            answer, words, violation = (str(said.get(name, "")) for name in ("answer", "words", "violation"))
            rule = str(said.get("rule", ""))
            one = SuspectedAnswer(entry.page_id, rule, place, answer, words, violation, entry.name, entry.at)
            found[one.key] = one
    return found


@cache
def compliance_lists() -> tuple[ComplianceList, ...]:
    """The lists of the month in their order. Raises KnowledgeError that names the row that cannot be read."""
    table = resource_table("indicators/compliance_lists.csv", "list", "label", "way", "rules", "note")
    found = []
    for row, line in zip(table, table.lines, strict=True):
        try:
            way = Way(row["way"])
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：方向只能是 up、down、none，请改正。") from error
        found.append(ComplianceList(row["list"], row["label"], way, tuple(row["rules"].split()), row["note"]))
    return tuple(found)


@cache
def _answers() -> Mapping[str, AnswerRule]:
    table = resource_table("people/suspected_answers.csv", "answer", "label", "words", "note")
    return {row["answer"]: AnswerRule(row["answer"], row["label"], row["words"] == "1", row["note"]) for row in table}


@cache
def _listed_rules() -> frozenset[str]:
    return frozenset(rule for one in compliance_lists() for rule in one.rules)
