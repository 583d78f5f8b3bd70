"""The connections to one data file: one that writes, one that reads, one for what takes long to look up."""

from __future__ import annotations

import threading
import time
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.trouble import file_trouble
from coding.store.kept_audit import Head
from coding.store.store_errors import StoreBusyError, StoreError, StoreFullError, StoreReadOnlyError
from db.shared.audit.chain import has_head
from db.shared.file_lock import FileLock
from db.shared.head_file import HeadFile
from db.shared.key_file import KeyFile, key_path
from db.shared.seat import alone
from db.shared.tables.contents import Contents
from db.shared.trades.connections import Connections
from db.sqlite import opening
from db.sqlite.clear_copies import destroy_clear_copies
from db.sqlite.file_place import FilePlace
from db.sqlite.filling import fill
from db.sqlite.schema_check import schema_complaints
from db.sqlite.sqlite_errors import told_in_chinese
from db.sqlite.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coding.review.people import Person
    from coding.store.kept_audit import Complaint
    from coding.store.store import Clock
    from db.shared.seat import Seat
    from db.shared.sql.engine import Connection
    from db.shared.trades.connections import Act
    from db.sqlite.engine import SqliteConnection

#: So long the emptying of the log waits for whoever reads; the window waits as long.
_PATIENCE_MILLISECONDS: Final = 300
#: Seconds between two looks at whether the file was written to: a look reads no page of it.
_BETWEEN_LOOKS: Final = 0.2


class SqliteConnections(Connections):
    """What reads never waits for what writes; what reads a row never waits for a search of the worklist; a write waits
    ``BUSY_SECONDS`` for another, then raises StoreBusyError.

    Without a ``seat`` it is the one person of a clear store who is here.
    """

    def __init__(self, path: Path | str, clock: Clock = datetime.now, seat: Seat | None = None) -> None:
        super().__init__(Path(path), clock, seat or alone())
        self._keys = KeyFile(key_path(self.path))
        self._is_open = True
        self._writer = opening.open_database(self.path, clock, self._seat)
        self._reader = opening.open_reader(self.path, self._seat.data_key)
        self._searcher = opening.open_searcher(self.path, self._seat.data_key)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._search_lock = threading.Lock()
        self._watcher: SqliteConnection | None = None
        self._watch_lock = threading.Lock()
        self._closing = threading.Event()
        self._place = FilePlace(self.path)
        self._head = HeadFile(self.path.with_suffix(".head"))
        known = self._head.read()
        try:
            with told_in_chinese(self.path):
                fill(self._writer)
                if known is not None and known.id and not has_head(self._writer, known):
                    self._head.freeze()
        except StoreError:
            for connection in (self._searcher, self._reader, self._writer):
                connection.close()
            raise
        self._guarded = Written(self._writer)
        self._written = Contents(self._writer)
        self._read = Contents(self._reader)

    def _close(self) -> None:
        self._closing.set()
        with self._write_lock, self._read_lock, self._search_lock, told_in_chinese(self.path):
            self._is_open = False
            self._end_watching()
            self._searcher.close()
            self._reader.close()
            self._writer.close()
            self._head.close()

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """Wait until the file is written to, by whoever: a number changes with every write of another connection."""
        until = time.monotonic() + seconds
        while (now := self._beat()) == seen and (left := until - time.monotonic()) > 0:
            self._closing.wait(min(_BETWEEN_LOOKS, left))
        return now

    def _beat(self) -> int:
        with self._watch_lock, self._told():
            self._require_open()
            if self._watcher is None:
                self._watcher = opening.open_reader(self.path, self._seat.data_key)
            found: int = self._watcher.execute("PRAGMA data_version").fetchone()[0]
        return found

    def _end_watching(self) -> None:
        with self._watch_lock:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._read_lock, self._told():
            self._require_open()
            yield from self._at_one_moment(self._reader)

    @contextmanager
    def _searching(self) -> Iterator[Connection]:
        with self._search_lock, self._told():
            self._require_open()
            yield from self._at_one_moment(self._searcher)

    @contextmanager
    def _reading_apart(self) -> Iterator[Connection]:
        with self._told(), closing(opening.open_reader(self.path, self._seat.data_key)) as reader:
            yield reader

    @contextmanager
    def _alone(self, act: Act, *, durable: bool, wait: bool) -> Iterator[Connection]:
        patience = opening.BUSY_SECONDS if wait else 0.0
        until = time.monotonic() + patience
        if not self._write_lock.acquire(timeout=patience):
            raise StoreBusyError("正在导入或保存其他病案，本次修改未写入：请稍候再试。")
        try:
            with self._told():
                self._require_open()
                self._place.require_same()
                self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                left = max(0.0, until - time.monotonic())
                self._writer.execute(f"PRAGMA busy_timeout = {round(left * 1000)}")
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    self._look_who(self._writer, self._ask_who(self._writer))
                    self._require_still(act.command)
                    with self._guarded.gathering():
                        act.asks(self._writer)
                        yield self._writer
                    written = self._write_down(self._writer, act, self._guarded.digests())
                    self._writer.execute("COMMIT")
                except BaseException:
                    self._written.forget()
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
                if durable and written is not None:  # a power cut may take back what is not on the disk yet
                    self._head.write(Head(written.id, written.hash.hex()))
        finally:
            self._write_lock.release()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors in words; where the file has gone that is the word, whatever SQLite makes of it."""
        try:
            with told_in_chinese(self.path):
                yield
        except StoreFullError:
            self._place.require_same()
            raise

    def _require_open(self) -> None:
        if not self._is_open:
            raise StoreError(f"数据文件 {self.path} 已关闭：请重新启动程序。")

    def _require_same_place(self) -> None:
        self._place.require_same()

    def _import_lock(self) -> Callable[[], None] | None:
        lock = FileLock(self.path.with_name(f"{self.path.stem}.import.lock"))
        try:
            return lock.give_back if lock.take() else None
        except OSError as error:
            self._place.require_same()
            raise StoreReadOnlyError(
                f"无法在 {self.path.parent} 写入（{file_trouble(error)}），没有读入：请检查文件夹权限和磁盘空间。"
            ) from error

    def _require_whole_sight(self) -> None:
        """Who verifies reads the file, whatever she is shown of it."""

    def _let_sign_in(self, connection: Connection, person: Person, password: str) -> None:
        """The key of the file lets her in."""

    def _forget_removed(self) -> None:
        """Write the write-ahead log into the file and empty it: what was removed stands in its older frames.

        Where somebody reads just now it is emptied when the last window closes.
        """
        with self._write_lock, told_in_chinese(self.path):
            self._writer.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _clear_former(self) -> Sequence[Path]:
        return [path for path in destroy_clear_copies(self.path) if path.exists()]

    def _schema_complaints(self, connection: Connection) -> Sequence[Complaint]:
        return schema_complaints(connection)

    def _at_one_moment(self, connection: SqliteConnection) -> Iterator[Connection]:
        """Everything that is read inside is of one moment, whoever writes meanwhile."""
        connection.execute("BEGIN")
        try:
            self._look_who(connection, self._ask_who(connection))
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")
