"""What is put beside the pages of a month as tables of their own: teams, graded samples, the insurer's results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.exchange.link import same_number
from coding.exchange.paid_file import PaidFile, read_paid
from coding.exchange.sampling_file import SampledPage, last_of_each, read_sampling
from coding.exchange.team_file import Teams, read_teams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from coding.indicators.page_facts import PageFacts


@dataclass(frozen=True, slots=True)
class MonthBeside:
    """What was read. None: not given. ``troubles``: a Chinese sentence for every row that could not be used."""

    teams: Teams | None = None
    sampled: tuple[SampledPage, ...] | None = None
    paid: PaidFile | None = None
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampledFacts:
    """Verdicts on pages of the month with the facts of the page; ``unknown``: verdicts on no page of it."""

    found: tuple[tuple[SampledPage, PageFacts], ...]
    unknown: tuple[SampledPage, ...]


def read_beside(teams: str | None, sampling: Sequence[str], paid: str | None) -> MonthBeside:
    """Read the tables. Raises UnusableInputError for a file that is none."""
    troubles: list[str] = []
    read = read_teams(Path(teams)) if teams else None
    if read is not None:
        troubles += (*read.notes, *read.troubles)
    sampled: list[SampledPage] = []
    for path in sampling:
        file = read_sampling(Path(path))
        sampled += file.pages
        troubles += (*file.notes, *file.troubles)
    results = read_paid(Path(paid)) if paid else None
    if results is not None:
        troubles += (*results.notes, *results.troubles)
    graded = last_of_each(sampled)
    if again := len(sampled) - len(graded):
        troubles.append(f"抽查评分表中有 {again:,} 行所评的病案后面又评了一次：只计最后一次。")
    return MonthBeside(read, tuple(graded) if sampling else None, results, tuple(troubles))


def sampled_facts(sampled: Iterable[SampledPage], facts: Iterable[PageFacts]) -> SampledFacts:
    """Each verdict with its page: by record number, and by day of discharge where the sheet says one.

    A record number that several stays of the month bear, and no day, belongs to none of them.
    """
    by_number: dict[str, list[PageFacts]] = {}
    for one in facts:
        by_number.setdefault(same_number(one.case_no), []).append(one)
    found: list[tuple[SampledPage, PageFacts]] = []
    unknown: list[SampledPage] = []
    for verdict in sampled:
        stays = by_number.get(same_number(verdict.case_no), [])
        if verdict.discharged is not None:
            stays = [one for one in stays if _day(one.discharged) == verdict.discharged]
        if len(stays) == 1:
            found.append((verdict, stays[0]))
        else:
            unknown.append(verdict)
    return SampledFacts(tuple(found), tuple(unknown))


def _day(text: str) -> date | None:
    moment = read_moment(text)
    return moment.date() if moment is not None else None
