"""Every rule of a hospital as one line: whose it is, whether it judges, how often it fires, how often it is right."""

from __future__ import annotations

from dataclasses import dataclass

from coding.rules.local import Row, embedded_rows, is_embedded, local_book, row_of
from coding.store.kept_reviews import Precision
from coding.store.store import Fired, Store
from coding.work.hospital_knowledge import own_rules

NEVER = Fired(0, 0, 0)
UNSEEN = Precision(0, 0)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as the list shows it. ``origin``: embedded, altered or own; ``trouble``: why it is not in force;
    ``looked``: what officers said of its findings.
    """

    row: Row
    origin: str
    fired: Fired
    trouble: str = ""
    looked: Precision = UNSEEN

    @property
    def id(self) -> str:
        """The id of the rule."""
        return self.row["id"]

    @property
    def is_on(self) -> bool:
        """Whether it judges pages."""
        return self.row["on"] == "1"

    @property
    def precision(self) -> float | None:
        """The share of its findings that officers called right, of those they looked at; None where nobody looked."""
        return self.looked.value


def rule_lines(store: Store) -> list[RuleLine]:
    """All rules: the embedded ones in their order, then the hospital's own."""
    rules = own_rules(store)
    troubles = local_book(rules).troubles
    fired, precision = store.fired(), store.precision()
    altered = {r.id for r in rules.rules}
    ids = (*embedded_rows(), *(r.id for r in rules.rules if not is_embedded(r.id)))
    lines: list[RuleLine] = []
    for rule_id in ids:
        row = row_of(rule_id, rules)
        assert row is not None
        origin = "own" if not is_embedded(rule_id) else "altered" if rule_id in altered else "embedded"
        lines.append(
            RuleLine(row, origin, fired.get(rule_id, NEVER), troubles.get(rule_id, ""), precision.get(rule_id, UNSEEN))
        )
    return lines
