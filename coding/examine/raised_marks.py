"""Which findings raise a mark beside the state of a page: ``resources/rules/tables/page_marks.csv``, mark and rule."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.finding import Finding


def raised_marks(findings: Iterable[Finding]) -> frozenset[str]:
    """The marks (``list_differs``, ``overdue``) that these findings raise, whoever is to mend them."""
    by_rule = _by_rule()
    return frozenset(by_rule[f.rule] for f in findings if f.rule in by_rule)


@cache
def _by_rule() -> dict[str, str]:
    return {row["rule"]: row["mark"] for row in resource_table("rules/tables/page_marks.csv", "mark", "rule")}
