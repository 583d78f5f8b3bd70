"""Large files onto a server: a part is copied while others write, and set in place at once."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Final

from coding.store.store_errors import StoreAwayError
from db.postgres.connections import PostgresConnections
from db.postgres.staged_pages import set_in_place, stage
from db.shared.trades.import_trade import ImportTrade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from db.postgres.engine import PostgresConnection
    from db.shared.sql.engine import Connection
    from db.shared.tables.imports import Matched


#: A lock of the database: who imports is the only one; who writes is, too (``WRITING``).
IMPORTING: Final = 0x46504344_00000002
_CUT: Final = "读入时与服务器 {name} 的连接断过，没有读入：接通以后请再读一次这个文件。"


class StagedImportTrade(ImportTrade, PostgresConnections):
    """``coding.store.kept_imports`` on a server."""

    _part = 1_000
    #: Holds the lock of the server meanwhile.
    _importing: PostgresConnection | None = None

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
        held = self._importing = line

        def give_back() -> None:
            self._importing = None
            with suppress(Exception):  # its end alone is heard of by the server in its own time
                held.execute("SELECT pg_advisory_unlock(?)", (IMPORTING,)).fetchone()
            held.raw.close()
            self._import.release()

        return give_back

    def _require_still_alone(self) -> None:
        """The server gives the lock to others when the connection is lost that holds it."""
        with self._told():
            if self._importing is not None:
                self._importing.execute("SELECT 1").fetchone()

    def _ready(self, matched: Matched, part: Sequence[int], import_id: int) -> Callable[[Connection], list[int]]:
        with self._write_lock, self._told():
            self._require_open()
            line = self._line("writer")
            shapes = stage(line, matched, part)

        def write(connection: Connection) -> list[int]:
            if connection is not line:
                raise StoreAwayError(_CUT.format(name=self._way.name))
            self._require_still_alone()
            return set_in_place(connection, self._written, shapes, len(part), import_id)

        return write

    def _pause_after(self) -> AbstractContextManager[None]:
        """The server gives each who waits their turn."""
        return nullcontext()
