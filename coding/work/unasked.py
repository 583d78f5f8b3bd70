"""Which of the insurer's classes of violation nobody looked for: no rule in use is of them, or none could be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.indicators.derived import violation_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.rules.rule_book import RuleBook


def unasked_violations(rules: RuleBook, unjudged: Mapping[str, tuple[int, str]], pages: int) -> frozenset[str]:
    """The indicators of those classes: their 0 would say that all was well.

    ``unjudged``: rule → pages on which it was not judged, of so many, and why.
    """
    return unasked_among(violations_of(rules), unjudged, pages)


def violations_of(rules: RuleBook) -> dict[str, str]:
    """Rule in use → its class of violation, of the rules that have one."""
    return {one.rule.id: one.rule.violation for one in rules.rules if one.rule.violation}


def unasked_among(of_rules: Mapping[str, str], unjudged: Mapping[str, tuple[int, str]], pages: int) -> frozenset[str]:
    """As ``unasked_violations``, of rules by their classes of violation."""
    asked = {violation for rule, violation in of_rules.items() if unjudged.get(rule, (0, ""))[0] < pages}
    return frozenset(
        id_
        for one in violation_classes()
        if not one.violations & asked
        for id_ in (f"violation_{one.number}", f"violation_{one.number}_suspected")
    )
