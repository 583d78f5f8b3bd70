"""How a code or a group stands on the hospital's own pages of twelve months: counts only, nobody is named.

The store is asked by its indexes and month by month; of what many pages share only the newest are read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from coding.base.dates import read_moment
from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code, subcategory
from coding.page.fields import RowGroup, is_blank
from coding.review.people import Command
from coding.store.found_by import typed_code
from coding.store.store import WorklistQuery
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.codes.library import CodeLibrary
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.kept_pages import PageFigures
    from coding.store.store import Store

#: So many pages of a code or a group are read, the newest.
MOST_READ: Final = 1_000
_MONTHS: Final = 12
#: So many lines of each list.
_MOST_LINES: Final = 12
#: Pages between two looks whether to go on.
_TOGETHER: Final = 50
#: Fewer pages than these say nothing of what stands together.
FEWEST: Final = 5
_GROUPS: Final[dict[CodeKind, RowGroup]] = {CodeKind.DIAGNOSIS: "diagnosis", CodeKind.PROCEDURE: "procedure"}
_OPEN: Final = "learned"
_REFUSED: Final = "refused"
_Counted = TypeVar("_Counted")


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months of discharges, both days included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """2025-12-01 至 2026-11-30"""
        return f"{self.first} 至 {self.last}"


@dataclass(frozen=True, slots=True)
class CodedWords:
    """A doctor's words, on how many of the pages that were read they stand with the code."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class KeptWords:
    """A line of the term book that gives the code. ``is_open``: learned, and not judged yet."""

    words: str
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class OwnUse:
    """A code on the own pages. ``pages``: with it or a code below it; None where the store cannot be asked by it.

    Of the ``read`` newest of these: ``exact`` have the very code, ``first`` as principal diagnosis or main procedure.
    ``words`` is None for who is shown no identities: what is written by hand may hold any. ``terms``: the term book,
    nothing of it for those.
    """

    year: Year
    pages: int | None
    read: int
    exact: int
    first: int
    words: tuple[CodedWords, ...] | None
    terms: tuple[KeptWords, ...]


@dataclass(frozen=True, slots=True)
class StandsWith:
    """A code that stands on pages of a group beside the first row: on ``count`` of the ``read`` pages."""

    kind: CodeKind
    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class OwnCases:
    """A group on the own pages: as it was examined last. Means are of the pages that say it; None where none does.

    ``mean_cost`` in yuan, ``mean_stay`` in days. ``principals`` and ``companions`` are of the ``read`` newest pages.
    """

    year: Year
    pages: int
    mean_cost: float | None
    mean_stay: float | None
    read: int
    principals: tuple[StandsWith, ...]
    companions: tuple[StandsWith, ...]


def own_year(store: Store, today: date) -> Year:
    """The twelve months that end with the newest discharge, none after today: a store may hold older years alone."""
    newest = store.listed(WorklistQuery(until=today.isoformat()), 0, 1).rows
    moment = read_moment(newest[0].discharge_date) if newest else None
    last = today if moment is None else min(moment.date(), today)
    return Year(_year_before(last) + timedelta(days=1), last)


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28) if leap else day.replace(year=day.year - 1)


def own_use(store: Store, code: str, kind: CodeKind, today: date, step: Step = untold) -> OwnUse:
    """How often a code stands on the own pages, and with which words. ``step`` may raise to stop the work."""
    year = own_year(store, today)
    is_shown = store.me.may(Command.SEE_IDENTITIES)
    terms = tuple(_terms(store, code, kind)) if is_shown else ()
    wanted = normalise_code(code, kind)
    if typed_code(wanted) is None:
        return OwnUse(year, None, 0, 0, 0, () if is_shown else None, terms)
    ids = store.worklist(WorklistQuery(text=wanted, since=year.first.isoformat(), until=year.last.isoformat()))
    words: Counter[str] = Counter()
    exact = first = read = 0
    for page in _newest(store, ids, step):
        rows = [row for row in page.rows(_GROUPS[kind]) if _is_of(getattr(row, "code", ""), wanted, kind)]
        read += 1
        exact += any(spelled(row.code, kind) == spelled(wanted, kind) for row in rows)  # type: ignore[union-attr]
        first += bool(rows) and rows[0] is page.rows(_GROUPS[kind])[0]
        words.update({name for row in rows if not is_blank(name := row.name.strip())})  # type: ignore[union-attr]
    told = tuple(CodedWords(*pair) for pair in _most(words)) if is_shown else None
    return OwnUse(year, len(ids), read, exact, first, told, terms)


