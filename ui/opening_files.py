"""Files in and out, behind the window: a face of ``coding.work.importing`` and ``coding.work.exporting``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coding.base.errors import CodingError
from coding.base.resources import resource_path
from coding.work.interrupted import begin_import, cancelled_import, end_import, interrupted_import
from ui.unexpected import in_words

if TYPE_CHECKING:
    # reading files is needed when a file is opened: the window must not wait for it
    from collections.abc import Sequence
    from pathlib import Path

    from coding.exchange.local_values import LocalValues
    from coding.exchange.profile import SourceProfile
    from coding.work.export_plan import Family
    from coding.work.exporting import Exported
    from coding.work.importing import Imported
    from ui.session import Session
    from ui.tasks import Task, TaskRunner

SAMPLE = resource_path("sample/sample_n041.csv")


class FileOpening(QObject):
    """Reads one file at a time. ``imported`` carries an Imported, ``refused`` a Chinese sentence.

    ``unknown`` carries path and Peek of a table whose columns nobody knows, for a column map to be made; ``asked``
    path and LocalHabits, ``edition_asked`` path and FileEdition, which somebody has to answer before the file is read.
    """

    imported = Signal(object)
    all_imported = Signal(object)  # list of Imported: the file, or the whole archive, has been read
    unknown = Signal(object, object)
    asked = Signal(object, object)
    edition_asked = Signal(object, object)
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
        store, now, knowledge = self._session.store, self._session.clock(), self._session.knowledge
        kept: list[str] = []

        def read(task: Task[list[Imported]]) -> list[Imported]:
            from coding.work.importing import import_file

            begin_import(store, path)
            try:
                return import_file(path, store, now, kept, profile, task.report, task.check, knowledge)
            finally:
                if not task.cancelled:  # by the window that closes: the next start tells of it
                    end_import(store)

        task = self._task = self._runner.run(
            f"读入 {path.name}",
            read,
            on_result=self._on_result,
            on_error=lambda error: self._on_error(path, error),
            on_end=lambda: self._on_end(task, path, kept),
            foreground=True,
        )

    def interrupted(self) -> str:
        """A sentence on an import that the end of the program cut off last time; "" when there was none."""
        store = self._session.store
        sentence = interrupted_import(store)
        if sentence:
            self._runner.run(
                "清理中断的读入", lambda task: store.clear_interrupted(task.check), on_error=lambda _error: None
            )
        return sentence

    def export(self, path: Path, ids: Sequence[int], family: Family | None = None, *, masked: bool = False) -> None:
        """Write the pages as they stand now: in the family they came in, or as a new file of another one.

        ``masked``: without the persons they are of.
        """
        from coding.work.export_plan import kinds
        from coding.work.exporting import export_pages

        if self._is_incomplete():
            return
        store, now = self._session.store, self._session.clock()
        wanted = family or kinds(store, ids)[0]

        def write(task: Task[Exported]) -> Exported:
            return export_pages(path, store, ids, wanted, now, task.report, masked=masked)

        self._runner.run(
            f"导出 {path.name}",
            write,
            on_result=lambda exported: self.exported.emit(exported.in_words()),
            on_error=lambda error: self.refused.emit(in_words(error)),
            foreground=True,
        )

    def export_findings(self, path: Path, ids: Sequence[int], *, masked: bool = False) -> None:
        """Write what is found on the pages as a workbook for the wards; ``masked``: without the persons."""
        from coding.work.exporting import export_findings

        if self._is_incomplete():
            return
        session = self._session
        store, knowledge, contexts, now = session.store, session.knowledge, session.contexts, session.clock()
        if knowledge is None:
            self.refused.emit("知识库还在装入：请稍候再导出问题清单。")
            return

        def write(task: Task[int]) -> int:
            return export_findings(path, store, ids, knowledge, contexts, now, task.report, masked=masked)

        self._runner.run(
            f"导出 {path.name}",
            write,
            on_result=lambda count: self.exported.emit(f"已导出 {count:,} 条问题到 {path}。"),
            on_error=lambda error: self.refused.emit(in_words(error)),
            foreground=True,
        )

    def _is_incomplete(self) -> bool:
        """Whether what would be written lacks something that was typed: refused in words."""
        unsaved = len(self._session.held.unsaved)
        if unsaved:
            self.refused.emit(
                f"有 {unsaved} 处改动还没有存入数据文件，导出会缺少它们：请等状态栏显示“已保存”后再导出。"
            )
        return bool(unsaved)

    def _on_result(self, imported: list[Imported]) -> None:
        self._session.worklist_changed.emit()
        self.all_imported.emit(imported)
        for each in imported:
            self.imported.emit(each)

    def answer(self, path: Path, answers: Sequence[LocalValues]) -> None:
        """Keep what a person has said that the texts of a file mean, and read the file by it."""
        from coding.work.local_habits import keep_local_values

        try:
            keep_local_values(self._session.store, answers)
        except CodingError as error:
            self.refused.emit(in_words(error))
            return
        self.open(path)

    def answer_edition(self, path: Path, layout: str, edition: str) -> None:
        """Keep of which edition the codes of a layout are, and read the file by it."""
        from coding.work.file_editions import keep_edition

        try:
            keep_edition(self._session.store, layout, edition)
        except CodingError as error:
            self.refused.emit(in_words(error))
            return
        self.open(path)

    def _on_error(self, path: Path, error: Exception) -> None:
        from coding.work.file_editions import EditionUnclearError
        from coding.work.local_habits import LocalHabitError
        from coding.work.reading_files import UnmappedFileError

        if isinstance(error, LocalHabitError):
            self.asked.emit(path, error.habits)
        elif isinstance(error, EditionUnclearError):
            self.edition_asked.emit(path, error.found)
        elif isinstance(error, UnmappedFileError):
            self.unknown.emit(error.path, error.seen)
        else:
            self.refused.emit(in_words(error))

    def _on_end(self, task: Task[list[Imported]], path: Path, kept: list[str]) -> None:
        self._task = None
        if task.cancelled:
            end_import(self._session.store)
            if kept:
                self._session.worklist_changed.emit()
            self.cancelled.emit(cancelled_import(path, kept))
