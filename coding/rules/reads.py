"""What a rule reads of a page, so that after an edit only the rules that read a changed field are asked again.

A page is told apart into its single fields, by key, and wholes: the ``diagnosis``, ``procedure`` and
``intensive_care`` rows, what the grouper reads of it (``case``), and what follows from it (``grouping``, ``price``).
"""

from __future__ import annotations

import string
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.grouping.page_case import case_reads
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.rules.functions import FACT_READS, FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.rules.expression import Expression
    from coding.rules.rule import Compiled, CompiledRule, Rule

#: All that the grouper reads, as a rule reads it that groups the page once more.
CASE: Final = "case"
#: A time of day may stand in a field of its own.
_BESIDE = {"admission_datetime": "admission_hour", "discharge_datetime": "discharge_hour"}


def tokens(keys: Iterable[str]) -> frozenset[str]:
    """Keys of fields as what a page is told apart into; an hour belongs to its date."""
    found = {ROW_ATTRIBUTES[key][0] if key in ROW_ATTRIBUTES else key for key in keys}
    return frozenset(found | {_BESIDE[key] for key in found if key in _BESIDE})


def reads_of(rule: Rule, made: Compiled, when: Expression | None) -> frozenset[str] | None:
    """All that the verdict and the words of a rule rest on; None = anything."""
    if made.reads is None:
        return None
    declared = {key for item in rule.fields for key in item} | set(rule.optional)
    named = {name for text in (rule.message, rule.hint) for _, name, _, _ in string.Formatter().parse(text) if name}
    declared |= named & set(field_catalogue())
    facts = {key for name in named & FACTS.keys() for key in FACT_READS.get(name, (name,))}
    found = tokens(declared | facts | set(made.reads) | (set(when.reads) if when is not None else set()))
    return found | {"grouping"} if "grouping" in made.needs else found


def affected(rules: Sequence[CompiledRule], touched: frozenset[str], *, are_dated: bool) -> frozenset[int]:
    """The numbers of the rules that may say something else once these fields have changed.

    Rules in force by the day of discharge hang on that day too: where it is touched and other rules are in force than
    before (``are_dated``), all are.
    """
    changed = tokens(touched)
    if not changed.isdisjoint(_case_tokens()):
        changed |= {CASE}
    if are_dated and changed & {"discharge_datetime", "admission_datetime"}:
        return frozenset(range(len(rules)))
    return frozenset(
        number
        for number, compiled in enumerate(rules)
        if compiled.reads is None or not compiled.reads.isdisjoint(changed)
    )


@cache
def _case_tokens() -> frozenset[str]:
    return tokens(case_reads())
