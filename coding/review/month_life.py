"""The life of a month: open, closed, reopened; what may still be written to it; and its ten steps.

The tables are ``resources/people/``: ``month_steps.csv``, ``month_closed.csv``. A month is no row anywhere: it is
folded from the entries of its journal, oldest first (``coding.store.kept_months``). Refusals are sentences; "" is none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.review.month_rights import kind_rights
from coding.review.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coding.review.noted import Noted
    from coding.review.people import Person

#: The kinds of entries that make the state of a month, as the journal names them.
OPENED: Final = "opened"
CLOSED: Final = "closed"
REOPENED: Final = "reopened"
#: All that is needed to tell the state of a month.
STATE_KINDS: Final = (OPENED, CLOSED, REOPENED)
#: Who does a step that nobody has to do.
PROGRAM: Final = "program"


class MonthState(StrEnum):
    """How far a month is; a month that nobody has opened has no state."""

    OPEN = "open"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"open": "进行中", "closed": "已关账", "reopened": "已重开"}[self.value]


@dataclass(frozen=True, slots=True)
class MonthDeed:
    """Somebody opened, closed or reopened a month. ``said``: of a closing what it froze, of a reopening the reason."""

    name: str
    at: datetime
    said: Mapping[str, Any]

    @property
    def reason(self) -> str:
        """Why; "" where nobody said."""
        return str(self.said.get("reason", ""))


@dataclass(frozen=True, slots=True)
class MonthAt:
    """A month as its journal tells it. ``counts``, ``last``: how many entries of each kind, and when the last one was.

    ``closings``, ``reopenings``: all of them, oldest first: what an earlier closing froze stays to be read.
    """

    month: str
    state: MonthState | None = None
    opened: MonthDeed | None = None
    closings: tuple[MonthDeed, ...] = ()
    reopenings: tuple[MonthDeed, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        """Whether its figures are frozen now."""
        return self.state is MonthState.CLOSED

    @property
    def closed(self) -> MonthDeed | None:
        """The closing that holds; None while the month is open."""
        return self.closings[-1] if self.is_closed else None

    @property
    def frozen(self) -> Mapping[str, Any]:
        """What the closing that holds froze; empty while the month is open."""
        return self.closings[-1].said if self.is_closed else {}

    @property
    def label(self) -> str:
        """The word on the screen."""
        return self.state.label if self.state is not None else "未打开"


@dataclass(frozen=True, slots=True)
class MonthStep:
    """One row of the table of steps. ``who``: roles, none = the program. ``done``: in words when it is done."""

    number: int
    key: str
    label: str
    who: frozenset[Role]
    done: str

    @property
    def who_words(self) -> str:
        """The roles as they are shown."""
        return "、".join(role.label for role in Role if role in self.who) or "程序"


@dataclass(frozen=True, slots=True)
class StepAt:
    """How far a step is: so much of so much. ``of`` 0: there is nothing to do, or nobody has begun; never done.

    ``told``: what is missing, in a sentence; "" for nothing.
    """

    step: MonthStep
    count: int
    of: int
    told: str = ""

    @property
    def is_done(self) -> bool:
        """Whether all of it is done."""
        return 0 < self.of <= self.count


def month_at(month: str, entries: Iterable[Noted]) -> MonthAt:
    """The month as its entries tell it, oldest first; entries of other months are passed over."""
    state: MonthState | None = None
    opened: MonthDeed | None = None
    closings: list[MonthDeed] = []
    reopenings: list[MonthDeed] = []
    counts: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    for entry in entries:
        if entry.month != month:
            continue
        kind = str(entry.kind)
        counts[kind] += 1
        last[kind] = entry.at
        if kind == OPENED:
            state, opened = MonthState.OPEN, opened or _deed(entry)
        elif kind == CLOSED:
            state = MonthState.CLOSED
            closings.append(_deed(entry))
        elif kind == REOPENED:
            state = MonthState.REOPENED
            reopenings.append(_deed(entry))
    return MonthAt(month, state, opened, tuple(closings), tuple(reopenings), MappingProxyType(counts), last)


def closed_refusal(kind: str, said: Mapping[str, Any], month: MonthAt, person: Person) -> str:
    """Why an entry of this kind cannot be written to the month now; "" where nothing speaks against it.

    ``month`` may be folded from the entries of ``STATE_KINDS`` alone. Who may write which kind at all is asked apart;
    here only that reopening is the administrator's.
    """
    if not month.month:
        return f"“{kind_rights(kind).label}”要写明是哪个月，如 2026-10。" if kind in STATE_KINDS else ""
    name = month.month
    if kind == OPENED:
        return f"{name} 已经打开（{month.label}），不能再打开一次。" if month.state is not None else ""
    if kind == CLOSED:
        return _closing_refusal(month)
    if kind == REOPENED:
        return _reopening_refusal(str(said.get("reason", "")), month, person)
    why = _frozen_kinds().get(kind, "")
    if not month.is_closed or not why:
        return ""
    return f"{name} 已关账：{why}。确需改动请管理员写明理由重开本月。"


def _closing_refusal(month: MonthAt) -> str:
    if month.state is None:
        return f"{month.month} 还没有打开：请先打开本月，再关账。"
    return f"{month.month} 已经关账，不能再关一次。" if month.is_closed else ""


def _reopening_refusal(reason: str, month: MonthAt, person: Person) -> str:
    if not month.is_closed:
        return f"{month.month} 没有关账（{month.label}），不需要重开。"
    if Role.ADMINISTRATOR not in person.roles or person.closed_at is not None:
        return f"重开已关账的月份只有管理员可以，{person.name}（{person.role_words}）不能：请管理员处理。"
    return "" if reason.strip() else f"重开 {month.month} 要写明理由：请填写后再试。"


@cache
def month_steps() -> tuple[MonthStep, ...]:
    """The steps in their order. Raises KnowledgeError that names the row that cannot be read or stands twice."""
    table = resource_table("people/month_steps.csv", "number", "key", "label", "who", "done")
    found: dict[str, MonthStep] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            who = frozenset(Role(word) for word in row["who"].split() if word != PROGRAM)
            step = MonthStep(int(row["number"]), row["key"], row["label"], who, row["done"])
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：有程序不认识的词，请重新安装本程序。") from error
        if step.key in found:
            raise KnowledgeError(f"{table.name} 第{line}行：同一步骤写了两次，请重新安装本程序。")
        found[step.key] = step
    return tuple(found.values())


def month_step(key: str) -> MonthStep:
    """The step of this key. Raises KeyError for one that no row has."""
    return {step.key: step for step in month_steps()}[key]


@cache
def _frozen_kinds() -> Mapping[str, str]:
    """The kinds that are not written to a closed month → why."""
    return {row["kind"]: row["refusal"] for row in resource_table("people/month_closed.csv", "kind", "refusal")}


def _deed(entry: Noted) -> MonthDeed:
    return MonthDeed(entry.name, entry.at, entry.said)
