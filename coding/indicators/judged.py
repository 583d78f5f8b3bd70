"""Of which dimensions a page was judged at all: at least one rule of it was asked, and could answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.fields import is_blank
from coding.page.finding import Dimension

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage


def judged_dimensions(page: FrontPage, seen: Examination, held: Knowledge, context: Context) -> tuple[bool, ...]:
    """For each dimension, in their order, whether at least one rule of it was judged on the page.

    A rule that reads a blank says nothing and is no judge; one that asks after other codes than the page has is one.
    ``held``: the Knowledge of the day of the page.
    """
    from coding.rules.engine import missing_inputs  # the start of a store must not wait for the rules

    plan = held.rules.plan(page.supplied, missing_inputs(context, seen.grouping), context.moment)
    silent: set[str] = set()
    for one in reversed(seen.not_judged):  # what the page itself leaves open stands behind what was never asked
        if one.rule in plan.unasked:
            break
        silent.add(one.rule)
    out = held.rules.out_of_force(page)
    values = page.values

    def is_judge(number: int, rule: str, fields: tuple[tuple[str, ...], ...]) -> bool:
        if number in out or rule in silent:
            return False
        return all(any(not is_blank(values.get(key, "")) for key in item) for item in fields)

    return tuple(any(is_judge(*one) for one in plan.judges[dimension]) for dimension in Dimension)
