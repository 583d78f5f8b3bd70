"""Upload batches and what the platforms turned back, folded from the journal of the months.

A batch is an entry ``batch`` with the pages that went out; its receipt is a later entry of the same number. A row of a
platform's list is an entry ``rejection``: shown on its page in the platform's words, never counted as a rule of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coding.base.resources import resource_table
from coding.page.finding import Dimension, Finding, Place, Severity, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from coding.review.noted import Noted

#: The kinds of the journal that are read here.
BATCH: Final = "batch"
REJECTION: Final = "rejection"


@dataclass(frozen=True, slots=True)
class Platform:
    """Where pages are uploaded to, and in which layout, kind of file and encoding."""

    id: str
    label: str
    layout: str
    suffix: str
    encoding: str
    note: str


@dataclass(frozen=True, slots=True)
class Batch:
    """An upload. ``pages``: ids; ``again``: those of them that were reported again 补报. ``receipt`` "": none yet.

    ``seen``: beside each page the number of the last entry of its history, so that a later change is told from an
    earlier one. ``entry``: the number of the batch in the journal.
    """

    number: str
    month: str
    platform: str
    day: date
    pages: tuple[int, ...]
    seen: tuple[int, ...] = ()
    again: frozenset[int] = frozenset()
    files: tuple[str, ...] = ()
    receipt: str = ""
    received: date | None = None
    by: str = ""
    at: datetime | None = None
    entry: int = 0

    def as_said(self) -> dict[str, Any]:
        """What the entry of the batch says: JSON values."""
        return {
            "platform": self.platform,
            "day": self.day.isoformat(),
            "pages": list(self.pages),
            "seen": list(self.seen),
            "again": sorted(self.again),
            "files": list(self.files),
            "receipt": self.receipt,
        }


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row of a platform's list. ``page_id`` None: it fits no page, and ``why`` says so.

    ``item``: how the platform calls the field; ``place``: which of ours it is, "" for none; ``words``: what it says;
    ``row``: of the file, from 1; ``digest`` tells the content of the file.
    """

    platform: str
    batch: str
    page_id: int | None
    case_no: str
    discharged: str
    place: Place
    item: str
    code: str
    words: str
    value: str
    file: str
    row: int
    digest: str = ""
    why: str = ""
    at: datetime | None = None
    entry: int = 0

    @property
    def source(self) -> str:
        """HQMS 退回清单“退回.xlsx”第 3 行"""
        return f"{platform_label(self.platform)}退回清单“{self.file}”第 {self.row} 行"

    @property
    def identity(self) -> tuple[str, str, str, str, str, str, str]:
        """What makes two rows of two lists the same one, wherever they stand in them."""
        return (self.platform, self.batch, self.case_no, self.discharged, self.item, self.code, self.words)

    def as_said(self) -> dict[str, Any]:
        """What its entry says: JSON values."""
        names = "platform", "batch", "case_no", "discharged", "item", "code", "words", "value"
        place = {"field": self.place.field, "index": self.place.index}
        return {**{name: getattr(self, name) for name in (*names, "file", "row", "digest", "why")}, **place}

    def as_finding(self) -> Finding:
        """As it is shown beside the findings of the page. Its rule is the platform's: no rule of ours bears that id."""
        told = f"{self.item}：{self.words}" if self.item else self.words
        return Finding(
            rule=f"{platform_label(self.platform)}{f' {self.code}' if self.code else ''}",
            dimension=Dimension.STANDARDISATION,
            severity=Severity.WARNING,
            place=self.place,
            message=f"{platform_label(self.platform)}退回（平台原文）：{told}",
            hint="请按平台的说明核对；改正后登记补报，再次上报。",
            basis=self.source,
            value=self.value,
            strength=Strength.SUSPECTED,
        )


@dataclass(frozen=True, slots=True)
class ReportedAgain:
    """A page that was changed after it had been uploaded: since when, by whom and why, and what was changed since."""

    page_id: int
    case_no: str
    discharged: str
    ward: str
    opened_at: datetime
    who: str
    reason: str
    changes: int


