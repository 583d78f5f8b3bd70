"""The trade of reviews: what people say of findings, changes and fields, whose a page is, and who is at it now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime


class About(StrEnum):
    """What a word of review is about."""

    PAGE = "page"
    FIELD = "field"  # ``subject`` is the field key, with ``#`` and the row where it has rows
    FINDING = "finding"  # the rule id, ``|``, the field, ``#``, the row
    CHANGE = "change"  # the id of the entry in the history
    WAIVER = "waiver"  # the id of the waiver


class Said(StrEnum):
    """What is said."""

    RIGHT = "right"  # 质控认可（Y）
    WRONG = "wrong"  # 质控不认可（N）
    COMMENT = "comment"
    REPLY = "reply"
    ASK_OPINION = "ask_opinion"  # 请第二意见
    OPINION = "opinion"  # 第二意见


@dataclass(frozen=True, slots=True)
class Review:
    """One word of review. ``answers``: the id of the one that it replies to. ``rule``: of a finding, its rule."""

    id: int
    page_id: int
    about: About
    subject: str
    said: Said
    text: str
    who: int
    name: str
    at: datetime
    answers: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Precision:
    """Of a rule: how many of its findings officers called right and wrong; None of both: nobody looked."""

    right: int
    wrong: int

    @property
    def value(self) -> float | None:
        """Right among those looked at; None where nobody looked."""
        looked = self.right + self.wrong
        return self.right / looked if looked else None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose page it is, since when, by whom; ``due``: the day on which it has to be done, None = no rule says."""

    page_id: int
    who: int
    by: str
    at: datetime
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody is at a page: nobody else writes to it until it ends by itself or is given back."""

    page_id: int
    who: int
    name: str
    until: datetime


class KeepsReviews(Protocol):
    """Reviews, assignments and who is at which page."""

    def say(
        self,
        page_id: int,
        about: About,
        subject: str,
        said: Said,
        text: str = "",
        *,
        answers: int | None = None,
        rule: str = "",
    ) -> Review:
        """Keep a word of review. A verdict on the same subject takes the place of the one before; both stay."""
        ...

    def reviews(self, page_id: int) -> Sequence[Review]:
        """All words on a page, oldest first."""
        ...

    def precision(self) -> Mapping[str, Precision]:
        """Of each rule whose findings were looked at: right and wrong, the last verdict on each counts."""
        ...

    def assign(
        self,
        ids: Iterable[int],
        who: int | None,
        due: Mapping[int, date] | None = None,
        *,
        seen: Mapping[int, int] | None = None,
    ) -> Sequence[int]:
        """Give pages to somebody, or take them back (None); which were. ``seen``: whose they were when it was thought
        of; a page that is somebody else's by now stays so.
        """
        ...

    def assignments(self, ids: Collection[int] | None = None) -> Mapping[int, Assignment]:
        """Whose these pages are; of all pages where no ids are given."""
        ...

    def words_about(self, about: About) -> Sequence[Review]:
        """All words about things of one kind, whatever page they were said on, oldest first."""
        ...

    def take(self, page_id: int, *, wait: bool = True) -> Taken:
        """Begin to work on a page, or go on: whose it is afterwards. Somebody else's name: it is taken, and one may
        only read. It ends ``TAKEN_SECONDS`` after it was taken last.

        ``wait`` False: raises StoreBusyError at once while something else is being written.
        """
        ...

    def give_back(self, page_id: int, *, wait: bool = True) -> None:
        """Be done with a page for now. ``wait``: see ``take``."""
        ...

    def at_work(self) -> Mapping[int, Taken]:
        """Which pages are somebody's now, and whose."""
        ...

    def evidence_words(self) -> Sequence[tuple[int, str]]:
        """Every text of evidence that was written, with its page, oldest first (``coding.review.same_words``)."""
        ...
