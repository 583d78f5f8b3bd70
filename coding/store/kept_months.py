"""The trade of months: an append-only journal of what was done in each, and one row of facts a page.

A month, its slips, batches, excuses, statements are no tables of their own: they are entries, folded by the pure rules
of ``coding.review``. So nothing of a month is ever overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.indicators.packed_facts import FactBlock
    from coding.indicators.page_facts import PageFacts


class MonthKind(StrEnum):
    """What an entry of a month is about; who may write it stands in ``resources/people/month_kinds.csv``."""

    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"
    RECEIVED = "received"  # a file: pages, gaps in the record numbers, rejects
    SLIP = "slip"  # a slip as it was written: number, version, lines
    SLIP_STEP = "slip_step"  # sent, withdrawn
    ANSWER = "answer"  # an answer as it was read back
    ANSWER_JUDGED = "answer_judged"  # accepted as a Change, or refused with a word
    BATCH = "batch"  # an upload: number, platform, day, pages, receipt
    REJECTION = "rejection"  # a row of a platform's list
    WRITTEN_BACK = "written_back"  # a later export of the HIS against what was changed here
    EXCUSED = "excused"  # archived late, and why not to blame
    FINES = "fines"  # the statement, frozen
    SUSPECTED = "suspected"  # the answer to a suspected violation
    DENIAL = "denial"  # a denial of the insurer: cause, rule, appeal
    QUESTION = "question"  # to the insurer, with its answer
    TARGET = "target"  # of an indicator, for a ward and a year
    TEAM = "team"  # doctor → team, from a day on
    RISK = "risk"  # group → class of risk, imported
    WARD_CLASS = "ward_class"  # ward → class of wards
    LOSS = "loss"  # a step of the loss list
    REPORT = "report"  # a report that was written


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """One entry. ``month``: a period's name (2026-10), "" = of no month. ``subject``: what it is about within its kind
    (the number of a slip, of a batch, a doctor); ``said``: as its kind defines it, JSON values only.
    """

    id: int
    month: str
    kind: MonthKind
    subject: str
    page_id: int | None
    said: Mapping[str, Any]
    who: int
    name: str
    at: datetime


class KeepsMonths(Protocol):
    """The journal of the months, and the facts of the pages. Facts are mostly kept with ``Verdict.facts``."""

    def note_month(
        self,
        kind: MonthKind,
        said: Mapping[str, Any],
        *,
        month: str = "",
        subject: str = "",
        page_id: int | None = None,
    ) -> MonthEntry:
        """Write one entry, by whoever is at the store. Raises NotAllowedError; StoreError for a month that is closed
        to this kind, with the sentence of ``coding.review.month_life``; UnknownPageError.
        """
        ...

    def note_months(self, kind: MonthKind, entries: Iterable[tuple[str, str, int | None, Mapping[str, Any]]]) -> int:
        """Write many (month, subject, page id, said), all or none, as one act; how many."""
        ...

    def month_entries(
        self, month: str | None = None, kinds: Collection[MonthKind] | None = None, subject: str | None = None
    ) -> Sequence[MonthEntry]:
        """Entries, oldest first; each part that is given narrows. What whoever asks is not shown is left out: entries
        on pages of other wards, and of ``said`` what ``resources/people/month_kinds.csv`` says. Raises NotAllowedError.
        """
        ...

    def keep_facts(self, facts: Iterable[tuple[int, PageFacts]], stamp: str) -> None:
        """Keep the facts of pages as they stand, found under this stamp of a verdict; unknown ids are passed over.

        Where pages are examined, ``keep_verdicts`` keeps verdict and facts in one, and only of the page as it stands.
        """
        ...

    def facts(self, since: str = "", until: str = "") -> Sequence[tuple[int, PageFacts]]:
        """The facts of the pages discharged between two days (ISO, both included, "" = open), oldest discharge first.

        Pages whose discharge cannot be read are in the open spell alone. A page that is not any more as its facts were
        found is left out: ``without_facts`` has it. Of whom money is hidden from, no weight and no yuan.
        """
        ...

    def fact_blocks(self, since: str = "", until: str = "") -> Iterator[FactBlock]:
        """The same as they are kept, some pages at a time, for a frame of many (``packed_frame``)."""
        ...

    def each_fired(self, since: str = "", until: str = "") -> Iterator[tuple[int, str, int]]:
        """Page, rule and how many findings that are not waived, of the pages discharged between two days, as they were
        examined last; in the order of ``facts``.
        """
        ...

    def without_facts(self, stamp: str = "", since: str = "", until: str = "") -> Sequence[int]:
        """Pages of these days that have no facts, or such of another page, shape or stamp than this one;
        ``stamp`` "": than that of the verdict that they have, read off the page as this program reads it.
        """
        ...

    def lacking_facts(self) -> frozenset[int]:
        """Pages that have a verdict, and no facts that were found with it: by an older program, or by another counting.
        Damaged facts are not among them.
        """
        ...
