"""Trying a rule on its own example pages: what tests do for every rule, and the window for a rule being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.context import Context
from coding.page.finding import Finding, NotJudged
from coding.rules.engine import judged, missing_inputs
from coding.rules.example import read_example
from coding.rules.facts import Facts

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.rules.rule import CompiledRule


def try_example(compiled: CompiledRule, text: str, knowledge: Knowledge) -> tuple[Finding, ...] | NotJudged:
    """What one rule alone says of an example page, in the notation of the columns ``fails`` and ``passes``."""
    page, neighbours, as_of = read_example(text)
    knowledge = knowledge.of(page)
    grouping = knowledge.reference.group(page)
    context = Context(as_of=as_of, neighbours=neighbours)
    lacking = knowledge.rules.cannot(compiled, page.supplied, missing_inputs(context, grouping))
    if lacking:
        return NotJudged(compiled.rule.id, lacking)
    facts = Facts(page, knowledge.reference, context, grouping, knowledge.reference.price(page, grouping))
    if compiled.triggers is not None and compiled.triggers.isdisjoint(facts.categories):
        return ()
    found = judged(compiled, facts)
    return found if isinstance(found, NotJudged) else tuple(found or ())
