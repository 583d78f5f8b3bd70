"""A month from files: what was given is read and linked, each page examined once, and put to the spell of its day.

The same machine as ``check``: reading, contexts, ``examine``, executors. Pages of the months before are neighbours of
this month's pages, so that readmissions are seen; their figures stand beside those of the period.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.exchange.spool import Pages
from coding.work.batch import map_chunks
from coding.work.chunks import Chunks
from coding.work.month_page import month_page
from coding.work.month_tally import MonthTally
from coding.work.reading_files import files_read
from coding.work.same_stay import stay_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.base.period import Period
    from coding.exchange.local_values import LocalValues
    from coding.exchange.profile import SourceProfile
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.work.batch import Progress
    from coding.work.executors import Executor
    from coding.work.month_page import MonthPage
    from coding.work.reading_files import FileRead
    from coding.work.steps import Step


class Part(StrEnum):
    """Which figures the pages of a file make."""

    PERIOD = "period"
    BEFORE = "before"
    LAST_YEAR = "last_year"

    def spell(self, period: Period) -> Period:
        """The days of it."""
        return {Part.PERIOD: period, Part.BEFORE: period.before, Part.LAST_YEAR: period.year_before}[self]


_NO_PARTS: Final[frozenset[Part]] = frozenset()


@dataclass(frozen=True, slots=True)
class MonthGiven:
    """The files of a month by what they are for, as the person named them. ``beside``: times, lists, orders, fees."""

    files: tuple[str, ...]
    before: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    def paths(self) -> Mapping[str, frozenset[Part]]:
        """Each file once, with what it is for; a file that was named for two things is read once for both."""
        named = (
            (self.files, frozenset({Part.PERIOD})),
            (self.before, frozenset({Part.BEFORE})),
            (self.last_year, frozenset({Part.LAST_YEAR})),
            (self.beside, _NO_PARTS),
        )
        spelled: dict[Path, str] = {}
        found: dict[str, frozenset[Part]] = {}
        for paths, parts in named:
            for path in paths:
                name = spelled.setdefault(Path(path).resolve(), path)
                found[name] = found.get(name, _NO_PARTS) | parts
        return found


@dataclass(frozen=True, slots=True)
class MonthFile:
    """A file that was read, and which figures its pages make; none: what is left of a file that was put beside them."""

    file: FileRead
    parts: frozenset[Part]


def read_month(
    given: MonthGiven,
    now: datetime,
    profiles: Sequence[SourceProfile] = (),
    local: Sequence[LocalValues] = (),
    step: Step | None = None,
    jobs: int = 1,
) -> list[MonthFile]:
    """Read and link the files, in so many processes (0: one per processor). Raises UnusableInputError for what cannot
    be used.
    """
    paths = given.paths()
    files = files_read(list(paths), now, profiles, step=step, local=local, jobs=jobs)
    return [MonthFile(file, _parts_of(file, paths)) for file in files]


def with_files(month: Sequence[MonthFile], files: Sequence[FileRead]) -> list[MonthFile]:
    """The same, of files in the same order that were looked at further."""
    return [replace(one, file=file) for one, file in zip(month, files, strict=True)]


def _parts_of(file: FileRead, paths: Mapping[str, frozenset[Part]]) -> frozenset[Part]:
    """By the path that the person gave, never by the name alone: every year has its ``首页.csv``."""
    if file.given in paths:
        return paths[file.given]
    within = (parts for path, parts in paths.items() if file.given.startswith(f"{path}/"))
    return next(within, _NO_PARTS)


def examine_month(
    month: Sequence[MonthFile],
    period: Period,
    source: KnowledgeSource,
    as_of: datetime,
    executor: Executor,
    *,
    wants_paid: bool = False,
    progress: Progress | None = None,
) -> MonthTally:
    """Examine the pages and count them. Raises UnusableInputError where no page is of the period."""
    wanted = [part for part in Part if any(part in one.parts for one in month)]
    spells = {part: part.spell(period) for part in wanted}
    pages = Pages(one.file.reading.pages for one in month)
    passed = _Superseded(month)
    tally = MonthTally(period, frozenset(part.value for part in wanted), passed.numbers_elsewhere(period))
    tally.told_elsewhere = passed.told_elsewhere
    work = partial(month_page, spells=tuple(spells.values()), wants_paid=wants_paid)
    results = map_chunks(work, Chunks(pages, as_of), source, executor, progress=progress, lost=tally.lose)
    for at, (one, result) in enumerate(zip(_owners(month), results, strict=True)):
        _put(one, result, tally, spells, is_superseded=at in passed.pages)
    if not tally.facts_of(Part.PERIOD.value):
        raise UnusableInputError(_nothing(month, tally, period))
    return tally


def _owners(month: Sequence[MonthFile]) -> Iterator[MonthFile]:
    return (one for one in month for _ in range(len(one.file.reading.pages)))


def _put(
    one: MonthFile, result: MonthPage, tally: MonthTally, spells: Mapping[Part, Period], *, is_superseded: bool
) -> None:
    """Count one page where it belongs."""
    if not one.parts:
        tally.add_alone(one.file.given)
    elif result.is_lost:
        tally.add_lost(one.file.given)
    elif result.trace:
        tally.add_failed(one.file.given, result)
    elif result.facts is None:
        tally.add_outside(one.file.given, is_dated=result.is_dated)
    elif is_superseded:
        tally.add_copy(one.file.given, result)
    else:
        day = result.facts.discharged[:10]
        fitting = [
            part
            for part, spell in spells.items()
            if part in one.parts and spell.first.isoformat() <= day <= spell.last.isoformat()
        ]
        if not fitting:
            tally.add_outside(one.file.given, is_dated=True)
        for part in fitting:
            tally.add(part.value, one.file.given, result)


def _nothing(month: Sequence[MonthFile], tally: MonthTally, period: Period) -> str:
    told = f"所给文件中没有 {period.name}（{period.first} 至 {period.last}）出院的病案"
    others = f"，另有 {tally.outside:,} 份是其他时期出院的" if tally.outside else ""
    undated = f"，{tally.undated:,} 份没有能认出的出院日期" if tally.undated else ""
    rejects = [reject for one in month for reject in one.file.reading.rejects]
    unread = (
        f"，{len(rejects):,} 行没有读入（第{rejects[0].row}行：{rejects[0].reason.rstrip('。')}）" if rejects else ""
    )
    return f"{told}{others}{undated}{unread}：请核对 --period 和文件。"


class _Superseded:
    """Which pages a later copy of the same stay takes the place of, as in a store; and all record numbers.

    Copies are looked for among files that are for the same thing.
    """

    def __init__(self, month: Iterable[MonthFile]) -> None:
        self.pages: set[int] = set()
        self._numbers: list[tuple[str, str]] = []
        self._stays: tuple[set[bytes], set[bytes]] = (set(), set())
        last: dict[tuple[frozenset[Part], bytes], int] = {}
        at = 0
        for one in month:
            for page in one.file.reading.pages:
                if one.parts and page.case_no.strip():
                    day = page.date("discharge_datetime")
                    self._numbers.append((page.case_no, day.isoformat() if day else ""))
                    key = (one.parts, stay_digest(page))
                    self._stays[Part.PERIOD in one.parts].add(key[1])
                    if key in last:
                        self.pages.add(last[key])
                    last[key] = at
                at += 1

    @property
    def told_elsewhere(self) -> int:
        """Stays of the files of the period that a file of another time tells, too."""
        elsewhere, own = self._stays
        return len(elsewhere & own)

    def numbers_elsewhere(self, period: Period) -> tuple[str, ...]:
        """The record numbers of pages of other days."""
        first, last = period.first.isoformat(), period.last.isoformat()
        return tuple(number for number, day in self._numbers if not first <= day <= last)


def files_told(month: Sequence[MonthFile], tally: MonthTally) -> list[dict[str, object]]:
    """What each file was, and what became of its rows, for the summary."""
    return [
        {
            "file": one.file.given,
            "for": sorted(part.value for part in one.parts),
            "layout": one.file.reading.layout,
            "pages": len(one.file.reading.pages),
            "rejects": len(one.file.reading.rejects),
            **_counts(tally, one.file.given),
            "notes": list(one.file.reading.notes),
        }
        for one in month
    ]


def _counts(tally: MonthTally, file: str) -> dict[str, int]:
    counted: Counter[str] = tally.by_file.get(file, Counter())
    return {key: counted[key] for key in ("counted", "outside", "undated", "copies", "alone", "failed")}
