"""The connections to one data file: one that writes, one that reads, one for what takes long to look up."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coding.store.store_errors import StoreBusyError, StoreError, StoreFullError
from db.sqlite import found_by, opening
from db.sqlite.contents import Contents, PagesAtHand
from db.sqlite.file_place import FilePlace
from db.sqlite.sqlite_errors import told_in_chinese

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.store.store import Clock
    from db.sqlite.driver import sqlite3


class Connections:
    """What every trade of the store works on. What reads never waits for what writes; what reads a row never waits
    for a search of the worklist; a write waits ``BUSY_SECONDS`` for another, then raises StoreBusyError.
    """

    def __init__(self, path: Path | str, clock: Clock = datetime.now) -> None:
        self.path = Path(path)
        self._clock = clock
        self._is_open = True
        self._writer = opening.open_database(self.path, clock)
        self._reader = opening.open_reader(self.path)
        self._searcher = opening.open_searcher(self.path)
        with told_in_chinese(self.path):
            found_by.fill(self._writer)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._search_lock = threading.Lock()
        self._place = FilePlace(self.path)
        self._written = Contents(self._writer)
        self._read = Contents(self._reader)
        self._at_hand = PagesAtHand()

    def close(self) -> None:
        """Close the store; idempotent. Waits for a write that is under way."""
        with self._write_lock, self._read_lock, self._search_lock, told_in_chinese(self.path):
            self._is_open = False
            self._searcher.close()
            self._reader.close()
            self._writer.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, self._told():
            self._require_open()
            yield from _at_one_moment(self._reader)

    @contextmanager
    def _searching(self) -> Iterator[sqlite3.Connection]:
        with self._search_lock, self._told():
            self._require_open()
            yield from _at_one_moment(self._searcher)

    @contextmanager
    def _transaction(self, *, durable: bool = True, wait: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing. IMMEDIATE: what is read inside is what is written upon, whoever else writes."""
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
                    yield self._writer
                    self._writer.execute("COMMIT")
                except BaseException:
                    self._written.forget()
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
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


def _at_one_moment(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Everything that is read inside is of one moment, whoever writes meanwhile."""
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")
