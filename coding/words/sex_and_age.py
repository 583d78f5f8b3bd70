"""Codes that do not agree with the sex or the age of the person: what ``resources/terms/agreement.csv`` says."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_table
from coding.codes.named_sets import codes_of

if TYPE_CHECKING:
    from coding.codes.ranges import CodeSet
    from coding.page.front_page import FrontPage


class _Rule(NamedTuple):
    what: str
    value: str
    codes: CodeSet


class Disagreement(StrEnum):
    """With what of the person a code does not agree."""

    SEX = "sex"
    AGE = "age"


def disagreement(page: FrontPage, code: str) -> Disagreement | None:
    """With what of the person of this page a diagnosis code does not agree; None where it does."""
    for rule in _rules():
        if rule.what == "sex":
            if page.text("sex") == rule.value and code in rule.codes:
                return Disagreement.SEX
        elif code in rule.codes and _is_of_age(page, rule):
            return Disagreement.AGE
    return None


def _is_of_age(page: FrontPage, rule: _Rule) -> bool:
    years, days = page.number("age_years"), page.number("age_days")
    limit = int(rule.value)
    if rule.what == "newborn":
        return not years and days is not None and 0 < days <= limit
    return (years is not None and years >= 1) or (not years and days is not None and days > limit)


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(row["what"], row["value"], codes_of(row["codes"]))
        for row in resource_table("terms/agreement.csv", "what", "value", "codes")
    )
