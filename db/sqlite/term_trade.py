"""The term book in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_worklist import Trade
from db.sqlite import term_tables as term_table
from db.sqlite.connections import Act, Connections
from db.sqlite.revisions import next_revision
from db.sqlite.sqlite_errors import told_in_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.store.kept_terms import KeptTerm
    from coding.suggest.term_book import TermPair


#: So long the emptying of the log waits for whoever reads; the window waits as long.
_PATIENCE_MILLISECONDS = 300


class TermTrade(Connections):
    """``coding.store.kept_terms`` in SQLite."""

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
        self._empty_log()

    def terms(self) -> list[KeptTerm]:
        """The term book, what was used last first."""
        with self._reading() as connection:
            return term_table.read(connection)

    def _empty_log(self) -> None:
        """Write the write-ahead log into the file and empty it: what was removed stands in its older frames.

        Where somebody reads just now it is emptied when the last window closes.
        """
        with self._write_lock, told_in_chinese(self.path):
            self._writer.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
