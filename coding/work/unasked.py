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
    asked = {
        one.rule.violation
        for one in rules.rules
        if one.rule.violation and unjudged.get(one.rule.id, (0, ""))[0] < pages
    }
    return frozenset(
        id_
        for one in violation_classes()
        if not one.violations & asked
        for id_ in (f"violation_{one.number}", f"violation_{one.number}_suspected")
    )
