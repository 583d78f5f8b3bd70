"""The two ends of a transfer in SQLite: a data file that goes to a server, and one that comes from there."""

from __future__ import annotations

import glob
import json
import os
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.whole_file import whole_file
from coding.store.store_errors import SealedStoreError, StoreBusyError, StoreError, StoreGoneError
from db.shared.audit.verifying import verify_chain
from db.shared.draft_files import drafts_elsewhere
from db.shared.file_lock import FileLock
from db.shared.head_file import HeadFile
from db.shared.key_file import KeyFile, key_path, read_keys, write_keys
from db.shared.signing_in import seat_of
from db.shared.tables.sums import SUMMED, row_sum
from db.shared.transfer.shelves import shelve, shelved
from db.shared.transfer.tables import TABLES
from db.sqlite.clear_copies import destroy
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.engine import connect
from db.sqlite.fts_words import index_all
from db.sqlite.migrations import STEPS
from db.sqlite.migrations.m0001_pages import APPLICATION_ID
from db.sqlite.network_drives import require_local
from db.sqlite.opening import is_clear
from db.sqlite.row_sums import add_sums
from db.sqlite.schema_check import schema_complaints
from db.sqlite.sqlite_errors import store_error, told_in_chinese
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.steps_database import steps_database
from db.sqlite.transferred import note_path, require_not_transferred
from db.sqlite.written import WROTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.store.kept_audit import Head, Verified
    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.shared.audit.guards import RowDigest
    from db.shared.key_file import Keys
    from db.shared.seat import Seat
    from db.shared.transfer.ends import Shelved, Step
    from db.sqlite.engine import SqliteConnection

#: Seconds that is waited for whoever has the file open.
_BUSY_SECONDS: Final = 1.0
#: Of a file that is being made so much is kept in memory.
_KILOBYTES: Final = 96 * 1024
_BUSY: Final = "数据文件 {path} 正被另一个窗口或程序使用，没有迁移：请关闭其他窗口后再试。"
_TAKEN: Final = "“{path}”已有另一份数据，没有迁移：程序不覆盖已有的数据，请换一个空的位置。"


