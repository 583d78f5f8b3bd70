"""The store in one SQLite file on this machine: the trades over its connections, joined."""

from __future__ import annotations

from coding.store.store import Store
from db.sqlite.audit_trade import AuditTrade
from db.sqlite.backup_trade import BackupTrade
from db.sqlite.draft_trade import DraftTrade
from db.sqlite.import_trade import ImportTrade
from db.sqlite.knowledge_trade import KnowledgeTrade
from db.sqlite.month_trade import MonthTrade
from db.sqlite.neighbour_trade import NeighbourTrade
from db.sqlite.paid_trade import PaidTrade
from db.sqlite.people_trade import PeopleTrade
from db.sqlite.review_trade import ReviewTrade
from db.sqlite.rule_trade import RuleTrade
from db.sqlite.sample_trade import SampleTrade
from db.sqlite.setting_trade import SettingTrade
from db.sqlite.term_trade import TermTrade


class SqliteStore(
    BackupTrade,
    AuditTrade,
    NeighbourTrade,
    PeopleTrade,
    ReviewTrade,
    SampleTrade,
    MonthTrade,
    ImportTrade,
    RuleTrade,
    TermTrade,
    PaidTrade,
    SettingTrade,
    KnowledgeTrade,
    DraftTrade,
    Store,
):
    """The store in one SQLite file: ``SqliteStore(path, clock, seat)``.

    Every method is one transaction and is committed, on disk, when it returns (WAL, synchronous FULL).
    One store may be used from several threads: what reads never waits for what writes; a write waits
    ``BUSY_SECONDS`` for another, then raises StoreBusyError, be it in this process or another window.
    Raises StoreError and its kin, each with a Chinese sentence.
    """
