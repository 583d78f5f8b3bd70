"""The statement of late archiving of a spell of time: a line a stay that is late, and the sums by ward and doctor."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from coding.review.archiving import ArchivedStay, ArchivingTerms, Excuse, FineLine, Late, Unit, fine_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from coding.reference.workday_calendar import WorkdayCalendar

#: What stands for a ward or a doctor that the page does not name.
NAMELESS: Final = "未填写"
#: What is listed one by one; the others are counted.
_LISTED: Final = frozenset({Late.LATE, Late.OPEN_LATE, Late.EXCUSED})


@dataclass(frozen=True, slots=True)
class FineSum:
    """What one ward or doctor has: records judged, late, still open and late, excused, whole days, yuan."""

    name: str
    judged: int
    late: int
    open_late: int
    excused: int
    days: int
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class FinesStatement:
    """A statement. ``lines``: late, open and late, excused, by ward, doctor, discharge. ``counts``: stays by ``Late``.

    ``judged``: (ward, doctor) → stays judged. ``unjudged``: why → stays. ``by_day``: stays whose hour is not known.
    ``frozen``: when and by whom it was frozen, "" = it still moves.
    """

    period: str
    as_of: datetime
    terms: ArchivingTerms
    lines: tuple[FineLine, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    judged: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unjudged: Mapping[str, int] = field(default_factory=dict)
    by_day: int = 0
    frozen: str = ""

    @property
    def yuan(self) -> Decimal:
        """The sum of all fines."""
        return sum((line.yuan for line in self.lines), Decimal(0))

    @property
    def days(self) -> int:
        """Whole days late of what is not excused."""
        return sum(line.days for line in self.lines if line.state is not Late.EXCUSED)

    @property
    def stays(self) -> int:
        """Stays that were judged, or are not due yet."""
        return sum(count for state, count in self.counts.items() if state != Late.NOT_JUDGED.value)

    def with_unjudged(self, why: str, stays: int) -> FinesStatement:
        """The statement with so many stays more that could not be judged."""
        counts = {**self.counts, Late.NOT_JUDGED.value: self.count(Late.NOT_JUDGED) + stays}
        return replace(self, counts=counts, unjudged={**self.unjudged, why: self.unjudged.get(why, 0) + stays})

    def count(self, state: Late) -> int:
        """How many stays are so."""
        return self.counts.get(state.value, 0)

    def by_ward(self) -> tuple[FineSum, ...]:
        """A sum a ward, the most yuan first."""
        return self._sums(lambda pair: pair[0])

    def by_doctor(self) -> tuple[FineSum, ...]:
        """A sum a doctor, the most yuan first."""
        return self._sums(lambda pair: pair[1])

    def _sums(self, name_of: Callable[[tuple[str, str]], str]) -> tuple[FineSum, ...]:
        judged: Counter[str] = Counter()
        for pair, count in self.judged.items():
            judged[name_of(pair)] += count
        lines: dict[str, list[FineLine]] = {name: [] for name in judged}
        for line in self.lines:
            lines.setdefault(name_of(_pair(line.stay)), []).append(line)
        sums = [_sum(name, judged[name], found) for name, found in lines.items()]
        return tuple(sorted(sums, key=lambda one: (-one.yuan, -one.days, one.name)))

    # -- as it is kept

    def as_said(self) -> dict[str, Any]:
        """As JSON values; ``from_said`` reads an equal one. Record numbers stand in it, names of patients never."""
        return {
            "version": 1,
            "period": self.period,
            "as_of": self.as_of.isoformat(),
            "terms": {
                "limit": self.terms.limit,
                "unit": self.terms.unit.value,
                "yuan_a_day": str(self.terms.yuan_a_day),
                "cap": "" if self.terms.cap is None else str(self.terms.cap),
            },
            "lines": [_line_said(line) for line in self.lines],
            "counts": dict(self.counts),
            "judged": [[*pair, count] for pair, count in self.judged.items()],
            "unjudged": dict(self.unjudged),
            "by_day": self.by_day,
        }

    @classmethod
    def from_said(cls, said: Mapping[str, Any], frozen: str = "") -> FinesStatement:
        """The statement that ``as_said`` described. Raises KeyError or ValueError where it is damaged."""
        terms = said["terms"]
        cap = Decimal(terms["cap"]) if terms["cap"] else None
        return cls(
            said["period"],
            datetime.fromisoformat(said["as_of"]),
            ArchivingTerms(terms["limit"], Unit(terms["unit"]), Decimal(terms["yuan_a_day"]), cap),
            tuple(_line_of(line) for line in said["lines"]),
            dict(said["counts"]),
            {(ward, doctor): count for ward, doctor, count in said["judged"]},
            dict(said["unjudged"]),
            said["by_day"],
            frozen,
        )


def fines_statement(
    stays: Iterable[ArchivedStay],
    terms: ArchivingTerms,
    period: str,
    as_of: datetime,
    excuses: Sequence[Excuse] = (),
    calendar: WorkdayCalendar | None = None,
) -> FinesStatement:
    """The statement of these stays at a moment."""
    by_number: dict[str, list[Excuse]] = {}
    for excuse in excuses:
        by_number.setdefault(excuse.case_no.strip(), []).append(excuse)
    lines: list[FineLine] = []
    counts: Counter[str] = Counter()
    judged: Counter[tuple[str, str]] = Counter()
    unjudged: Counter[str] = Counter()
    by_day = 0
    for stay in stays:
        line = fine_line(stay, terms, as_of, by_number.get(stay.case_no.strip(), ()), calendar)
        counts[line.state.value] += 1
        by_day += line.by_day
        if line.state is Late.NOT_JUDGED:
            unjudged[line.why] += 1
            continue
        judged[_pair(stay)] += 1
        if line.state in _LISTED:
            lines.append(line)
    lines.sort(key=_order)
    return FinesStatement(
        period, as_of, terms, tuple(lines), dict(counts), dict(sorted(judged.items())), dict(unjudged), by_day
    )


def _order(line: FineLine) -> tuple[str, str, str, str]:
    return (*_pair(line.stay), _iso(line.stay.discharged), line.stay.case_no)


def _pair(stay: ArchivedStay) -> tuple[str, str]:
    return stay.ward.strip() or NAMELESS, stay.doctor.strip() or NAMELESS


def _sum(name: str, judged: int, lines: Sequence[FineLine]) -> FineSum:
    count = Counter(line.state for line in lines)
    days = sum(line.days for line in lines if line.state is not Late.EXCUSED)
    yuan = sum((line.yuan for line in lines), Decimal(0))
    return FineSum(name, judged, count[Late.LATE], count[Late.OPEN_LATE], count[Late.EXCUSED], days, yuan)


def _line_said(line: FineLine) -> dict[str, Any]:
    stay = line.stay
    return {
        "case_no": stay.case_no,
        "discharged": _iso(stay.discharged),
        "archived": _iso(stay.archived),
        "ward": stay.ward,
        "doctor": stay.doctor,
        "state": line.state.value,
        "due": _iso(line.due),
        "days": line.days,
        "yuan": str(line.yuan),
        "by_day": line.by_day,
        "why": line.why,
    }


def _line_of(said: Mapping[str, Any]) -> FineLine:
    stay = ArchivedStay(
        said["case_no"], _moment(said["discharged"]), _moment(said["archived"]), True, said["ward"], said["doctor"]
    )
    return FineLine(
        stay,
        Late(said["state"]),
        _moment(said["due"]),
        said["days"],
        Decimal(said["yuan"]),
        said["by_day"],
        said["why"],
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def excuse_of(said: Mapping[str, Any]) -> Excuse:
    """The excuse that an entry of the journal says. Raises KeyError or ValueError where it is damaged."""
    return Excuse(said["case_no"], said["reason"], _day(said.get("until", "")), _day(said.get("discharged", "")))


def excuse_said(excuse: Excuse) -> dict[str, Any]:
    """The excuse as it is kept."""
    days = {"until": excuse.until, "discharged": excuse.discharged}
    return {"case_no": excuse.case_no, "reason": excuse.reason, **{k: str(d) if d else "" for k, d in days.items()}}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
