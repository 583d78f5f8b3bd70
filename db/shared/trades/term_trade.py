"""The term book in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_worklist import Trade
from db.shared.tables import term_tables as term_table
from db.shared.tables.revisions import next_revision
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.store.kept_terms import KeptTerm
    from coding.suggest.term_book import TermPair


class TermTrade(Connections):
    """``coding.store.kept_terms``."""

    def add_terms(self, pairs: Iterable[TermPair], origin: str = "use", *, approve: bool = False) -> None:
        """Count pairs in the term book, all or none; with ``approve`` they are approved, too."""
        given = list(pairs)
        act = Act(Command.BRING_TERMS if approve else Command.LEARN_TERMS, Deed.TERMS, {"terms": len(given)})
        with self._transaction(act) as connection:
            next_revision(connection, Trade.TERMS)
            term_table.add(connection, given, self.me.name, self._clock(), origin, approve=approve)

    def judge_terms(self, ids: Iterable[int], state: str) -> None:
        """Approve, refuse or set back (learned) terms."""
        if state not in ("learned", "approved", "refused"):
            raise ValueError(state)
        with self._transaction(Act(Command.JUDGE_TERMS, Deed.TERMS, {"state": state})) as connection:
            next_revision(connection, Trade.TERMS)
            term_table.judge(connection, ids, state, self.me.name, self._clock())

    def remove_terms(self, ids: Iterable[int]) -> None:
        """Take terms out of the book, and out of the file: doctors write names into them."""
        with self._transaction(Act(Command.JUDGE_TERMS, Deed.TERMS, {"state": "removed"})) as connection:
            next_revision(connection, Trade.TERMS)
            term_table.remove(connection, ids)
        self._forget_removed()

    def terms(self) -> list[KeptTerm]:
        """The term book, what was used last first."""
        with self._reading() as connection:
            return term_table.read(connection)
