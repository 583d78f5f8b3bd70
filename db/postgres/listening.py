"""Hears of every write of another seat: the server tells by NOTIFY, on a connection of its own."""

from __future__ import annotations

import select
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import pq

from coding.store.store_errors import StoreAwayError, StoreError, StoreShutOutError
from db.postgres.reach import AWAY
from db.postgres.told_writes import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.postgres.engine import PostgresConnection
    from db.postgres.reach import Reach

#: Seconds without a word after which the server is asked whether it is there, and in which it has to answer.
_QUIET: Final = 1.0
_ANSWER: Final = 2.0
#: The same where somebody waits in vain for another answer already.
_ANSWER_DOUBTED: Final = 1.0
#: What tells of a write that nobody was told of: a standby lets nobody listen, what stands between may lose a word.
_REVISION: Final = b"SELECT max(revision) FROM revisions"
#: Seconds after which it is seen that nobody wants to hear any more.
_LOOK_UP: Final = 0.2
#: Seconds in which more writes are heard as one.
_TOGETHER: Final = 0.05


class Listening:
    """One connection that listens, opened anew where it was lost. ``wait`` is called by one thread at a time.

    It is this thread that finds out that the server is away, and that it is back: whoever works on the store is told by
    ``reach``, and never waits for a wire that was cut.
    """

    def __init__(self, connect: Callable[[], PostgresConnection], reach: Reach) -> None:
        self._connect = connect
        self._reach = reach
        self._connection: PostgresConnection | None = None
        self._lock = threading.Lock()
        self._heard = 0
        self._revision: bytes | None = None
        self._is_closed = False

    def wait(self, seen: int, seconds: float) -> int:
        """See ``coding.store.kept_worklist.KeepsWorklist.wait_for_change``."""
        until = time.monotonic() + seconds
        with self._lock:
            try:
                self._begin()
                while self._heard == seen and (left := until - time.monotonic()) > 0:
                    self._require_open()
                    if not self._hear(min(left, _QUIET)) and self._ask():
                        self._heard += 1
            except (psycopg.Error, OSError, ValueError, StoreAwayError) as error:
                self._drop()
                self._require_open()
                self._reach.lose(error)
                if isinstance(error, StoreShutOutError):
                    raise
                raise StoreAwayError(AWAY) from error
            return self._heard

    def close(self) -> None:
        """Listen no more; whoever waits is told soon. Idempotent."""
        if not self._is_closed:
            self._is_closed = True
            with self._lock:
                self._drop()

    def _require_open(self) -> None:
        if self._is_closed:
            raise StoreError("与服务器的连接已关闭：请重新启动程序。")

    def _begin(self) -> None:
        """What was written until now nobody has heard here: it counts as a write."""
        self._require_open()
        self._reach.is_watched = True
        if self._reach.is_lost:  # somebody else has found that out
            self._drop()
        if self._connection is None:
            self._connection = self._connect()
            with suppress(psycopg.errors.ReadOnlySqlTransaction):
                self._connection.raw.execute(f"LISTEN {CHANNEL}")
            self._ask()
            self._reach.find()
            self._heard += 1

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.raw.close()

    def _hear(self, seconds: float) -> bool:
        """Whether something was told in so many seconds; at once not where it is doubted that the server is there."""
        wire = self._wire
        if not self._notes(wire):  # some may have come with an answer
            if not self._is_readable(wire, seconds, lambda: self._reach.is_doubted):
                return False
            wire.consume_input()
            if not self._notes(wire):
                return False
        self._heard += 1
        time.sleep(_TOGETHER)
        wire.consume_input()
        self._ask()
        self._notes(wire)
        return True

    def _ask(self) -> bool:
        """Whether something was written since it was asked last. Raises OperationalError unless the server answers: a
        wire that was cut says nothing by itself.
        """
        wire, began, before = self._wire, time.monotonic(), self._revision
        until = began + _ANSWER

        def is_hopeless() -> bool:
            return self._reach.is_doubted and time.monotonic() > began + _ANSWER_DOUBTED

        wire.send_query(_REVISION)
        while wire.flush():
            if not self._is_writable(wire, until - time.monotonic()):
                raise psycopg.OperationalError("no answer")
        while True:
            while wire.is_busy():
                if not self._is_readable(wire, until - time.monotonic(), is_hopeless):
                    raise psycopg.OperationalError("no answer")
                wire.consume_input()
            result = wire.get_result()
            if result is None:
                self._reach.is_doubted = False
                return self._revision != before
            if result.ntuples:
                self._revision = result.get_value(0, 0)

    @property
    def _wire(self) -> pq.abc.PGconn:
        if self._connection is None:
            raise psycopg.OperationalError("closed")
        return self._connection.raw.pgconn

    @staticmethod
    def _notes(wire: pq.abc.PGconn) -> int:
        count = 0
        while wire.notifies() is not None:
            count += 1
        return count

    def _is_readable(
        self, wire: pq.abc.PGconn, seconds: float, is_given_up: Callable[[], bool] = lambda: False
    ) -> bool:
        until = time.monotonic() + max(0.0, seconds)
        while True:
            left = until - time.monotonic()
            if select.select([wire.socket], [], [], min(_LOOK_UP, max(0.0, left)))[0]:
                return True
            self._require_open()
            if left <= 0 or is_given_up():
                return False

    @staticmethod
    def _is_writable(wire: pq.abc.PGconn, seconds: float) -> bool:
        return bool(select.select([], [wire.socket], [], max(0.0, seconds))[1])
