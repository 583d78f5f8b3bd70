"""The store in one SQLite file on this machine."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from coding.change import Change
from coding.exchange.model import Reading
from coding.page import FrontPage
from db import importing
from db.contents import Contents
from db.errors import StoreCorruptError, StoreError, UnknownPageError, told_in_chinese
from db.opening import open_database
from db.pagetext import light_columns, mark, whole
from db.store import Entry, ImportResult, Store, Verdict, WorklistRow

#: SQLite takes at least 999 parameters in one statement.
_AT_ONCE = 500
_PROGRESS = ("new", "edited", "done")

_ROW = (
    "SELECT id, case_no, patient_name, discharge_date, dept, principal, state, errors, warnings, drg, weight, score,"
    " progress, stamp FROM pages WHERE id IN ({})"
)
_VERDICT = (
    "UPDATE pages SET state = :state, errors = :errors, warnings = :warnings, infos = :infos,"
    " not_judged = :not_judged, status = :status, drg = :drg, weight = :weight, payment = :payment,"
    " score = :score, stamp = :stamp WHERE id = :id"
)
_VERDICT_FIELDS = tuple(Verdict.__dataclass_fields__)


class SqliteStore(Store):
    """The store in one SQLite file.

    Every method is one transaction and is committed, on disk, when it returns (WAL, synchronous FULL).
    One store may be used from several threads, one call at a time; a batch had better open its own
    SqliteStore on the same path, so that the window never waits for it longer than for one write.
    Raises StoreError and its kin, each with a Chinese sentence.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = open_database(self.path)
        self._contents = Contents(self._connection)

    # -- Store

    def import_reading(self, reading: Reading) -> ImportResult:
        """Keep all pages of a file, all or none.

        A page whose key is known is updated while nobody has touched it, and the update stands in its
        history; two pages of one file with one key are both kept.
        """
        with self._transaction() as connection:
            return importing.import_reading(connection, self._contents, reading)

    def worklist(self) -> Sequence[int]:
        """Ids of all pages, newest discharge first; pages without a readable discharge come last."""
        with self._reading() as connection:
            return [row[0] for row in connection.execute("SELECT id FROM pages ORDER BY discharged DESC, id")]

    def rows(self, ids: Iterable[int]) -> list[WorklistRow]:
        """Light rows for these ids, in the same order; unknown ids are left out."""
        wanted = list(ids)
        found: dict[int, WorklistRow] = {}
        with self._reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                chunk = wanted[start : start + _AT_ONCE]
                for row in connection.execute(_ROW.format(",".join("?" * len(chunk))), chunk):
                    found[row[0]] = WorklistRow(*row)
        return [found[i] for i in wanted if i in found]

    def page(self, page_id: int) -> FrontPage:
        """The page as it stands now, all its changes applied."""
        with self._reading():
            return self._contents.current(page_id)

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported; after a newer export took its place, as that one has it."""
        with self._reading():
            return self._contents.original(page_id)

    def append(self, page_id: int, change: Change, author: str, undoes: int | None = None) -> Entry:
        """Apply a Change to the stored page and keep it; committed when this returns.

        The verdict of the page is taken away, it was given for another page. Raises StaleChangeError
        when the stored page is not the one the Change was made for; nothing is written then.
        """
        with self._transaction() as connection:
            page = self._contents.current(page_id).apply(change)
            if undoes is not None:
                self._require_entry(undoes, page_id)
            self._contents.put_current(page_id, page)
            importing.update_columns(
                connection,
                page_id,
                {**light_columns(page), "mark": mark(page), "touched": 1, "progress": "edited"},
            )
            return self._keep_entry(page_id, change, author, undoes)

    def history(self, page_id: int) -> list[Entry]:
        """All changes of a page, oldest first."""
        with self._reading() as connection:
            self._require_page(page_id)
            rows = connection.execute(
                "SELECT id, page_id, change, author, at, undoes FROM changes WHERE page_id = ? ORDER BY id", (page_id,)
            ).fetchall()
        try:
            return [
                Entry(i, page, Change.from_dict(json.loads(change)), author, datetime.fromisoformat(at), undoes)
                for i, page, change, author, at, undoes in rows
            ]
        except (ValueError, TypeError, KeyError) as error:
            raise StoreCorruptError(f"数据文件 {self.path} 中的修改记录已损坏：请从备份恢复该文件。") from error

    def keep_verdicts(self, verdicts: Iterable[tuple[int, Verdict]]) -> None:
        """Keep the outcome of examinations for the worklist; unknown ids are passed over.

        Verdicts can be made again from the pages, so this does not wait for the disk. They are gathered
        before the file is locked: a slow examination must not hold up another window.
        """
        rows = [{"id": i, **{f: getattr(v, f) for f in _VERDICT_FIELDS}} for i, v in verdicts]
        with self._transaction(durable=False) as connection:
            connection.executemany(_VERDICT, rows)

    def set_progress(self, page_id: int, progress: str) -> None:
        """Mark a page as new, edited or done."""
        if progress not in _PROGRESS:
            raise ValueError(progress)
        with self._transaction() as connection:
            self._require_page(page_id)
            connection.execute("UPDATE pages SET progress = ? WHERE id = ?", (progress, page_id))

    def setting(self, key: str, default: str = "") -> str:
        """A stored setting."""
        with self._reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, whole(value)))

    def close(self) -> None:
        """Close the store; idempotent."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                with told_in_chinese(self.path):
                    connection.close()

    # -- beneath

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, told_in_chinese(self.path):
            if self._connection is None:
                raise StoreError(f"数据文件 {self.path} 已关闭：请重新启动程序。")
            yield self._connection

    @contextmanager
    def _transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing. IMMEDIATE: what is read inside is what is written upon, whoever else writes."""
        with self._reading() as connection:
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._contents.forget()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _keep_entry(self, page_id: int, change: Change, author: str, undoes: int | None) -> Entry:
        at = datetime.now()
        entry_id = importing.insert_change(self._open, page_id, change, author, at, undoes)
        return Entry(entry_id, page_id, change, author, at, undoes)

    @property
    def _open(self) -> sqlite3.Connection:
        assert self._connection is not None
        return self._connection

    def _require_page(self, page_id: int) -> None:
        if self._open.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,)).fetchone() is None:
            raise UnknownPageError(f"数据文件中没有编号为 {page_id} 的病案：请刷新病案列表后再试。")

    def _require_entry(self, entry_id: int, page_id: int) -> None:
        found = self._open.execute("SELECT 1 FROM changes WHERE id = ? AND page_id = ?", (entry_id, page_id))
        if found.fetchone() is None:
            raise UnknownPageError("要撤销的修改不在该病案的修改记录中：请重新打开该病案后再试。")
