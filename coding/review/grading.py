"""Grading a sample: blind, with a class of error, a grade, one contest, and the figures of it.

The tables are ``resources/people/``: ``blind.csv``, ``error_classes.csv``, ``grades.csv``, ``training_topics.csv``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.review.people import Command
from coding.review.wilson import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.page.front_page import FrontPage
    from coding.review.people import Person

#: The share of right principal diagnoses that a department aims at.
PRINCIPAL_TARGET: Final = 0.90


class Judged(StrEnum):
    """What is called right or wrong on a page of a sample."""

    PRINCIPAL = "principal"
    MAIN_PROCEDURE = "main_procedure"
    OTHERS = "others"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"principal": "主要诊断", "main_procedure": "主要手术操作", "others": "其他诊断和操作"}[self.value]


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """A class of errors, and of what it can be one."""

    id: str
    label: str
    of: frozenset[Judged]
    note: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade 甲, 乙, 丙, and what has to be right for it."""

    id: str
    label: str
    demands: frozenset[Judged]


@dataclass(frozen=True, slots=True)
class SampleVerdict:
    """What a grader says of a page: right, wrong, or None where there is nothing to judge (no procedure).

    ``right_codes``: what the codes ought to be; ``errors``: ids of classes; ``grade``: an id. ``grader``: a person's
    id. After a contest there is a second one of the same page: the last one counts.
    """

    page_id: int
    principal: bool | None
    main_procedure: bool | None
    others: bool | None
    grade: str
    grader: int
    right_codes: str = ""
    errors: tuple[str, ...] = ()
    words: str = ""

    def of(self, judged: Judged) -> bool | None:
        """What it says of one of the three."""
        return {
            Judged.PRINCIPAL: self.principal,
            Judged.MAIN_PROCEDURE: self.main_procedure,
            Judged.OTHERS: self.others,
        }[judged]

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """What it calls wrong."""
        return tuple(judged for judged in Judged if self.of(judged) is False)


@dataclass(frozen=True, slots=True)
class Contest:
    """A coder contests the verdict on a page, once. ``coder``: a person's id."""

    page_id: int
    coder: int
    words: str


def blinded(page: FrontPage) -> FrontPage:
    """The page as the grader is shown it: nobody's name who coded or judged it, no earlier verdict."""
    hidden = _blind()
    values = {key: text for key, text in page.values.items() if key not in hidden}
    settlement = blinded(page.settlement) if page.settlement is not None else None
    return replace(page, values=values, supplied=page.supplied - hidden, extra={}, settlement=settlement)


def suggested_grade(principal: bool | None, main_procedure: bool | None, others: bool | None) -> Grade:
    """The first grade of the table whose demands are met; what there is nothing to judge of is no fault."""
    told = {Judged.PRINCIPAL: principal, Judged.MAIN_PROCEDURE: main_procedure, Judged.OTHERS: others}
    wrong = {judged for judged, is_right in told.items() if is_right is False}
    return next(grade for grade in grades().values() if not grade.demands & wrong)


def verdict_refusal(verdict: SampleVerdict) -> str:
    """What is missing in a verdict; "" where it is complete."""
    classes = error_classes()
    unknown = [error for error in verdict.errors if error not in classes]
    if unknown or verdict.grade not in grades():
        return "评分中有不认识的错误类别或等级：请从列表中选择。"
    for judged in verdict.wrong:
        if not any(judged in classes[error].of for error in verdict.errors):
            return f"“{judged.label}”评为错误：请选择错误类别。"
    if verdict.principal is False and not verdict.right_codes.strip():
        return "主要诊断评为错误：请写出正确的编码。"
    if verdict.errors and not verdict.wrong:
        return "选了错误类别而各项都评为正确：请改为一致后再保存。"
    return ""


