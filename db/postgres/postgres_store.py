"""The store of a department on a PostgreSQL server: the trades over its connections, joined."""

from __future__ import annotations

from coding.store.store import Store
from db.postgres.backup_trade import BackupTrade
from db.postgres.connections import PostgresConnections
from db.postgres.import_trade import StagedImportTrade
from db.postgres.shelf_trade import ShelfTrade
from db.shared.trades.trades import Trades


class PostgresStore(BackupTrade, ShelfTrade, StagedImportTrade, Trades, PostgresConnections, Store):
    """The store on a server: ``PostgresStore(path, way, seat, clock)``.

    Every method is one transaction and is committed when it returns. Several threads of a seat may use it, and many
    seats. Raises StoreError and its kin, each with a Chinese sentence; where the server is away it is StoreAwayError,
    and the next call connects anew.
    """
