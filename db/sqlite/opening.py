"""Opening a data file: made private, brought to the schema of today, never past it."""

from __future__ import annotations

import glob
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from coding.base.data_files import begins_as_clear
from coding.base.trouble import file_trouble
from coding.store.store_errors import (
    KeyFileError,
    NewerStoreError,
    SealedStoreError,
    StoreCorruptError,
    StoreReadOnlyError,
)
from db.shared.audit.beginning import begin_or_go_on
from db.sqlite.backups import back_up
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.engine import connect
from db.sqlite.migrations import STEPS
from db.sqlite.migrations.m0001_pages import APPLICATION_ID
from db.sqlite.network_drives import require_local
from db.sqlite.row_sums import add_sums
from db.sqlite.sqlite_errors import told_in_chinese
from db.sqlite.steps_database import steps_database
from db.sqlite.written import Written

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.store import Clock
    from db.shared.seat import Seat
    from db.sqlite.engine import SqliteConnection

#: How long a write waits for another window before it gives up, in seconds.
BUSY_SECONDS = 3.0
#: Where the searching connection gathers what a search found, for the length of one question.
_FOUND = "CREATE TEMP TABLE found (id INTEGER PRIMARY KEY)"
#: Of the file so much is kept in memory for searches, at most.
SEARCH_KILOBYTES = 32 * 1024
#: To what length the write-ahead log is cut back after it was written into the file.
LOG_BYTES = 16 * 1024 * 1024


def open_database(path: Path, clock: Clock, seat: Seat) -> SqliteConnection:
    """A connection to the data file at ``path``, made if it is not there; ``clock`` names the copy of an old one.
    ``seat`` brings the key of a sealed file, and signs the first entry of the audit.

    Raises StoreError and its kin: no permission, not a database, damaged, busy, of a newer version.
    """
    require_local(path)
    _require_not_emptied(path)
    _make_private(path)
    _require_key(path, seat.data_key)
    with told_in_chinese(path):
        connection = connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            unlock(connection, seat.data_key)
            if seat.data_key is not None:
                _require_opened(connection, path)
            # The version is asked first: a file that is not ours must not be turned into a WAL file.
            version = _version(connection, path)
            add_sums(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # Without it the log stays on the disk as long as the largest import ever made it.
            connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # what was removed is overwritten, not only forgotten
            if version < len(STEPS):
                _migrate(connection, path, clock, seat)
        except BaseException:
            connection.close()
            raise
    return connection


def open_reader(path: Path, key: bytes | None = None) -> SqliteConnection:
    """A second connection to an open file that only reads: it goes on while the first one writes."""
    with told_in_chinese(path):
        connection = connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        unlock(connection, key)
        connection.execute("PRAGMA query_only = ON")
        add_sums(connection)
    return connection


def open_searcher(path: Path, key: bytes | None = None) -> SqliteConnection:
    """A connection that searches the worklist; what it finds it gathers in a table of its own, in memory."""
    with told_in_chinese(path):
        connection = connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        unlock(connection, key)
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{SEARCH_KILOBYTES}")
        connection.execute(_FOUND)
        add_sums(connection)
    return connection


def _make_private(path: Path) -> None:
    """Make the file readable by its owner alone: it holds patients' data. -wal and -shm take after it."""
    try:
        if path.is_dir():
            raise StoreReadOnlyError(f"数据文件的位置 {path} 是一个文件夹：请用 --db 指定一个文件。")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreReadOnlyError(
            f"无法在 {path.parent} 建立数据文件（{file_trouble(error)}）："
            "请检查文件夹权限和磁盘空间，或用 --db 指定其他位置。"
        ) from error
    except ValueError as error:  # NUL, or half a character: no system has such a file
        raise StoreReadOnlyError("数据文件的位置中有不能用在文件名里的字符：请用 --db 指定其他位置。") from error


def is_clear(path: Path) -> bool:
    """Whether a file begins as SQLite's do, or is not there, or has nothing in it; a sealed one begins with noise."""
    return begins_as_clear(path) is not False


def _require_opened(connection: SqliteConnection, path: Path) -> None:
    """Raise KeyFileError where the data key opens nothing: a password was right, and the file is another one."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_NOTADB:
            raise
        raise KeyFileError(
            f"密钥文件打不开数据文件 {path}：它属于另一个数据文件，或数据文件开头已损坏。请从备份中取回成对的两个文件。"
        ) from error


def _require_key(path: Path, key: bytes | None) -> None:
    """Raise SealedStoreError where a sealed store is opened without a password, or a clear one with one."""
    if key is None and not is_clear(path) and path.with_suffix(".keys").exists():
        raise SealedStoreError(
            f"数据文件 {path} 已加密：请登录后使用（命令行用 --user 和 --password-file，或 --recovery-file）。"
        )
    if key is not None and is_clear(path) and path.exists() and path.stat().st_size:
        raise KeyFileError(f"数据文件 {path} 没有加密，与旁边的密钥文件不符：请核对是否放错了文件。")


def _require_not_emptied(path: Path) -> None:
    """Raise StoreCorruptError for a file without a byte that was something once: it is no new store. Nor is one that
    is not there while its key file is: a clear one would come to be in the place of the sealed one.
    """
    try:
        size = path.stat().st_size if path.exists() else 0
        is_sealed = path.with_suffix(".keys").exists()
    except (OSError, ValueError):
        return
    if size:
        return
    if is_sealed:
        raise StoreCorruptError(
            f"加密的数据文件 {path} 不见了或是空的，而密钥文件还在：请把数据文件放回原处，或从备份恢复；"
            "要在这里另建数据文件，请先移走密钥文件。"
        )
    if not path.exists():
        return
    if ".bak." in path.name:
        raise StoreCorruptError(f"备份 {path} 是空的（0 字节），没有写完：请改用另一个备份。")
    beside = sorted(path.parent.glob(f"{glob.escape(path.stem)}.*.bak{glob.escape(path.suffix)}"))
    whole = [backup for backup in beside if backup.stat().st_size]
    if whole:
        raise StoreCorruptError(
            f"数据文件 {path} 是空的（0 字节），内容已丢失：请把旁边的备份 {whole[-1].name} 复制成这个文件名再打开。"
        )
    if beside:
        raise StoreCorruptError(f"数据文件 {path} 和旁边的备份都是空的（0 字节）：请从其他备份恢复，或换一个位置。")


def _version(connection: SqliteConnection, path: Path) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    ours: int = connection.execute("PRAGMA application_id").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if ours != APPLICATION_ID and (version or tables or ours):
        raise StoreCorruptError(f"{path} 不是本程序的数据文件：请用 --db 指定其他位置。")
    if version > len(STEPS):
        raise NewerStoreError(
            f"数据文件 {path} 由更新版本的程序写成（数据版本 {version}，本程序支持到 {len(STEPS)}）："
            "请升级程序后再打开。"
        )
    return version


def _migrate(connection: SqliteConnection, path: Path, clock: Clock, seat: Seat) -> None:
    """Take all missing steps in one transaction, after the old file was copied: a kill leaves the file as it was.

    What the steps wrote, and what the file held before there was an audit, is an entry of the program's.
    """
    Database = steps_database()  # noqa: N806
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another window may have taken the steps while this one waited for the lock.
        version = _version(connection, path)
        if 0 < version < len(STEPS):
            back_up(path, version, clock, seat.data_key)
        database = Database(connection)
        written = Written(connection)
        with written.gathering():
            for number in range(version, len(STEPS)):
                STEPS[number](database)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            begin_or_go_on(connection, seat, version, clock(), written.digests())
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
