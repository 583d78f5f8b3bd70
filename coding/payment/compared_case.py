"""One page under two schemes: both groups, what they are worth, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.grouping.carrying import CarryingCode
    from coding.grouping.first_difference import FirstDifference

#: What weights out of the hospital's own cost are called wherever they are shown.
PROVISIONAL_WORDS = "暂定权重（本院费用推算）"


class Basis(StrEnum):
    """What weights or payments of both schemes rest on. A difference is never taken between two of these."""

    TARIFF = "tariff"
    PROVISIONAL = "provisional"
    NONE = "none"

    @property
    def label(self) -> str:
        """The word for it."""
        return {Basis.TARIFF: "权重表", Basis.PROVISIONAL: PROVISIONAL_WORDS, Basis.NONE: "无"}[self]


@dataclass(frozen=True, slots=True)
class GroupUnder:
    """The group of a page under one scheme: relative weight and payment in yuan, None where unknown.

    ``few``: the weight is provisional and rests on few pages.
    """

    status: str
    drg: str
    name: str
    is_grouped: bool
    weight: float | None = None
    payment: float | None = None
    few: bool = False


@dataclass(frozen=True, slots=True)
class ComparedCase:
    """A page under the old scheme (``was``) and under the new (``will``).

    ``file``, ``row`` (data rows from 1) and ``case_no`` say where it stands, ``page_id`` where it is one of a store.
    ``day``: of discharge, as 2026-10-31; "" where it cannot be read. ``cost`` in yuan. ``why`` is None where both
    groups are the same. ``lost``: codes that carry the group under the old scheme alone, ``gained``: under the new.
    ``note``: what is to be said of this page alone.
    """

    file: str
    row: int
    case_no: str
    was: GroupUnder
    will: GroupUnder
    why: FirstDifference | None = None
    ward: str = ""
    team: str = ""
    doctor: str = ""
    insured: str = ""
    day: str = ""
    cost: float | None = None
    lost: tuple[CarryingCode, ...] = ()
    gained: tuple[CarryingCode, ...] = ()
    page_id: int | None = None
    note: str = ""

    @property
    def moved(self) -> bool:
        """Whether the page stands in another group, or is grouped under one scheme only."""
        return self.was.drg != self.will.drg or self.was.status != self.will.status

    @property
    def weight_delta(self) -> float | None:
        """New less old weight; None where one is unknown."""
        return _delta(self.was.weight, self.will.weight)

    @property
    def payment_delta(self) -> float | None:
        """New less old payment in yuan; None where one is unknown."""
        return _delta(self.was.payment, self.will.payment)


def _delta(was: float | None, will: float | None) -> float | None:
    return None if was is None or will is None else will - was
