"""Records that came late into the archive: when each was due, how many whole days it was late, and what that costs.

The due moment is the discharge and so many days after it, to the minute; a day late is a whole day after that moment.
Limit, way of counting, yuan a day and cap are the hospital's own: ``resources/people/archiving.csv`` and the settings
of the department. Nobody is fined for what is not known: a record without its times is not judged, and said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.numbers import read_number, whole_number
from coding.base.resources import resource_table
from coding.rules.unjudged import UnknownError
from coding.rules.workdays import after_working_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from coding.reference.workday_calendar import WorkdayCalendar

#: The settings of the department, as keys; the same words without it stand in the table.
PREFIX: Final = "archiving."
KEYS: Final = ("limit", "unit", "yuan_a_day", "cap")
#: No hospital allows more, and a calendar of working days reaches no further.
_LONGEST: Final = 365
_A_DAY: Final = timedelta(days=1)


class Unit(StrEnum):
    """How the days of the limit are counted."""

    DAYS = "days"
    WORKING_DAYS = "working_days"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return "个工作日" if self is Unit.WORKING_DAYS else "天"


@dataclass(frozen=True, slots=True)
class ArchivingTerms:
    """The hospital's terms: so many days, yuan for each whole day late, at most so many yuan a record (None: any)."""

    limit: int
    unit: Unit
    yuan_a_day: Decimal
    cap: Decimal | None = None

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> ArchivingTerms:
        """As these settings say, by key without ``archiving.``; what they do not say, the table does.

        Raises UnusableInputError for a text that is none.
        """
        said = {key: settings.get(key, "").strip() or text for key, text in default_terms().items()}
        limit, yuan, cap = whole_number(said["limit"]), read_number(said["yuan_a_day"]), read_number(said["cap"])
        if limit is None or limit > _LONGEST:
            raise UnusableInputError(f"应归档天数“{said['limit']}”不可用：请写 0 到 {_LONGEST} 的整数。")
        if said["unit"] not in tuple(Unit):
            raise UnusableInputError(
                f"归档天数的数法“{said['unit']}”不可用：请写 days（自然日）或 working_days（工作日）。"
            )
        if yuan is None or yuan < 0:
            raise UnusableInputError(f"逾期每天的金额“{said['yuan_a_day']}”不可用：请写不小于 0 的元数，如 20。")
        if said["cap"] and (cap is None or cap < 0):
            raise UnusableInputError(f"每份封顶的金额“{said['cap']}”不可用：请写不小于 0 的元数，不封顶则留空。")
        return cls(limit, Unit(said["unit"]), yuan, cap)

    @property
    def words(self) -> str:
        """The terms as a sentence."""
        cap = "不封顶" if self.cap is None else f"每份最多 {self.cap:f} 元"
        return f"出院后{self.limit}{self.unit.label}内归档，到时刻为止；逾期每满一天 {self.yuan_a_day:f} 元，{cap}"

    def fine(self, days: int) -> Decimal:
        """Yuan for so many whole days."""
        whole = self.yuan_a_day * days
        return whole if self.cap is None else min(whole, self.cap)


@cache
def default_terms() -> Mapping[str, str]:
    """What holds without a setting: key → text."""
    return {row["key"]: row["value"] for row in resource_table("people/archiving.csv", "key", "value")}


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a record is not to blame. ``until``: its archiving was put off to the end of that day; None: for good.

    ``discharged``: of the stay that ended on that day only; None = of all stays under this record number.
    """

    case_no: str
    reason: str
    until: date | None = None
    discharged: date | None = None

    def is_of(self, stay: ArchivedStay) -> bool:
        """Whether it speaks of a stay."""
        if self.case_no.strip() != stay.case_no.strip():
            return False
        return self.discharged is None or (stay.discharged is not None and stay.discharged.date() == self.discharged)


@dataclass(frozen=True, slots=True)
class ArchivedStay:
    """A stay as its archiving is judged. ``archived`` None: not yet; ``is_told``: whether anybody says when at all.

    A moment at 00:00:00 is a day whose hour is not known.
    """

    case_no: str
    discharged: datetime | None
    archived: datetime | None
    is_told: bool
    ward: str = ""
    doctor: str = ""


class Late(StrEnum):
    """What is said of a stay."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"  # not archived yet, and the due moment has not passed
    OPEN_LATE = "open_late"  # not archived yet, counted to now
    EXCUSED = "excused"
    NOT_JUDGED = "not_judged"

    @property
    def label(self) -> str:
        """The word on the screen."""
        words = ("按时", "逾期", "未归档，未到期", "未归档，已逾期", "免责", "未判断")
        return dict(zip(Late, words, strict=True))[self]


