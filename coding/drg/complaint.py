"""What is wrong with a scheme, told by file and row; many of one cause in one line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.base.readable import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


#: How many times more codes than other complaints are told one by one.
_CODES = 10


class Grade(StrEnum):
    """How much a complaint weighs: GRAVE before a scheme is used it is asked, NOTE is no fault but should be known."""

    GRAVE = "grave"
    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a pack that does not keep it from being used: file, line from 1 (0 = the file as a whole),
    Chinese sentence. Complaints of one ``cause`` (never "") have one reason and may be told in one line.
    """

    file: str
    row: int
    message: str
    grade: Grade = Grade.FAULT
    cause: str = ""

    def __str__(self) -> str:
        return readable(f"{self.place}：{self.message}")

    @property
    def place(self) -> str:
        """File and row in words."""
        return f"{self.file} 第{self.row}行" if self.row else self.file


def in_order(complaints: Iterable[Complaint]) -> list[Complaint]:
    """The complaints by file and row."""
    return sorted(complaints, key=lambda c: (c.file, c.row))


def rolled(complaints: Sequence[Complaint], apart: int) -> list[Complaint]:
    """The complaints, those of one cause as one with their number and the first three places where they are more
    than ``apart``; it stands at the place of the first. Codes are told one by one ten times as long: each has a code
    of its own that is meant.
    """
    of_cause: dict[str, list[Complaint]] = {}
    for complaint in complaints:
        if complaint.cause:
            of_cause.setdefault(complaint.cause, []).append(complaint)
    told = []
    for complaint in complaints:
        same = of_cause.get(complaint.cause, [])
        if len(same) <= (apart * _CODES if complaint.cause.startswith("编码") else apart):
            told.append(complaint)
        elif same[0] is complaint:
            told.append(_together(same))
    return told


def _together(same: list[Complaint]) -> Complaint:
    first = same[0]
    others = "、".join(c.place for c in same[1:3])
    more = f"（同一原因共 {len(same):,} 处，另见{others}{'等' if len(same) > 3 else ''}）"
    return Complaint(first.file, first.row, f"{first.message}{more}", first.grade, first.cause)


#: More complaints of one cause are counted only: a damaged table must not fill the memory.
_MOST_OF_A_CAUSE = 1_000
#: (file, line, sentence), as complaints are cached.
Told = tuple[str, int, str]


class ComplaintBook:
    """Complaints while they are gathered: ``complaints`` and ``notes``, and the grade and cause of those that have one
    beyond a plain fault.
    """

    def __init__(self) -> None:
        self.complaints: list[Told] = []
        self.notes: list[Told] = []
        self.marks: dict[Told, tuple[str, str]] = {}
        self._of_cause: dict[str, int] = {}

    def add(self, file: str, row: int, message: str, grade: Grade = Grade.FAULT, cause: str = "") -> None:
        """Take one more."""
        told = (file, row, message)
        if cause:
            self._of_cause[cause] = self._of_cause.get(cause, 0) + 1
            if self._of_cause[cause] > _MOST_OF_A_CAUSE:
                return
        (self.notes if grade is Grade.NOTE else self.complaints).append(told)
        if cause or grade is not Grade.FAULT:
            self.marks[told] = (grade.value, cause)

    def close(self) -> None:
        """Say how many were counted only."""
        for cause, count in self._of_cause.items():
            if count > _MOST_OF_A_CAUSE:
                words = f"“{cause}”共 {count:,} 处，只列出前 {_MOST_OF_A_CAUSE:,} 处。"
                self.complaints.append(("方案", 0, words))
