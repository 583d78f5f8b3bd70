"""Sets of codes that have a name: ``resources/rules/tables/sets.csv``, for rules and suggestions alike."""

from __future__ import annotations

from functools import cache

from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet


@cache
def named_codes(name: str) -> CodeSet:
    """The codes of a named set: ``asterisk``, ``adjunct_operation`` … Raises KeyError for a name that is not there."""
    rows = resource_table("rules/tables/sets.csv", "name", "codes")
    return CodeSet.parse({row["name"]: row["codes"] for row in rows}[name])
