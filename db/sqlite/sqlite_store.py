"""The store in one SQLite file on this machine: the trades over its connections, joined."""

from __future__ import annotations

from coding.store.store import Store
from db.shared.trades.trades import Trades
from db.sqlite.backup_trade import BackupTrade
from db.sqlite.connections import SqliteConnections


class SqliteStore(BackupTrade, Trades, SqliteConnections, Store):
    """The store in one SQLite file: ``SqliteStore(path, clock, seat)``.

    Every method is one transaction and is committed, on disk, when it returns (WAL, synchronous FULL).
    One store may be used from several threads: what reads never waits for what writes; a write waits
    ``BUSY_SECONDS`` for another, then raises StoreBusyError, be it in this process or another window.
    Raises StoreError and its kin, each with a Chinese sentence.
    """