class SqliteSource:
    """A data file that is to leave."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock

    @property
    def place(self) -> str:
        """Where the file lies."""
        return str(self._path)

    def enter(self, sign_in: SignIn | None) -> Seat:
        """See ``db.shared.transfer.ends``."""
        if not self._path.is_file():
            raise StoreGoneError(f"“{self._path}”处没有数据文件，没有迁移：请指定窗口所用的数据文件。")
        require_not_transferred(self._path)
        if drafts_elsewhere(self._path) or [*self._path.parent.glob(f"{glob.escape(self._path.stem)}.draft-*.json")]:
            raise StoreError("还有没有处理的草稿，没有迁移：请先打开窗口，恢复或放弃草稿以后再迁移。")
        store = SqliteStore(self._path, self._clock, self._seat(sign_in))
        try:
            store.require_may_move()
            return store.seat
        finally:
            store.close()

    def _seat(self, sign_in: SignIn | None) -> Seat | None:
        if is_clear(self._path):
            return None
        if sign_in is None:
            raise SealedStoreError(f"数据文件 {self._path} 已加密：请由管理员登录后迁移。")
        return seat_of(KeyFile(key_path(self._path)), sign_in, self._clock)

    def keys(self) -> Keys | None:
        """See ``db.shared.transfer.ends``."""
        return None if is_clear(self._path) else read_keys(key_path(self._path))

    @contextmanager
    def alone(self, seat: Seat) -> Iterator[_Leaving]:
        """See ``db.shared.transfer.ends``."""
        with told_in_chinese(self._path), closing(_connected(self._path, seat.data_key)) as connection:
            try:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("PRAGMA journal_mode = DELETE").fetchone()
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                known = store_error(error, self._path)
                if isinstance(known, StoreBusyError):
                    raise StoreBusyError(_BUSY.format(path=self._path)) from error
                raise known from error
            try:
                yield _Leaving(self._path, connection, is_sealed=seat.data_key is not None)
            finally:
                connection.execute("ROLLBACK")


class SqliteTarget:
    """Where a data file is to arrive."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        """Where the file is to lie."""
        return str(self._path)

    @contextmanager
    def standing(self, seat: Seat) -> Iterator[_Side | None]:
        """See ``db.shared.transfer.ends``."""
        require_local(self._path)
        if not self._path.exists():
            yield None
            return
        if is_clear(self._path) != (seat.data_key is None):
            raise StoreError(_TAKEN.format(path=self._path))
        with told_in_chinese(self._path), closing(_connected(self._path, seat.data_key)) as connection:
            try:
                connection.execute("SELECT count(*) FROM audit").fetchone()
            except sqlite3.DatabaseError as error:
                raise StoreError(_TAKEN.format(path=self._path)) from error
            yield _Side(self._path, connection, is_sealed=seat.data_key is not None)

    @contextmanager
    def new(self, seat: Seat, keys: Keys | None) -> Iterator[_Arriving]:
        """See ``db.shared.transfer.ends``."""
        path = self._path
        made = path.with_name(f".{path.name}.transferring")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.transfer.lock"))
        if not lock.take():
            raise StoreBusyError(f"正在把数据迁移到“{path}”：请等它完成。")
        try:
            _require_free(path, keys)
            _forget(made)
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with told_in_chinese(made):
                arriving = _Arriving(path, made, _made(made, seat.data_key), is_sealed=seat.data_key is not None)
                try:
                    yield arriving
                finally:
                    arriving.close()
        finally:
            _forget(made)
            lock.give_back()


class _Side:
    """An open data file."""

    def __init__(self, path: Path, connection: SqliteConnection, *, is_sealed: bool) -> None:
        self.path, self.connection, self._is_sealed = path, connection, is_sealed

    def columns(self, table: str) -> tuple[str, ...]:
        """See ``db.shared.transfer.ends``."""
        return tuple(row[1] for row in self.connection.execute(f"PRAGMA table_info({table})"))

    def count(self, table: str) -> int:
        """See ``db.shared.transfer.ends``."""
        found: int = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    def rows(self, table: str, columns: Sequence[str], order: str) -> Iterator[Sequence[Any]]:
        """See ``db.shared.transfer.ends``."""
        yield from self.connection.execute(f"SELECT {_names(columns)} FROM {table} ORDER BY {order}")

    def verify(self, step: Step) -> Verified:
        """See ``db.shared.transfer.ends``."""
        known = HeadFile(self.path.with_suffix(".head")).read()
        heads = (known,) if known is not None else ()
        complaints = schema_complaints(self.connection)
        return verify_chain(self.connection, heads, is_sealed=self._is_sealed, complaints=complaints, step=step)


class _Leaving(_Side):
    """A data file that goes."""

    def shelves(self) -> Iterator[Shelved]:
        """See ``db.shared.transfer.ends``."""
        yield from shelved(self.path)

    def kept_otherwise(self) -> Iterator[RowDigest]:
        """See ``db.shared.transfer.ends``."""
        yield from ()

    def close_for_good(self, told: Mapping[str, Any]) -> None:
        """See ``db.shared.transfer.ends``."""
        with whole_file(note_path(self.path), "utf-8") as file:
            json.dump(dict(told), file, ensure_ascii=False)
        settle_names(self.path.parent)


class _Arriving(_Side):
    """A data file that comes, under a name of its own until it is kept."""

    def __init__(self, to: Path, made: Path, connection: SqliteConnection, *, is_sealed: bool) -> None:
        super().__init__(made, connection, is_sealed=is_sealed)
        self._to = to

    def take(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """See ``db.shared.transfer.ends``."""
        summed = [(name, [columns.index(one) for one in over]) for name, over in _sums_of(table)]
        names = [*columns, *(name for name, _ in summed)]
        places = ", ".join("?" * len(names))
        with_sums = ((*row, *(_sum(row, over) for _, over in summed)) for row in rows)
        self.connection.executemany(f"INSERT INTO {table} ({_names(names)}) VALUES ({places})", with_sums)

    def shelve(self, files: Iterable[Shelved]) -> None:
        """See ``db.shared.transfer.ends``."""
        shelve(self._to, files)

    def finish(self) -> Sequence[RowDigest]:
        """See ``db.shared.transfer.ends``."""
        index_all(self.connection)
        return ()

    def keep(self, keys: Keys | None, head: Head) -> None:
        """See ``db.shared.transfer.ends``."""
        self.connection.execute("COMMIT")
        self.close()
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        if keys is not None:
            write_keys(key_path(self._to), replace(keys, head=head))
        take_place(self.path, self._to)
        settle_names(self._to.parent)
        self._to.with_suffix(".head").unlink(missing_ok=True)
        end = HeadFile(self._to.with_suffix(".head"))
        end.write(head)
        end.close()
        note_path(self._to).unlink(missing_ok=True)  # it was there once, and is again

    def close(self) -> None:
        """Be done with it; idempotent."""
        self.connection.close()


def _connected(path: Path, key: bytes | None) -> SqliteConnection:
    connection = connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    unlock(connection, key)
    add_sums(connection)
    return connection


def _made(path: Path, key: bytes | None) -> SqliteConnection:
    """An empty store of the schema of today, in a transaction: nobody knows of the file, so that no log is needed."""
    connection = _connected(path, key)
    connection.execute("PRAGMA journal_mode = OFF").fetchone()
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA cache_size = -{_KILOBYTES}")
    connection.create_function(WROTE, 2, lambda _name, _key: 1)  # the audit of these rows comes with them
    connection.execute("BEGIN")
    database = steps_database()(connection)
    for step in STEPS:
        step(database)
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table in TABLES:
            connection.execute(f"DELETE FROM {table}")  # what a step has put there comes from the other side
    return connection


def _require_free(path: Path, keys: Keys | None) -> None:
    """Raise StoreError where something stands at a place, be it a key file: it may be all that opens another file."""
    key_file = key_path(path)
    if key_file.exists() and (keys is None or read_keys(key_file).store != keys.store):
        raise StoreError(f"“{key_file}”属于另一个数据文件，没有迁移：请换一个空的位置。")
    if path.exists():
        raise StoreError(_TAKEN.format(path=path))


def _sums_of(table: str) -> Iterator[tuple[str, list[str]]]:
    """The columns with sums of a table, and what each is over."""
    if table in SUMMED:
        yield "sum", [name.strip(' "') for name in SUMMED[table].split(",")]
    if table == "contents":
        yield "original_sum", ["page_id", "original", "original_shape"]
        yield "current_sum", ["page_id", "current", "current_shape"]


def _sum(row: Sequence[Any], over: Sequence[int]) -> int | None:
    """The sum of a row; a page that is as it came has no other text, and that no sum."""
    values = [row[place] for place in over]
    return None if values[1:] == [None, None] else row_sum(*values)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _forget(path: Path) -> None:
    for beside in ("", "-wal", "-shm", "-journal"):
        destroy(path.with_name(f"{path.name}{beside}"))