def contest_refusal(
    verdict: SampleVerdict | None, contests: Iterable[Contest], person: Person, coder: int | None, words: str
) -> str:
    """Why this person cannot contest the verdict; "" where nothing speaks against it. ``coder``: who coded the page."""
    if verdict is None:
        return "这份病案还没有评分，没有可以提出异议的结论。"
    if not person.may(Command.CONTEST) or coder != person.id:
        return "只有这份病案的编码员可以对抽查结论提出异议。"
    if any(contest.page_id == verdict.page_id for contest in contests):
        return "对这份病案已经提过一次异议：每份只能提一次，结论以复评为准。"
    if not verdict.wrong:
        return "结论没有说哪里有错，不需要异议。"
    return "" if words.strip() else "请写明异议的理由和病历中的依据。"


def last_verdicts(verdicts: Iterable[SampleVerdict]) -> tuple[SampleVerdict, ...]:
    """Of each page the verdict that counts: the last one, in the order given."""
    return tuple({verdict.page_id: verdict for verdict in verdicts}.values())


def right_of(verdicts: Iterable[SampleVerdict], judged: Judged) -> Figure:
    """How many were right of those judged: of none there is no share. The last verdict of a page counts."""
    told = [is_right for verdict in last_verdicts(verdicts) if (is_right := verdict.of(judged)) is not None]
    return Figure(sum(told), len(told))


def counted_errors(verdicts: Iterable[SampleVerdict]) -> Mapping[str, int]:
    """How many pages have each class of error, in the order of the table; classes without any are left out."""
    counts = Counter(error for verdict in last_verdicts(verdicts) for error in dict.fromkeys(verdict.errors))
    return {error: counts[error] for error in error_classes() if counts[error]}


@dataclass(frozen=True, slots=True)
class TrainingTopic:
    """What a training would be about, because so many pages of a sample have errors of this class."""

    error: str
    label: str
    pages: int
    topic: str
    clause: str


def training_topic(error: str) -> str:
    """What a training would be about because of a class of error; "" where the table does not say."""
    return _topics().get(error, ("", ""))[0]


def training_topics(verdicts: Iterable[SampleVerdict]) -> tuple[TrainingTopic, ...]:
    """The topics of a training from the classes of error, the most pages first, then in the order of the table."""
    table = _topics()
    counted = sorted(counted_errors(verdicts).items(), key=lambda pair: -pair[1])
    return tuple(
        TrainingTopic(error, error_classes()[error].label, pages, *table.get(error, ("", "")))
        for error, pages in counted
    )


def counted_grades(verdicts: Sequence[SampleVerdict]) -> Mapping[str, int]:
    """How many pages have each grade, in the order of the table."""
    counts = Counter(verdict.grade for verdict in last_verdicts(verdicts))
    return {grade: counts[grade] for grade in grades()}


@cache
def error_classes() -> Mapping[str, ErrorClass]:
    """The classes of errors by id, in the order of the table."""
    table = resource_table("people/error_classes.csv", "class", "label", "of", "note")
    found: dict[str, ErrorClass] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            of = frozenset(Judged(word) for word in row["of"].split())
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：of 列有不认识的词，请对照表头的说明改正。") from error
        found[row["class"]] = ErrorClass(row["class"], row["label"], of, row["note"])
    return found


@cache
def grades() -> Mapping[str, Grade]:
    """The grades by id, the best first. Raises KnowledgeError where the last one demands anything."""
    table = resource_table("people/grades.csv", "grade", "label", *Judged)
    found = {
        row["grade"]: Grade(row["grade"], row["label"], frozenset(one for one in Judged if row[one].strip() == "1"))
        for row in table
    }
    if not found or list(found.values())[-1].demands:
        raise KnowledgeError(f"{table.name}：最后一个等级不能再有要求，请改正。")
    return found


@cache
def _topics() -> Mapping[str, tuple[str, str]]:
    """Class of error → topic and clause."""
    rows = resource_table("people/training_topics.csv", "class", "topic", "clause")
    return {row["class"]: (row["topic"], row["clause"]) for row in rows}


@cache
def _blind() -> frozenset[str]:
    return frozenset(row["field"] for row in resource_table("people/blind.csv", "field"))
