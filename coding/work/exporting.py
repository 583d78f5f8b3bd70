"""Pages of a store → files: in the family they came in, or as a new file of another one; findings for the wards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.examine.examine import examine
from coding.exchange.spool import PageStack
from coding.exchange.write import write_layout, write_pages
from coding.page.audience import EVERYBODY
from coding.reports.findings_sheet import PageFindings, write_findings
from coding.work.export_plan import TOGETHER, WITHOUT_SOURCE, Family, planned_files, reading_of
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked, each_in_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import Store
    from coding.work.contexts import Contexts


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: pages, files and Chinese notes."""

    count: int
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()

    def in_words(self) -> str:
        """已导出 20 份病案到 …"""
        where = str(self.files[0]) if len(self.files) == 1 else f"{self.files[0].parent}（{len(self.files)} 个文件）"
        return f"已导出 {self.count:,} 份病案到 {where}。" + "".join(self.notes)


def export_pages(
    path: Path, store: Store, ids: Sequence[int], family: Family, now: datetime, step: Step = untold
) -> Exported:
    """Write the pages as they stand now, into the files that ``planned_files`` names.

    ``step`` is told pages gathered and in all, and may raise to stop. Raises UnusableInputError when a file cannot be
    written.
    """
    if family.layout:
        pages, _ = _gathered(store, ids, step, 0, len(ids))
        notes = write_layout(path, pages, family.layout, family.encoding, now.date())
        return Exported(len(pages), (path,), notes)
    return _as_they_came(path, store, ids, family, now, step)


def _as_they_came(path: Path, store: Store, ids: Sequence[int], family: Family, now: datetime, step: Step) -> Exported:
    notes: list[str] = []
    done = 0
    files = planned_files(path, store, ids, family)
    for file in files:
        pages, originals = _gathered(store, file.ids, step, done, len(ids))
        done += len(file.ids)
        if file.source is not None and file.source.columns:
            notes += write_pages(file.path, pages, reading_of(file.source, originals))
        else:
            notes += write_layout(file.path, pages, WITHOUT_SOURCE, day=now.date())
    return Exported(done, tuple(file.path for file in files), tuple(dict.fromkeys(notes)))


def _gathered(
    store: Store, ids: Sequence[int], step: Step, before: int, total: int
) -> tuple[list[FrontPage], Sequence[FrontPage]]:
    """The pages as they stand, in the order of the file, and as they came."""
    stand: list[tuple[str, int, int, FrontPage]] = []
    came = PageStack()
    for chunk in chunked(ids, TOGETHER):
        step(before + len(stand), total)
        for (_, page), (_, original) in zip(store.pages(chunk), store.originals(chunk), strict=True):
            stand.append((page.origin.file, page.origin.row, len(stand), page))
            came.append(original)
    stand.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in stand], came.finished()


def export_findings(
    path: Path,
    store: Store,
    ids: Sequence[int],
    knowledge: Knowledge,
    contexts: Contexts,
    now: datetime,
    step: Step = untold,
) -> int:
    """Examine the pages and write what was found as a workbook for the wards; the number of findings.

    What is waived is not asked of a ward; what is for others than the coder is: whatever the audience of ``contexts``.
    """

    def found() -> Iterator[PageFindings]:
        for number, (_, page, context) in enumerate(each_in_context(store, ids, contexts, now)):
            if number % TOGETHER == 0:
                step(number, len(ids))
            seen = examine(page, knowledge, replace(context, audience=EVERYBODY))
            yield PageFindings(page, seen.findings)
        step(len(ids), len(ids))

    return write_findings(path, found())
