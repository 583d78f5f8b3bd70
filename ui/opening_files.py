"""Files in and out, behind the window: read → store; pages of the list → file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coding.base.errors import CodingError, UnknownLayoutError, UnusableInputError
from coding.base.resources import resource_path
from coding.page.change import EditKind
from coding.page.fields import field_catalogue
from coding.page.reading import Reading
from coding.store.store import ImportResult, Store
from ui import settings
from ui.files.exporting import Family, export_findings, export_pages, kinds
from ui.files.profiles import keep_profile, kept_profiles
from ui.session import Session
from ui.tasks import Task, TaskRunner
from ui.unexpected import in_words

if TYPE_CHECKING:
    # reading files is needed when a file is opened: the window must not wait for it
    from coding.exchange.peek import Peek
    from coding.exchange.preflight import Defect
    from coding.exchange.profile import SourceProfile
    from coding.page.front_page import FrontPage

SAMPLE = resource_path("sample/sample_n041.csv")


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read and kept: what was in it and what it did to the store.

    ``changed`` tells of pages that were read before what is new: record number, field, before, after.
    """

    path: Path
    reading: Reading
    result: ImportResult
    defects: tuple[Defect, ...] = ()
    changed: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def is_plain(self) -> bool:
        """True when there is nothing to tell but the number of pages."""
        reading = self.reading
        # what is no date or no number the rules say as well, page by page
        doubtful = any(defect.kind != "type" for defect in self.defects)
        return not (reading.rejects or reading.repairs or reading.notes or self.result.kept or doubtful or self.changed)

    def in_words(self) -> str:
        """已读入 312 份：新增 300，更新 2 …"""
        result = self.result
        parts = [
            f"{word} {len(ids):,} 份"
            for word, ids in (
                ("新增", result.added),
                ("更新", result.updated),
                ("内容未变", result.unchanged),
                ("已改过而保留", result.kept),
            )
            if ids
        ]
        if self.reading.rejects:
            parts.append(f"退回 {len(self.reading.rejects):,} 行")
        return f"{self.path.name}：" + ("，".join(parts) or "没有读到病案") + "。"


class FileOpening(QObject):
    """Reads one file at a time. ``imported`` carries an Imported, ``refused`` a Chinese sentence.

    ``unknown`` carries path and Peek of a table whose columns nobody knows, for a column map to be made.
    """

    imported = Signal(object)
    unknown = Signal(object, object)
    refused = Signal(str)
    exported = Signal(str)
    cancelled = Signal(str)  # a Chinese sentence: what is in the store all the same

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task[list[Imported]] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._task is not None

    def open(self, path: Path, profile: SourceProfile | None = None) -> None:
        """Read a file, or all files of an archive, and keep the pages; a second file waits until the first is done.

        ``profile`` is the column map of a source that follows no layout; it is remembered.
        """
        if self._task is not None:
            self.refused.emit("上一个文件还在读入：请等它完成，或先取消。")
            return
        store = self._session.store
        kept: list[str] = []
        settings.IMPORT_RUNNING.write(store, f"{len(store.worklist())}|{path.name}")
        task = self._task = self._runner.run(
            f"读入 {path.name}",
            lambda task: _read_and_keep(task, path, store, kept, profile),
            on_result=self._on_result,
            on_error=lambda error: self._on_error(path, error),
            on_end=lambda: self._on_end(task, path, kept),
            foreground=True,
        )

    def interrupted(self) -> str:
        """A sentence on an import that the end of the program cut off last time; "" when there was none."""
        store = self._session.store
        count, _, name = settings.IMPORT_RUNNING.read(store).partition("|")
        settings.IMPORT_RUNNING.write(store, "")
        if not name or not count.isdecimal():
            return ""
        if len(store.worklist()) > int(count):
            return f"上次读入“{name}”后程序没有正常退出：该文件的病案已经入库。"
        return f"上次读入“{name}”时程序中断：该文件没有新增任何病案，请重新读入。"

    def export(self, path: Path, ids: Sequence[int], family: Family | None = None) -> None:
        """Write the pages as they stand now: in the family they came in, or as a new file of another one."""
        store = self._session.store
        wanted = family or kinds(store, ids)[0]
        self._runner.run(
            f"导出 {path.name}",
            lambda task: export_pages(task, path, store, ids, wanted),
            on_result=lambda exported: self.exported.emit(exported.in_words()),
            on_error=lambda error: self.refused.emit(in_words(error)),
            foreground=True,
        )

    def export_findings(self, path: Path, ids: Sequence[int]) -> None:
        """Write what is found on the pages as a workbook for the wards."""
        store, knowledge = self._session.store, self._session.knowledge
        if knowledge is None:
            self.refused.emit("知识库还在装入：请稍候再导出问题清单。")
            return
        self._runner.run(
            f"导出 {path.name}",
            lambda task: export_findings(task, path, store, ids, knowledge),
            on_result=lambda count: self.exported.emit(f"已导出 {count:,} 条问题到 {path}。"),
            on_error=lambda error: self.refused.emit(in_words(error)),
            foreground=True,
        )

    def _on_result(self, imported: list[Imported]) -> None:
        self._session.worklist_changed.emit()
        for each in imported:
            self.imported.emit(each)

    def _on_error(self, path: Path, error: Exception) -> None:
        if isinstance(error, UnmappedError):
            self.unknown.emit(path, error.seen)
        else:
            self.refused.emit(in_words(error))

    def _on_end(self, task: Task[list[Imported]], path: Path, kept: list[str]) -> None:
        self._task = None
        settings.IMPORT_RUNNING.write(self._session.store, "")
        if task.cancelled:
            if kept:
                self._session.worklist_changed.emit()
            which = f"{'、'.join(kept)} 已经全部入库，其余没有入库" if kept else "其中的病案一份也没有入库"
            self.cancelled.emit(f"已取消读入“{path.name}”：{which}。")


