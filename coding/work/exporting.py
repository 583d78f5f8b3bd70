"""Pages of a store → files: in the family they came in, or as a new file of another one; findings for the wards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.examine.examine import examine
from coding.exchange.forms import forms
from coding.exchange.spool import PageStack
from coding.exchange.write import write_layout, write_pages
from coding.page.audience import EVERYBODY
from coding.page.reading import Reading
from coding.reports.findings_sheet import PageFindings, write_findings
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import ImportSource, Store
    from coding.work.contexts import Contexts


@dataclass(frozen=True, slots=True)
class Family:
    """One entry in the list of kinds of the save dialog. ``layout`` "" = as each page came in."""

    title: str
    layout: str
    suffix: str
    encoding: str = "gb18030"


AS_IT_CAME: Final = "与原文件相同的格式、列次序和编码"


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


def kinds(store: Store, ids: Sequence[int]) -> list[Family]:
    """The kinds that are offered for these pages; first of all the way they came in, where it is known."""
    sources = [source for source, _ in store.sources(ids) if source.columns]
    first = [Family(AS_IT_CAME, "", suffix_of(sources[0]))] if sources else []
    return [*first, *(Family(form.title, form.layout, form.suffix, form.encoding) for form in forms())]


def suffix_of(source: ImportSource) -> str:
    """The suffix of a file that is written the way ``source`` was; .xls comes back as .xlsx."""
    kind = {"json": ".json", "settlement": ".json", "xml": ".xml", "dbf": ".dbf"}.get(source.dialect.kind, "")
    if kind:
        return kind
    return ".xlsx" if source.encoding == "xlsx" else ".txt" if source.file.lower().endswith(".txt") else ".csv"


def export_pages(
    path: Path, store: Store, ids: Sequence[int], family: Family, now: datetime, step: Step = untold
) -> Exported:
    """Write the pages as they stand now. Several sources, each in its own way, become several files.

    ``step`` is told pages gathered and in all, and may raise to stop. Raises UnusableInputError when a file cannot be
    written.
    """
    if family.layout:
        pages, _ = _gathered(store, ids, step, 0, len(ids))
        notes = write_layout(path, pages, family.layout, family.encoding, now.date())
        return Exported(len(pages), (path,), notes)
    return _as_they_came(path, store, ids, now, step)


def _as_they_came(path: Path, store: Store, ids: Sequence[int], now: datetime, step: Step) -> Exported:
    files: list[Path] = []
    notes: list[str] = []
    done = 0
    groups = store.sources(ids)
    for source, members in groups:
        pages, originals = _gathered(store, members, step, done, len(ids))
        done += len(members)
        target = path if len(groups) == 1 else path.with_name(f"{path.stem}_{_plain(source.file)}{suffix_of(source)}")
        if target in files:
            target = target.with_name(f"{target.stem}_{len(files) + 1}{target.suffix}")
        if source.columns:
            notes += write_pages(target, pages, _reading_of(source, originals))
        else:
            notes += write_layout(target, pages, "n041", day=now.date())
        files.append(target)
    return Exported(done, tuple(files), tuple(dict.fromkeys(notes)))


def _reading_of(source: ImportSource, originals: Sequence[FrontPage]) -> Reading:
    return Reading(source.file, source.layout, source.encoding, source.columns, originals, dialect=source.dialect)


def _gathered(
    store: Store, ids: Sequence[int], step: Step, before: int, total: int
) -> tuple[list[FrontPage], Sequence[FrontPage]]:
    """The pages as they stand, in the order of the file, and as they came."""
    stand: list[tuple[str, int, int, FrontPage]] = []
    came = PageStack()
    for chunk in chunked(ids, _TOGETHER):
        step(before + len(stand), total)
        for (_, page), (_, original) in zip(store.pages(chunk), store.originals(chunk), strict=True):
            stand.append((page.origin.file, page.origin.row, len(stand), page))
            came.append(original)
    stand.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in stand], came.finished()


#: Pages between two looks whether to go on.
_TOGETHER = 50


def _plain(name: str) -> str:
    stem = Path(name.replace("/", "_")).stem
    return "".join(c for c in stem if c not in '\\/:*?"<>|') or "首页"


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
        for number, (page_id, page) in enumerate(store.pages(ids)):
            if number % _TOGETHER == 0:
                step(number, len(ids))
            seen = examine(page, knowledge, replace(contexts.of(page_id, now), audience=EVERYBODY))
            yield PageFindings(page, seen.findings)
        step(len(ids), len(ids))

    return write_findings(path, found())
