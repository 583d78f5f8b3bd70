"""The trade of rules: what the hospital says of them, edit by edit, and how often each fired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """One edit of a rule: what the hospital says of it from then on (columns → text; None = taken back), by whom."""

    id: int
    rule: str
    columns: Mapping[str, str] | None
    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fired:
    """How often a rule fired on the pages as they were examined last: pages, findings, and those waived."""

    pages: int
    findings: int
    waived: int


class KeepsRules(Protocol):
    """The hospital's rules."""

    def edit_rules(self, edits: Iterable[tuple[str, Mapping[str, str] | None]], note: str = "") -> list[RuleEdit]:
        """Keep edits of rules, all or none: rule id, and what is said of it from now on (None = taken back)."""
        ...

    def rule_edits(self) -> list[RuleEdit]:
        """All edits of rules, oldest first; the last one of a rule is in force."""
        ...

    def fired(self) -> Mapping[str, Fired]:
        """How often each rule fired, by its id; rules that never did are left out."""
        ...

    def pages_with(self, rule: str) -> Sequence[int]:
        """Ids of the pages on which a rule fired when they were examined last, newest discharge first."""
        ...
