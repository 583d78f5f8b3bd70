"""What an examination says of a page: findings, and what could not be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.page.moment import Moment

if TYPE_CHECKING:
    from coding.page.change import Change


class Severity(StrEnum):
    """强制 blocks submission; 提示 wants a look and a reason; 信息 is for the eye only."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"error": "强制", "warning": "提示", "info": "信息"}[self.value]


class Strength(StrEnum):
    """Whether the page alone proves a defect, or the record has to be looked at."""

    CLEAR = "clear"
    SUSPECTED = "suspected"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"clear": "明确", "suspected": "可疑"}[self.value]


class Dimension(StrEnum):
    """The four dimensions of the 2016 standard, plus coding and DRG compliance."""

    COMPLETENESS = "completeness"
    TIMELINESS = "timeliness"
    ACCURACY = "accuracy"
    STANDARDISATION = "standardisation"
    CODING = "coding"
    DRG = "drg"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {
            "completeness": "完整性",
            "timeliness": "及时性",
            "accuracy": "准确性",
            "standardisation": "规范性",
            "coding": "编码",
            "drg": "DRG合规",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the page; ``index`` is the row of a repeated field (0 = principal or main), else None."""

    field: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: which rule, where, in which words, resting on which clause, and what would mend it.

    ``moment``: from when on it counts, as the rule says; ``strength``: whether the page alone proves it;
    ``violation``: the insurer's class of violation that such a page may stand for, "" for none.
    """

    rule: str
    dimension: Dimension
    severity: Severity
    place: Place
    message: str
    hint: str
    basis: str
    value: str = ""
    changes: tuple[Change, ...] = ()
    also: tuple[Place, ...] = ()
    moment: Moment = Moment.TYPING
    strength: Strength = Strength.SUSPECTED
    violation: str = ""

    @property
    def identity(self) -> tuple[str, str, int | None, str]:
        """What makes two findings of two examinations the same one."""
        return (self.rule, self.place.field, self.place.index, self.message)


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that could not be judged on this page, and the Chinese reason: what would let it judge.

    ``defect``: where the program itself failed over the rule, the trace for its maintainers, without a word of the
    page; "" where the page, the knowledge or the hospital's own condition is the reason.
    """

    rule: str
    reason: str
    defect: str = ""

    @property
    def is_defect(self) -> bool:
        """Whether the program failed, which no input and no knowledge would mend."""
        return bool(self.defect)
