"""Pages of the list → files: in the family they came in, or as a new file of another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from coding.exchange.forms import forms
from coding.knowledge.knowledge import Knowledge
from coding.page.audience import EVERYBODY
from coding.store.store import ImportSource, Store
from ui.contexts import Contexts
from ui.tasks import Task


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


def export_pages(task: Task[Exported], path: Path, store: Store, ids: Sequence[int], family: Family) -> Exported:
    """Write the pages as they stand now. Several sources, each in its own way, become several files."""
    from coding.exchange.write import write_layout

    if family.layout:
        pages, _ = _gathered(task, store, ids, 0, len(ids))
        notes = write_layout(path, pages, family.layout, family.encoding)
        return Exported(len(pages), (path,), notes)
    return _as_they_came(task, path, store, ids)


def _as_they_came(task: Task[Exported], path: Path, store: Store, ids: Sequence[int]) -> Exported:
    from coding.exchange.write import write_layout, write_pages
    from coding.page.reading import Reading

    files: list[Path] = []
    notes: list[str] = []
    done = 0
    groups = store.sources(ids)
    for source, members in groups:
        pages, originals = _gathered(task, store, members, done, len(ids))
        done += len(members)
        target = path if len(groups) == 1 else path.with_name(f"{path.stem}_{_plain(source.file)}{suffix_of(source)}")
        if target in files:
            target = target.with_name(f"{target.stem}_{len(files) + 1}{target.suffix}")
        if not source.columns:
            notes += write_layout(target, pages, "n041")
        else:
            reading = Reading(
                source.file, source.layout, source.encoding, source.columns, originals, dialect=source.dialect
            )
            notes += write_pages(target, pages, reading)
        files.append(target)
    return Exported(done, tuple(files), tuple(dict.fromkeys(notes)))


def _gathered(task, store, ids, before, total):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The pages as they stand and as they came, in the order of the file."""
    from coding.exchange.spool import PageStack

    stand, came = [], PageStack()
    for number, page_id in enumerate(ids):
        page = store.page(page_id)
        stand.append((page.origin.file, page.origin.row, number, page))
        came.append(store.original(page_id))
        if number % 50 == 0:
            task.report(before + number, total)
    stand.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in stand], came.finished()


def _plain(name: str) -> str:
    stem = Path(name.replace("/", "_")).stem
    return "".join(c for c in stem if c not in '\\/:*?"<>|') or "首页"


def export_findings(task: Task[int], path: Path, store: Store, ids: Sequence[int], knowledge: Knowledge) -> int:
    """Examine the pages and write what was found as a workbook for the wards; the number of findings.

    What is waived is not asked of a ward; what is for others than the coder is.
    """
    from coding.examine.examine import examine
    from coding.reports.findings_sheet import PageFindings, write_findings

    contexts, now = Contexts.of_waivers(store.waivers(), EVERYBODY), datetime.now()
    found = []
    for number, page_id in enumerate(ids):
        page = store.page(page_id)
        found.append(PageFindings(page, tuple(examine(page, knowledge, contexts.of(page_id, now)).findings)))
        if number % 20 == 0:
            task.report(number, len(ids))
    task.check()
    return write_findings(path, found)