@dataclass(frozen=True, slots=True)
class FineLine:
    """One stay: due, whole days late, yuan. ``by_day``: an hour is missing, so dates are compared.

    ``why``: the excuse, or why it is not judged. Excused ones keep their days and cost nothing.
    """

    stay: ArchivedStay
    state: Late
    due: datetime | None = None
    days: int = 0
    yuan: Decimal = Decimal(0)
    by_day: bool = False
    why: str = ""


def fine_line(
    stay: ArchivedStay,
    terms: ArchivingTerms,
    as_of: datetime,
    excuses: Sequence[Excuse] = (),
    calendar: WorkdayCalendar | None = None,
) -> FineLine:
    """What is to be said of one stay at a moment. ``excuses``: oldest first; the last one that is of it counts."""
    if stay.discharged is None:
        return FineLine(stay, Late.NOT_JUDGED, why="没有出院时间")
    if not stay.is_told:
        return FineLine(stay, Late.NOT_JUDGED, why="没有归档时间：没有给出这份病案的流程时间")
    if stay.archived is not None and _is_before(stay.archived, stay.discharged, by_day=_by_day(stay)):
        return FineLine(stay, Late.NOT_JUDGED, why="归档时间早于出院时间，请核对")
    try:
        due = due_moment(stay.discharged, terms, calendar)
    except UnknownError as error:
        return FineLine(stay, Late.NOT_JUDGED, why=error.reason)
    excuse = next((one for one in reversed(excuses) if one.is_of(stay)), None)
    put_off = False
    if excuse is not None and excuse.until is not None:
        later = datetime.combine(excuse.until, time(23, 59, 59))
        put_off, due = later > due, max(due, later)
    ended = stay.archived or as_of
    by_day = _by_day(stay) or put_off
    days = max(0, (ended.date() - due.date()).days if by_day else (ended - due) // _A_DAY)
    is_late = days > 0 if by_day else ended > due
    if excuse is not None and excuse.until is None and is_late:
        return FineLine(stay, Late.EXCUSED, due, days, by_day=by_day, why=excuse.reason)
    state = _state(stay, is_late=is_late)
    why = f"{excuse.reason}（缓至 {excuse.until}）" if excuse is not None and put_off else ""
    return FineLine(stay, state, due, days, terms.fine(days), by_day, why)


def due_moment(discharged: datetime, terms: ArchivingTerms, calendar: WorkdayCalendar | None = None) -> datetime:
    """When a record is due, to the second. Raises UnknownError for working days of a year that is not known."""
    if terms.unit is Unit.WORKING_DAYS:
        return datetime.combine(after_working_days(discharged.date(), terms.limit, calendar), discharged.time())
    return discharged + timedelta(days=terms.limit)


def _is_before(one: datetime, other: datetime, *, by_day: bool) -> bool:
    return one.date() < other.date() if by_day else one < other


def _by_day(stay: ArchivedStay) -> bool:
    """Whether the hour of either moment is not known."""
    return any(moment is not None and moment.time() == time() for moment in (stay.discharged, stay.archived))


def _state(stay: ArchivedStay, *, is_late: bool) -> Late:
    if stay.archived is None:
        return Late.OPEN_LATE if is_late else Late.OPEN
    return Late.LATE if is_late else Late.IN_TIME
