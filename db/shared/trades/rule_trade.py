"""Rules and waivers of the hospital in the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_worklist import Trade
from db.shared.tables import rule_tables
from db.shared.tables.page_rows import require_page
from db.shared.tables.revisions import next_revision
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.page.waiver import Waiver
    from coding.store.kept_rules import Fired, RuleEdit
    from coding.store.kept_waivers import KeptWaiver


class RuleTrade(Connections):
    """``coding.store.kept_rules`` and ``coding.store.kept_waivers``."""

    def edit_rules(self, edits: Iterable[tuple[str, Mapping[str, str] | None]], note: str = "") -> list[RuleEdit]:
        """Keep edits of rules, all or none: rule id, and what is said of it from now on (None = taken back)."""
        given = list(edits)
        about = {"rules": [rule for rule, _ in given], "reason": note}
        with self._transaction(Act(Command.EDIT_RULES, Deed.RULES, about)) as connection:
            next_revision(connection, Trade.RULES)
            return rule_tables.insert_edits(connection, given, self.me.name, note, self._clock())

    def rule_edits(self) -> list[RuleEdit]:
        """All edits of rules, oldest first; the last one of a rule is in force."""
        with self._reading() as connection:
            return rule_tables.read_edits(connection)

    def fired(self) -> Mapping[str, Fired]:
        """How often each rule fired, by its id; rules that never did are left out."""
        with self._searching() as connection:
            return rule_tables.read_fired(connection)

    def pages_with(self, rule: str) -> Sequence[int]:
        """Ids of the pages on which a rule fired when they were examined last, newest discharge first."""
        with self._searching() as connection:
            ids = rule_tables.read_pages_with(connection, rule)
            shown = self._sight.all_seen(connection, ids)
        return [page_id for page_id in ids if page_id in shown]

    def add_waiver(self, waiver: Waiver, page_id: int | None = None) -> KeptWaiver:
        """Keep a waiver for one page, or for all; who gives it and when is the store's to say."""
        about = {"rule": waiver.rule, "field": waiver.field, "dept": waiver.dept, "reason": waiver.reason}
        with self._transaction(Act(Command.WAIVE, Deed.WAIVER, about, page_id)) as connection:
            waiver = replace(waiver, author=self.me.name, at=self._clock().replace(microsecond=0))
            if page_id is not None:
                require_page(connection, page_id)
            next_revision(connection, Trade.WAIVERS)
            return rule_tables.insert_waiver(connection, waiver, page_id)

    def end_waiver(self, waiver_id: int) -> None:
        """Withdraw a waiver; it stays in the list with who and when."""
        with self._transaction(Act(Command.END_WAIVER, Deed.WAIVER, {"ended": waiver_id})) as connection:
            next_revision(connection, Trade.WAIVERS)
            rule_tables.end_waiver(connection, waiver_id, self.me.name, self._clock())

    def waivers(self) -> list[KeptWaiver]:
        """All waivers, oldest first, withdrawn and expired ones included."""
        with self._reading() as connection:
            return rule_tables.read_waivers(connection)