class UnmappedError(CodingError):
    """A table whose columns belong to no layout, but some of which can be guessed."""

    def __init__(self, sentence: str, seen: Peek) -> None:
        super().__init__(sentence)
        self.seen = seen


#: So many columns must be guessed before the user is asked about the others.
_WORTH_ASKING = 2


def _read_and_keep(
    task: Task[list[Imported]], path: Path, store: Store, kept: list[str], profile: SourceProfile | None = None
) -> list[Imported]:
    """Read and store; ``kept`` tells at every moment which files are in the store, whole."""
    # only when a file is opened: the window must not wait for it
    from coding.exchange.link import linked
    from coding.exchange.profile import WORKFLOW, finder
    from coding.exchange.read import read_files

    profiles = [*([profile] if profile else []), *kept_profiles(store)]
    try:
        readings = read_files(path, task.report, finder(profiles))
    except UnknownLayoutError as error:
        seen = _guessable(path)
        if seen is None:
            raise
        raise UnmappedError(str(error), seen) from error
    task.check()
    if profile:
        keep_profile(store, profile)
    if any(reading.layout in (WORKFLOW, "setl4101") for reading in readings):
        readings = linked(readings, _pages_of(store, readings))
    if all(reading.layout == WORKFLOW for reading in readings):
        raise UnusableInputError(f"“{path.name}”是流程或明细表，没有找到它所说的首页：请先读入首页文件。")
    imported = []
    for reading in readings:
        # a cancelled import leaves none of the file: the store takes its pages in one transaction
        result = store.import_reading(reading, task.report)
        kept.append(reading.file)
        imported.append(Imported(path, reading, result, _defects(reading), _changes(store, result)))
    return imported


def _changes(store: Store, result: ImportResult) -> tuple[tuple[str, str, str, str], ...]:
    """What a newer file changed in pages that were read before."""
    return tuple(islice(_changed(store, result), _MOST_DEFECTS))


def _changed(store: Store, result: ImportResult) -> Iterator[tuple[str, str, str, str]]:
    label = field_catalogue().label
    groups = {"diagnosis": "诊断", "procedure": "手术操作", "intensive_care": "重症监护"}
    for page_id in result.updated:
        history = store.history(page_id)
        case_no = store.page(page_id).case_no
        for edit in history[-1].change.edits if history else ():
            if edit.kind is EditKind.SET:
                row = f" {edit.index + 1}" if edit.index else ""
                yield case_no, label(edit.field) + row, edit.before, edit.after
            else:
                code = str(getattr(edit.row, "code", "")) if edit.row else ""
                before, after = ("", code) if edit.kind is EditKind.INSERT else (code, "")
                yield case_no, f"{groups.get(edit.group, '')}第 {edit.index + 1} 行", before, after


#: More defects than this are of no use in a dialog.
_MOST_DEFECTS = 5_000


def _defects(reading: Reading) -> tuple[Defect, ...]:
    """What the file itself is wrong in, beside the rows turned back and the repairs, which have lists of their own."""
    from coding.exchange.preflight import preflight

    if not reading.columns:
        return ()
    doubtful = (d for d in preflight(reading) if d.kind in ("period", "duplicate", "character", "type"))
    return tuple(islice(doubtful, _MOST_DEFECTS))


def _guessable(path: Path) -> Peek | None:
    from coding.exchange.guess import guess_columns
    from coding.exchange.peek import peek

    try:
        seen = peek(path)
    except CodingError:
        return None
    guessed = sum(bool(guess.key) for guess in guess_columns(seen.header, seen.rows))
    return seen if guessed >= _WORTH_ASKING else None


def _pages_of(store: Store, readings: Sequence[Reading]) -> list[FrontPage]:
    """The pages of the store that these sheets and lists speak of."""
    wanted = {page.case_no.lstrip("0") for reading in readings for page in reading.pages}
    rows = store.rows(store.worklist())
    return [store.page(row.id) for row in rows if row.case_no.lstrip("0") in wanted]
