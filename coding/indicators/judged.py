"""What a page was judged by: of which dimensions at least one rule was asked and could answer, and which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.fields import is_blank
from coding.page.finding import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.rules.asking import AskingPlan
    from coding.rules.rule_book import RuleBook


def judged_dimensions(page: FrontPage, seen: Examination, held: Knowledge, context: Context) -> tuple[bool, ...]:
    """For each dimension, in their order, whether at least one rule of it was judged on the page.

    A rule that reads a blank says nothing and is no judge; one that asks after other codes than the page has is one.
    ``held``: the Knowledge of the day of the page.
    """
    from coding.rules.engine import missing_inputs  # the start of a store must not wait for the rules

    plan = held.rules.plan(page.supplied, missing_inputs(context, seen.grouping), context.moment)
    silent = set(_silent(seen, plan))
    out = held.rules.out_of_force(page)
    values = page.values

    def is_judge(number: int, rule: str, fields: tuple[tuple[str, ...], ...]) -> bool:
        if number in out or rule in silent:
            return False
        return all(any(not is_blank(values.get(key, "")) for key in item) for item in fields)

    return tuple(any(is_judge(*one) for one in plan.judges[dimension]) for dimension in Dimension)


def judged_rules(page: FrontPage, seen: Examination, held: Knowledge, context: Context) -> str:
    """Which rules were asked of the page and could answer, as ``rules_of`` reads it: the numbering of the book, and
    bit n of a number in hexadecimal for rule n. ``held``: the Knowledge of the day of the page.
    """
    from coding.rules.engine import missing_inputs  # the start of a store must not wait for the rules

    book = held.rules
    plan = book.plan(page.supplied, missing_inputs(context, seen.grouping), context.moment)
    given = {key for key, value in page.values.items() if not is_blank(value)}
    asked = 0
    for items, bits in plan.asking:
        if all(not given.isdisjoint(item) for item in items):
            asked |= bits
    for rule in _silent(seen, plan):
        asked &= ~(1 << book.numbers[rule])
    for number in book.out_of_force(page):
        asked &= ~(1 << number)
    return f"{book.numbering}{asked:x}"


def rules_of(told: str, book: RuleBook) -> int | None:
    """The bits that ``judged_rules`` wrote; None where it speaks of another book: which rules it means nobody knows."""
    name = book.numbering
    if not told.startswith(name):
        return None
    try:
        return int(told[len(name) :], 16)
    except ValueError:
        return None


def _silent(seen: Examination, plan: AskingPlan) -> Iterator[str]:
    """The rules that the page itself left open: they stand behind what was never asked."""
    for one in reversed(seen.not_judged):
        if one.rule in plan.unasked:
            return
        yield one.rule
