"""What the program remembers, behind one narrow door: the trades of the store, joined.

SQLite is the embedded default (``db.sqlite.sqlite_store``); a department's server can stand behind the same protocols.
Nothing above this line writes SQL. A function asks for the trade it needs (``KeepsPages``), not for the store.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from coding.store.kept_audit import KeepsAudit
from coding.store.kept_backups import KeepsBackups
from coding.store.kept_drafts import Draft, KeepsDrafts, Unsaved
from coding.store.kept_history import Applied, Entry, KeepsHistory
from coding.store.kept_imports import ImportResult, ImportSource, KeepsImports
from coding.store.kept_knowledge import KeepsKnowledge, NamedKnowledge
from coding.store.kept_months import KeepsMonths, MonthEntry, MonthKind
from coding.store.kept_neighbours import KeepsNeighbours
from coding.store.kept_pages import KeepsPages, PageFigures
from coding.store.kept_paid import KeepsPaid, KeptPaid
from coding.store.kept_people import KeepsPeople
from coding.store.kept_reviews import KeepsReviews
from coding.store.kept_rules import Fired, KeepsRules, RuleEdit
from coding.store.kept_samples import KeepsSamples
from coding.store.kept_settings import KeepsSettings
from coding.store.kept_terms import KeepsTerms, KeptTerm
from coding.store.kept_waivers import KeepsWaivers, KeptWaiver
from coding.store.kept_worklist import (
    EVERYTHING,
    LATEST,
    Changed,
    KeepsWorklist,
    Marked,
    Sort,
    Tally,
    Trade,
    Verdict,
    WorklistQuery,
    WorklistRow,
    WorklistWindow,
)

__all__ = [
    "EVERYTHING",
    "LATEST",
    "Applied",
    "Changed",
    "Clock",
    "Draft",
    "Entry",
    "Fired",
    "ImportResult",
    "ImportSource",
    "KeepsDrafts",
    "KeepsHistory",
    "KeepsImports",
    "KeepsKnowledge",
    "KeepsMonths",
    "KeepsNeighbours",
    "KeepsPages",
    "KeepsPaid",
    "KeepsRules",
    "KeepsSettings",
    "KeepsTerms",
    "KeepsWaivers",
    "KeepsWorklist",
    "KeptPaid",
    "KeptTerm",
    "KeptWaiver",
    "Marked",
    "MonthEntry",
    "MonthKind",
    "NamedKnowledge",
    "Opener",
    "PageFigures",
    "RuleEdit",
    "Sort",
    "Store",
    "Tally",
    "Trade",
    "Unsaved",
    "Verdict",
    "WorklistQuery",
    "WorklistRow",
    "WorklistWindow",
]

#: Tells the present moment, without zone; handed in by whoever opens the store.
Clock: TypeAlias = Callable[[], datetime]


class Store(
    KeepsPages,
    KeepsNeighbours,
    KeepsHistory,
    KeepsWorklist,
    KeepsImports,
    KeepsRules,
    KeepsWaivers,
    KeepsTerms,
    KeepsPaid,
    KeepsSettings,
    KeepsKnowledge,
    KeepsDrafts,
    KeepsPeople,
    KeepsReviews,
    KeepsSamples,
    KeepsMonths,
    KeepsAudit,
    KeepsBackups,
    Protocol,
):
    """All trades. Every method is one transaction, committed when it returns; raises StoreError and its kin."""

    def now(self) -> datetime:
        """The present moment by the clock that is written by here: on a server the server's, which a machine whose own
        clock is wrong has to go by, too.
        """
        ...

    def close(self) -> None:
        """Close the store; idempotent."""
        ...


#: Opens the store at a place; only ``main.py`` knows which. Raises StoreError.
Opener: TypeAlias = Callable[[Path], Store]
