"""Large files onto a server: a part is copied while others write, and set in place at once."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from db.postgres.connections import PostgresConnections
from db.postgres.staged_pages import set_in_place, stage
from db.shared.trades.import_trade import ImportTrade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from db.shared.sql.engine import Connection
    from db.shared.tables.imports import Matched


class StagedImportTrade(ImportTrade, PostgresConnections):
    """``coding.store.kept_imports`` on a server."""

    _part = 1_000

    def _ready(self, matched: Matched, part: Sequence[int], import_id: int) -> Callable[[Connection], list[int]]:
        with self._write_lock, self._told():
            self._require_open()
            shapes = stage(self._line("writer"), matched, part)
        return lambda connection: set_in_place(connection, self._written, shapes, len(part), import_id)

    def _pause_after(self) -> AbstractContextManager[None]:
        """The server gives each who waits their turn."""
        return nullcontext()
