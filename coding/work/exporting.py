"""Pages of a store → files: in the family they came in, or as a new file of another one; findings for the wards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.examine.examine import examine
from coding.exchange.spool import PageStack
from coding.exchange.write import write_layout, write_pages
from coding.page.audience import EVERYBODY
from coding.reports.findings_sheet import PageFindings, write_findings
from coding.review.masks import masked as without_person
from coding.review.masks import masked_text
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.work.export_plan import TOGETHER, WITHOUT_SOURCE, Family, planned_files, reading_of
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked, each_in_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.store.store import Store
    from coding.work.contexts import Contexts

#: Stands in the dialog before pages go out with the persons they are of.
IDENTITIES_GO_OUT: Final = "导出的文件含患者姓名和证件号，未加密：请只存放在受控的位置，用后删除；导出记入审计。"


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


def note_export(store: Store, about: Mapping[str, object]) -> None:
    """Write an export down in the audit, before its first byte: what has gone out stands there, whatever follows.
    Raises NotAllowedError for who may not take this out (``masked``: without persons; a record number is none).
    """
    store.require(Command.EXPORT_MASKED if about.get("masked") else Command.EXPORT_PAGES)
    store.note(Deed.EXPORT, about)


def export_pages(
    path: Path,
    store: Store,
    ids: Sequence[int],
    family: Family,
    now: datetime,
    step: Step = untold,
    *,
    masked: bool = False,
) -> Exported:
    """Write the pages as they stand now, into the files that ``planned_files`` names; ``masked``: without persons.

    ``step`` is told pages gathered and in all, and may raise to stop. Raises UnusableInputError when a file cannot be
    written.
    """
    said = {"what": "校正后首页", "file": str(path), "family": family.title, "pages": len(ids), "masked": masked}
    note_export(store, said)
    if family.layout:
        pages, _ = _gathered(store, ids, step, (0, len(ids)), masked)
        return Exported(len(pages), (path,), write_layout(path, pages, family.layout, family.encoding, now.date()))
    notes: list[str] = []
    done = 0
    files = planned_files(path, store, ids, family)
    for file in files:
        pages, originals = _gathered(store, file.ids, step, (done, len(ids)), masked)
        done += len(file.ids)
        if file.source is not None and file.source.columns:
            notes += write_pages(file.path, pages, reading_of(file.source, originals))
        else:
            notes += write_layout(file.path, pages, WITHOUT_SOURCE, day=now.date())
    return Exported(done, tuple(file.path for file in files), tuple(dict.fromkeys(notes)))


def _gathered(
    store: Store, ids: Sequence[int], step: Step, told: tuple[int, int], masked: bool
) -> tuple[list[FrontPage], Sequence[FrontPage]]:
    """The pages as they stand, in the order of the file, and as they came. ``told``: pages before these, and in all."""
    before, total = told
    stand: list[tuple[str, int, int, FrontPage]] = []
    came = PageStack()
    for chunk in chunked(ids, TOGETHER):
        step(before + len(stand), total)
        for (_, page), (_, original) in zip(store.pages(chunk), store.originals(chunk), strict=True):
            stand.append((page.origin.file, page.origin.row, len(stand), without_person(page) if masked else page))
            came.append(without_person(original) if masked else original)
    stand.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in stand], came.finished()


def _without_person(found: PageFindings) -> PageFindings:
    """Findings whose values and messages quote nobody."""
    page = found.page

    def hidden(finding: Finding) -> Finding:
        value, message, hint = (masked_text(text, page) for text in (finding.value, finding.message, finding.hint))
        return replace(finding, value=value, message=message, hint=hint)

    return PageFindings(without_person(page), tuple(map(hidden, found.findings)))


def export_findings(
    path: Path,
    store: Store,
    ids: Sequence[int],
    knowledge: Knowledge,
    contexts: Contexts,
    now: datetime,
    step: Step = untold,
    *,
    masked: bool = False,
) -> int:
    """Examine the pages and write what was found as a workbook for the wards; the number of findings.

    What is waived is not asked of a ward; what is for others than the coder is: whatever the audience of ``contexts``.
    """

    def found() -> Iterator[PageFindings]:
        for number, (_, page, context) in enumerate(each_in_context(store, ids, contexts, now)):
            if number % TOGETHER == 0:
                step(number, len(ids))
            seen = examine(page, knowledge, replace(context, audience=EVERYBODY))
            told = PageFindings(page, seen.findings)
            yield _without_person(told) if masked else told
        step(len(ids), len(ids))

    note_export(store, {"what": "问题清单", "file": str(path), "pages": len(ids), "masked": masked})
    return write_findings(path, found())