def _is_of(code: str, wanted: str, kind: CodeKind) -> bool:
    return not is_blank(code) and normalise_code(code, kind).startswith(wanted)


def _terms(store: Store, code: str, kind: CodeKind) -> Iterator[KeptWords]:
    wanted = spelled(code, kind)
    found = [
        one
        for one in store.terms()
        if one.state != _REFUSED and one.pair.code and one.pair.kind in ("", kind.value)
        if spelled(one.pair.code, kind) == wanted
    ]
    found.sort(key=lambda one: (-one.pair.count, one.pair.raw))
    return (KeptWords(one.pair.raw, one.pair.count, one.state == _OPEN) for one in found[:_MOST_LINES])


def own_cases(store: Store, drg: str, knowledge: Knowledge, today: date, step: Step = untold) -> OwnCases:
    """How a group stands on the own pages. ``step`` may raise to stop the work."""
    year = own_year(store, today)
    stays: list[PageFigures] = []
    for at, (since, until) in enumerate(_months(year)):
        step(at, _MONTHS)
        found = store.figures(since.isoformat(), until.isoformat())
        stays += [one for one in found if one.drg == drg]
    principals: Counter[tuple[CodeKind, str]] = Counter()
    beside: Counter[tuple[CodeKind, str]] = Counter()
    read = 0
    for page in _newest(store, [one.id for one in reversed(stays)], step):
        read += 1
        principals.update(_codes(page.diagnoses[:1], CodeKind.DIAGNOSIS))
        beside.update(_codes(page.diagnoses[1:], CodeKind.DIAGNOSIS) | _codes(page.procedures, CodeKind.PROCEDURE))
    return OwnCases(
        year,
        len(stays),
        _mean(one.cost for one in stays),
        _mean(one.stay for one in stays),
        read,
        tuple(_standing(principals, knowledge)),
        tuple(_standing(beside, knowledge)) if read >= FEWEST else (),
    )


def _months(year: Year) -> Iterator[tuple[date, date]]:
    """The year in parts of about a month, so that no more than a month of pages stands in memory."""
    since = year.first
    for at in range(1, _MONTHS + 1):
        until = year.last if at == _MONTHS else year.first + (year.last - year.first) * at // _MONTHS
        yield since, until
        since = until + timedelta(days=1)


def _newest(store: Store, ids: Sequence[int], step: Step) -> Iterator[FrontPage]:
    """The newest pages of these, which come newest first."""
    wanted = ids[:MOST_READ]
    for done, chunk in enumerate(chunked(wanted, _TOGETHER)):
        step(done * _TOGETHER, len(wanted))
        for _, page in store.pages(chunk):
            yield page


def _codes(rows: Iterable[object], kind: CodeKind) -> set[tuple[CodeKind, str]]:
    codes = (str(getattr(row, "code", "")) for row in rows)
    return {(kind, spelled(code, kind)) for code in codes if not is_blank(code)}


def _standing(counts: Counter[tuple[CodeKind, str]], knowledge: Knowledge) -> Iterator[StandsWith]:
    for (kind, code), count in _most(counts):
        library: CodeLibrary = knowledge.codes.library(kind)
        yield StandsWith(kind, code, library.name(code) or library.name(subcategory(code)), count)


def _most(counts: Counter[_Counted]) -> list[tuple[_Counted, int]]:
    """The most frequent first; among equals in the order of their texts."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:_MOST_LINES]


def _mean(figures: Iterable[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None