@cache
def platforms() -> Mapping[str, Platform]:
    """The platforms by id, in the order of the table."""
    table = resource_table("layouts/platforms.csv", "platform", "label", "layout", "suffix", "encoding", "note")
    return {
        row["platform"]: Platform(
            row["platform"], row["label"], row["layout"], row["suffix"], row["encoding"] or "gb18030", row["note"]
        )
        for row in table
    }


def platform_label(platform: str) -> str:
    """The name of a platform on the screen; of one that the table no longer has what the journal calls it."""
    found = platforms().get(platform)
    return found.label if found is not None else platform


def next_number(batches: Iterable[Batch], platform: str, month: str) -> str:
    """HQMS-2026-10-02: the number of the next batch of a platform and a month."""
    count = sum((one.platform, one.month) == (platform, month) for one in batches)
    return f"{platform.upper()}-{month}-{count + 1:02d}"


def batches_of(entries: Iterable[Noted]) -> tuple[Batch, ...]:
    """The batches in the order in which they were made, each with the receipt that was told last."""
    found: dict[str, Batch] = {}
    for entry in entries:
        if entry.kind != BATCH:
            continue
        if "pages" in entry.said:
            number = _free(entry.subject, found)
            found[number] = replace(_batch(entry), number=number)
        elif (before := found.get(entry.subject)) is not None:
            receipt = str(entry.said.get("receipt", ""))
            found[entry.subject] = replace(before, receipt=receipt, received=entry.at.date())
    return tuple(found.values())


def rejections_of(entries: Iterable[Noted]) -> tuple[Rejection, ...]:
    """The rows of the platforms' lists, oldest first; a row that was read twice stands once."""
    found: dict[object, Rejection] = {}
    for entry in entries:
        if entry.kind == REJECTION:
            one = _rejection(entry)
            found.setdefault(one.identity, one)
    return tuple(found.values())


def open_rejections(rejections: Iterable[Rejection], batches: Sequence[Batch]) -> tuple[Rejection, ...]:
    """Those whose page has not gone to that platform again since the list was read; without a page they stay open."""
    return tuple(one for one in rejections if not any(_answers(batch, one) for batch in batches))


def uploaded_pages(batches: Iterable[Batch], *, with_receipt: bool = False) -> frozenset[int]:
    """The pages that went out in one of these batches; ``with_receipt``: of those whose receipt has come."""
    return frozenset(page for batch in batches if batch.receipt or not with_receipt for page in batch.pages)


def _free(number: str, taken: Mapping[str, Batch]) -> str:
    """The number itself; where two people made a batch at the same moment, the second one gets a number of its own."""
    free, at = number, 2
    while free in taken:
        free, at = f"{number}-{at}", at + 1
    return free


def _answers(batch: Batch, rejection: Rejection) -> bool:
    if batch.platform != rejection.platform or rejection.page_id not in batch.pages:
        return False
    return batch.entry > rejection.entry


def _batch(entry: Noted) -> Batch:
    said = entry.said
    return Batch(
        entry.subject,
        entry.month,
        str(said.get("platform", "")),
        date.fromisoformat(said["day"]),
        tuple(int(page) for page in said["pages"]),
        tuple(int(number) for number in said.get("seen", ())),
        frozenset(int(page) for page in said.get("again", ())),
        tuple(str(file) for file in said.get("files", ())),
        str(said.get("receipt", "")),
        entry.at.date() if said.get("receipt") else None,
        entry.name,
        entry.at,
        entry.id,
    )


def _rejection(entry: Noted) -> Rejection:
    said = entry.said
    names = "case_no", "discharged", "item", "code", "words", "value", "file"
    told = {name: str(said.get(name, "")) for name in names}
    return Rejection(
        platform=str(said.get("platform", "")),
        batch=str(said.get("batch", "")),
        page_id=entry.page_id,
        place=Place(str(said.get("field", "")), said.get("index")),
        row=int(said.get("row", 0)),
        digest=str(said.get("digest", "")),
        why=str(said.get("why", "")),
        at=entry.at,
        entry=entry.id,
        **told,
    )
