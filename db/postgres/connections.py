"""The connections of one seat to a store on a server: one that writes, one that reads, one that searches."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from coding.store.kept_audit import Head
from coding.store.store_errors import StoreAwayError, StoreBusyError, StoreError
from db.postgres.key_table import KeyTable
from db.postgres.opening import BUSY_SECONDS, require_schema
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.server_clock import ServerClock
from db.postgres.told_writes import CHANNEL
from db.postgres.written import written_digests
from db.shared.audit.chain import has_head
from db.shared.head_file import HeadFile
from db.shared.tables import found_by
from db.shared.tables.contents import Contents
from db.shared.tables.people_tables import ROW_OF
from db.shared.trades.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from coding.store.kept_audit import Complaint
    from coding.store.store import Clock
    from db.postgres.engine import PostgresConnection
    from db.postgres.listening import Listening
    from db.postgres.opening import Way
    from db.shared.seat import Seat
    from db.shared.sql.engine import Connection, Question
    from db.shared.trades.connections import Act

#: Locks of the database: who writes, and who imports, is the only one.
WRITING: Final = 0x46504344_00000001
#: Milliseconds that a write of another seat takes at most, unless a file is being read.
_A_WRITE: Final = 100
IMPORTING: Final = 0x46504344_00000002


class PostgresConnections(Connections):
    """Who writes is alone with the store for the length of a transaction; others wait ``BUSY_SECONDS`` at most, then
    raise StoreBusyError. A connection that was lost is made anew by the next call.

    ``path``: what lies at this machine of the store lies beside it. Without a ``clock`` it is the server's that counts.
    """

    def __init__(self, path: Path, way: Way, seat: Seat, clock: Clock | None = None) -> None:
        self._way = way
        self._is_open = True
        self._lines: dict[str, PostgresConnection] = {}
        self._made_at: dict[str, int] = {}  # how often the server had been lost when they were made
        self._listening: Listening | None = None
        writer = self._line("writer")
        require_schema(writer, way.name)
        super().__init__(path, clock or ServerClock(writer), seat)
        self._keys = KeyTable(way.name, self._using)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._search_lock = threading.Lock()
        self._import = threading.Lock()
        self._under_way: PostgresConnection | None = None
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._head = HeadFile(path.with_suffix(".head"))
        known = self._head.read()
        with told_in_chinese(way.name):
            if known is not None and known.id and not has_head(writer, known):
                self._head.freeze()
            if not found_by.is_filled(writer):
                self._fill(writer)

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """Wait for what the server tells on a connection of its own; see ``coding.store.kept_worklist``."""
        self._require_open()
        if self._listening is None:
            from db.postgres.listening import Listening

            self._listening = Listening(lambda: self._way.connect(seeks=True), self._way.reach)
        return self._listening.wait(seen, seconds)

    def _close(self) -> None:
        if self._listening is not None:
            self._listening.close()
        with self._write_lock, self._read_lock, self._search_lock:
            self._is_open = False
            for line in self._lines.values():
                with suppress(Exception):
                    line.raw.close()
            self._lines.clear()
            self._head.close()

    def _line(self, which: str) -> PostgresConnection:
        """A connection of this seat, made anew where it was lost."""
        self._way.reach.require()
        line = self._lines.get(which)
        if line is not None and self._made_at[which] != self._way.reach.losses:  # it ended in nowhere
            with suppress(Exception):
                line.raw.close()
        if line is None or line.raw.closed:
            line = self._lines[which] = self._way.connect()
            self._made_at[which] = self._way.reach.losses
            if which == "writer":
                self._written = Contents(line)
            elif which == "reader":
                self._read = Contents(line)
        return line

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._read_lock:
            yield from self._at_one_moment("reader")

    @contextmanager
    def _searching(self) -> Iterator[Connection]:
        with self._search_lock:
            yield from self._at_one_moment("searcher")

    @contextmanager
    def _reading_apart(self) -> Iterator[Connection]:
        line = self._way.connect()
        try:
            with self._told():
                yield line
        finally:
            line.raw.close()

    @contextmanager
    def _alone(self, act: Act, *, durable: bool, wait: bool) -> Iterator[Connection]:
        patience = BUSY_SECONDS if wait else 0.0
        until = time.monotonic() + patience
        if not self._write_lock.acquire(timeout=patience):
            raise StoreBusyError("正在导入或保存其他病案，本次修改未写入：请稍候再试。")
        try:
            self._require_open()
            line = self._line("writer")
            line.forget()
            with self._told(), self._rolled_back(line):
                left = round(max(0.0, until - time.monotonic()) * 1000)
                with line.raw.pipeline():
                    self._begin(line, left, act.asks, durable=durable)
                    self._require_still(act.command)
                    self._under_way = line
                    try:
                        yield line
                    finally:
                        self._under_way = None
                    written = self._write_down(line, act, written_digests(line))
                    line.execute(f"NOTIFY {CHANNEL}")
                    line.execute("COMMIT")
            if durable and written is not None:
                self._head.write(Head(written.id, written.hash.hex()))
        finally:
            self._write_lock.release()

    def _begin(self, line: PostgresConnection, milliseconds: int, asks: Sequence[Question], *, durable: bool) -> None:
        """Begin a transaction as the only one who writes, and look who sits here. Whoever does not wait gives the one
        before the moment that a write takes.
        """
        line.execute("BEGIN")
        line.execute(f"SET LOCAL synchronous_commit = {'on' if durable else 'off'}")
        line.execute(f"SET LOCAL lock_timeout = {max(milliseconds, _A_WRITE)}")
        line.execute("SELECT pg_advisory_xact_lock(?)", (WRITING,))
        if self._is_somebody:
            line.foresee([(ROW_OF, (self.me.id,))])
        line.foresee(asks)
        self._look_who(line)

    @contextmanager
    def _rolled_back(self, line: PostgresConnection) -> Iterator[None]:
        """Nothing stays of a transaction that came to no end."""
        try:
            yield
        except BaseException:
            self._written.forget()
            with suppress(Exception):
                line.raw.execute("ROLLBACK")
            raise

    @contextmanager
    def _using(self) -> Iterator[PostgresConnection]:
        """The transaction under way, or one of its own."""
        if self._under_way is not None:
            yield self._under_way
            return
        with self._write_lock:
            self._require_open()
            line = self._line("writer")
            with self._told(), line.raw.transaction():
                yield line

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors in words; where the server is away nobody else waits for it."""
        try:
            with told_in_chinese(self._way.name):
                yield
        except StoreAwayError:
            self._way.reach.lose()
            raise

    def _at_one_moment(self, which: str) -> Iterator[Connection]:
        """Everything that is read inside is of one moment, whoever writes meanwhile."""
        self._require_open()
        line = self._line(which)
        with self._told():
            try:
                with line.raw.pipeline():
                    line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
                    self._look_who(line)
                    yield line
                    line.execute("COMMIT")
            except BaseException:
                with suppress(Exception):
                    line.raw.execute("ROLLBACK")
                raise

    def _require_open(self) -> None:
        if not self._is_open:
            raise StoreError(f"与服务器 {self._way.name} 的连接已关闭：请重新启动程序。")

    def _require_same_place(self) -> None:
        """A database stands where it stands."""

    def _import_lock(self) -> Callable[[], None] | None:
        if not self._import.acquire(blocking=False):
            return None
        line = None
        try:
            line = self._way.connect()
            with self._told():
                taken = line.execute("SELECT pg_try_advisory_lock(?)", (IMPORTING,)).fetchone()[0]
        except BaseException:
            taken = False
            raise
        finally:
            if line is None or not taken:
                self._import.release()
                if line is not None:
                    line.raw.close()
        if not taken:
            return None
        held = line

        def give_back() -> None:
            held.raw.close()
            self._import.release()

        return give_back

    def _forget_removed(self) -> None:
        """What was removed is overwritten by the server in its own time."""

    def _clear_former(self) -> Sequence[Path]:
        return ()

    def _schema_complaints(self, connection: Connection) -> Sequence[Complaint]:  # noqa: ARG002
        return ()

    def _fill(self, writer: PostgresConnection) -> None:
        with writer.raw.transaction():
            writer.execute("SELECT pg_advisory_xact_lock(?)", (WRITING,))
            if not found_by.is_filled(writer):
                found_by.fill(writer)
