"""The trades that every engine has, joined."""

from __future__ import annotations

from db.shared.trades.audit_trade import AuditTrade
from db.shared.trades.draft_trade import DraftTrade
from db.shared.trades.import_trade import ImportTrade
from db.shared.trades.knowledge_trade import KnowledgeTrade
from db.shared.trades.month_trade import MonthTrade
from db.shared.trades.neighbour_trade import NeighbourTrade
from db.shared.trades.paid_trade import PaidTrade
from db.shared.trades.people_trade import PeopleTrade
from db.shared.trades.review_trade import ReviewTrade
from db.shared.trades.rule_trade import RuleTrade
from db.shared.trades.sample_trade import SampleTrade
from db.shared.trades.setting_trade import SettingTrade
from db.shared.trades.term_trade import TermTrade


class Trades(
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
):
    """All trades but the backups: those are made by what keeps the store."""
