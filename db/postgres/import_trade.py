"""Large files onto a server: a part is copied while others write, and set in place at once."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from coding.store.store_errors import StoreAwayError
from db.postgres.connections import PostgresConnections
from db.postgres.staged_pages import set_in_place, stage
from db.shared.trades.import_trade import ImportTrade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from db.shared.sql.engine import Connection
    from db.shared.tables.imports import Matched


_CUT: Final = "读入时与服务器 {name} 的连接断过，没有读入：接通以后请再读一次这个文件。"


class StagedImportTrade(ImportTrade, PostgresConnections):
    """``coding.store.kept_imports`` on a server."""

    _part = 1_000

    def _require_still_alone(self) -> None:
        """The server gives the lock to others when the connection is lost that holds it."""
        with self._told():
            self._require_importing()

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
