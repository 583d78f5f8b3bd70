"""What DIP reads of a stay: the case, and what its scores and factors rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.grouping.case import Case


@dataclass(frozen=True, slots=True)
class Stay:
    """A case with ``cost`` in yuan, ``icu_days``, kind of ``insured`` and ``level`` of hospital as the pack calls
    them; ``drug_share`` and ``treat_share`` are parts of the cost from 0 to 1. None or "" = not known.
    """

    case: Case
    cost: float | None = None
    icu_days: float | None = None
    insured: str = ""
    level: str = ""
    drug_share: float | None = None
    treat_share: float | None = None


class DipStatus(StrEnum):
    """How the matching ended; the texts are those of the published cases."""

    CORE = "核心病种"
    MIXED = "综合病种"
    UNMATCHED = "未入组"
    EXCLUDED = "不纳入分组"
    CHECK_FAILED = "信息校验不通过"
