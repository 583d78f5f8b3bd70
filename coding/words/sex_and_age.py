"""Codes that do not agree with the sex or the age of the person: what ``resources/terms/agreement.csv`` says."""

from __future__ import annotations

import csv
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_path
from coding.codes.ranges import CodeSet

if TYPE_CHECKING:
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
    years, days = _number(page.text("age_years")), _number(page.text("age_days"))
    limit = int(rule.value)
    if rule.what == "newborn":
        return not years and days is not None and 0 < days <= limit
    return (years is not None and years >= 1) or (not years and days is not None and days > limit)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@cache
def _rules() -> tuple[_Rule, ...]:
    with resource_path("rules/tables/sets.csv").open(encoding="utf-8", newline="") as lines:
        sets = {"@" + row["name"]: row["codes"] for row in csv.DictReader(lines)}
    found = []
    with resource_path("terms/agreement.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            codes = sets.get(row["codes"], row["codes"])
            found.append(_Rule(row["what"], row["value"], CodeSet.parse(codes)))
    return tuple(found)
