"""The words of grouping: the case that goes in, the group that comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: The MDC, and the group, of a case that no MDC takes.
NOWHERE = "0000"


class GroupStatus(StrEnum):
    """How a grouping ended; the texts are those of the published cases. The words of DRG come first, then those of
    DIP; a failed check is called the same by both.
    """

    GROUPED = "分组成功"
    AMBIGUOUS = "歧义病案"
    UNGROUPABLE = "无法入组"
    CHECK_FAILED = "信息校验不通过"
    CORE = "核心病种"
    MIXED = "综合病种"
    UNMATCHED = "未入组"
    EXCLUDED = "不纳入分组"


#: How a grouping ends that gave a case a group.
WITH_GROUP = frozenset({GroupStatus.GROUPED, GroupStatus.CORE, GroupStatus.MIXED})
#: How it ends where the scheme has no group for a case that passed the checks.
WITHOUT_GROUP = frozenset({GroupStatus.UNGROUPABLE, GroupStatus.UNMATCHED, GroupStatus.EXCLUDED})


@dataclass(frozen=True, slots=True)
class Case:
    """What a grouper reads. ``sex`` 1 or 2; ``age`` years; ``age_days`` days; ``birth_weight`` grams;
    ``los`` days; ``icu_hours`` hours; None = missing. ``dx[0]`` is the principal, ``px[0]`` the main one.
    ``carried``: codes of the clinical edition and what the crosswalk made of them; for the trace only. ``cost`` yuan,
    ``insured`` the kind of insured or the way of payment as the record says it, ``level`` of the hospital,
    ``drug_share`` and ``treat_share`` parts of the cost from 0 to 1: what a price and an auxiliary type rest on; None
    or "" = not known. Codes in the six-place spelling of the insurance edition (``I50.900``, ``36.0601``).
    """

    sex: int | None = None
    age: int | None = None
    age_days: int | None = None
    birth_weight: int | None = None
    dept: str = ""
    los: int | None = None
    leaving_type: str = ""
    icu_hours: float | None = None
    dx: tuple[str, ...] = ()
    px: tuple[str, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    cost: float | None = None
    insured: str = ""
    level: str = ""
    drug_share: float | None = None
    treat_share: float | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of a case: ``mdc`` (MDCH), ``adrg`` (HC2), ``drg`` (HC29) as the scheme writes them.

    ``failed_check`` names the check that failed (sex, age, age_days, birth_weight, dx), else "".
    """

    status: GroupStatus
    mdc: str
    adrg: str
    drg: str
    name: str = ""
    failed_check: str = ""

    @property
    def is_grouped(self) -> bool:
        """Whether the case has a group, by whichever method of payment."""
        return self.status in WITH_GROUP

    @property
    def is_ungrouped(self) -> bool:
        """Whether the scheme has no group for a case that passed the checks; an ambiguous one is no such case."""
        return self.status in WITHOUT_GROUP

    @property
    def is_placed(self) -> bool:
        """Whether the case belongs to an MDC: grouped, ambiguous in it, or in none of its groups."""
        is_nowhere = not self.mdc or self.mdc.startswith(NOWHERE)
        return self.status is not GroupStatus.CHECK_FAILED and not is_nowhere


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One node of the tree from page to group, in a coder's words.

    ``verdict``: hit, miss, note. Children are the parts the step was decided by.
    """

    title: str
    verdict: str
    detail: str = ""
    children: tuple[TraceStep, ...] = ()
