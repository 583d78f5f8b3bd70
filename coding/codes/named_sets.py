"""Sets of codes that have a name: ``resources/rules/tables/sets.csv``, for rules and suggestions alike."""

from __future__ import annotations

import csv
from functools import cache

from coding.base.resources import resource_path
from coding.codes.ranges import CodeSet


@cache
def named_codes(name: str) -> CodeSet:
    """The codes of a named set: ``asterisk``, ``adjunct_operation`` … Raises KeyError for a name that is not there."""
    with resource_path("rules/tables/sets.csv").open(encoding="utf-8-sig", newline="") as lines:
        return CodeSet.parse({row["name"]: row["codes"] for row in csv.DictReader(lines)}[name])
