"""Trying a rule before it is in force: on the pages of the last months, and on its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.examine.rule_trial import try_example
from coding.page.finding import Finding, NotJudged
from coding.page.front_page import FrontPage
from coding.rules.engine import judged, missing_inputs
from coding.rules.facts import Facts
from coding.rules.rule import CompiledRule

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context

Said = tuple[Finding, ...] | NotJudged


def try_page(compiled: CompiledRule, page: FrontPage, knowledge: Knowledge, context: Context) -> Said:
    """What one rule alone says of a page, switched on or not; () where it says nothing or is not in force.

    Other rules are not asked: a finding that would yield to another one is counted.
    """
    day = page.date("discharge_datetime") or page.date("admission_datetime")
    if day is not None and not compiled.rule.valid_on(day):
        return ()
    grouping = knowledge.reference.group(page)
    lacking = knowledge.rules.cannot(compiled, page.supplied, missing_inputs(context, grouping))
    if lacking:
        return NotJudged(compiled.rule.id, lacking)
    facts = Facts(page, knowledge.reference, context, grouping, knowledge.reference.price(page, grouping))
    if compiled.triggers is not None and compiled.triggers.isdisjoint(facts.categories):
        return ()
    found = judged(compiled, facts)
    return found if isinstance(found, NotJudged) else tuple(found or ())


def example_troubles(compiled: CompiledRule, knowledge: Knowledge) -> list[str]:
    """Where a rule does not do what its examples say, in Chinese; [] when they hold or there are none."""
    wanted: Mapping[str, tuple[str, bool]] = {
        "不合格示例": (compiled.rule.fails, True),
        "合格示例": (compiled.rule.passes, False),
        "临界示例": (getattr(compiled.rule, "near", ""), False),
    }
    troubles: list[str] = []
    for name, (text, is_found) in wanted.items():
        if not text:
            continue
        try:
            said = try_example(compiled, text, knowledge)
        except KnowledgeError as error:
            troubles.append(f"{name}：{error}")
            continue
        if isinstance(said, NotJudged):
            troubles.append(f"{name}不能判断：{said.reason}")
        elif bool(said) is not is_found:
            troubles.append(f"{name}{'没有报出问题' if is_found else '报出了问题：' + said[0].message}")
    return troubles


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)
