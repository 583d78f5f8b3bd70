"""Files in and out, behind the window: read → store; pages of the list → file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coding.exchange.model import Reading
from coding.resource import resource_path
from db.store import ImportResult, Store
from ui.errors import in_words
from ui.session import Session
from ui.tasks import Task, TaskRunner

SAMPLE = resource_path("sample/sample_n041.csv")


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read and kept: what was in it and what it did to the store."""

    path: Path
    reading: Reading
    result: ImportResult

    @property
    def is_plain(self) -> bool:
        """True when there is nothing to tell but the number of pages."""
        reading = self.reading
        return not (reading.rejects or reading.repairs or reading.notes or self.result.kept)

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
    """Reads one file at a time. ``imported`` carries an Imported, ``refused`` a Chinese sentence."""

    imported = Signal(object)
    refused = Signal(str)
    exported = Signal(str)

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task[Imported] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._task is not None

    def open(self, path: Path) -> None:
        """Read a file and keep its pages; a second file waits until the first is done."""
        if self._task is not None:
            self.refused.emit("上一个文件还在读入：请等它完成，或先取消。")
            return
        store = self._session.store
        self._task = self._runner.run(
            f"读入 {path.name}",
            lambda task: _read_and_keep(task, path, store),
            on_result=self._on_result,
            on_error=lambda error: self.refused.emit(in_words(error)),
            on_end=self._on_end,
            foreground=True,
        )

    def export(self, path: Path, ids: Sequence[int]) -> None:
        """Write the pages as they stand now to a new file in the N041 layout."""
        store = self._session.store
        self._runner.run(
            f"导出 {path.name}",
            lambda task: _export(task, path, store, ids),
            on_result=lambda count: self.exported.emit(f"已导出 {count:,} 份病案到 {path}。"),
            on_error=lambda error: self.refused.emit(in_words(error)),
            foreground=True,
        )

    def _on_result(self, imported: Imported) -> None:
        self._session.worklist_changed.emit()
        self.imported.emit(imported)

    def _on_end(self) -> None:
        self._task = None


def _read_and_keep(task: Task[Imported], path: Path, store: Store) -> Imported:
    from coding.exchange.read import read_file  # only when a file is opened: the window must not wait for it

    reading = read_file(path, task.report)
    task.check()
    return Imported(path, reading, store.import_reading(reading))


def _export(task: Task[int], path: Path, store: Store, ids: Sequence[int]) -> int:
    from coding.exchange.write import write_n041

    pages = []
    for done, page_id in enumerate(ids):
        pages.append(store.page(page_id))
        if done % 50 == 0:
            task.report(done, len(ids))
    task.check()
    write_n041(path, pages)
    return len(pages)
