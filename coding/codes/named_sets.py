"""Sets of codes that have a name: ``resources/rules/tables/sets.csv``, for rules and suggestions alike."""

from __future__ import annotations

import re
from functools import cache

from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet

_NAME = re.compile(r"@(\w+)")


@cache
def named_codes(name: str) -> CodeSet:
    """The codes of a named set: ``asterisk``, ``adjunct_operation`` … Raises KeyError for a name that is not there."""
    return codes_of(_sets()[name])


def codes_of(text: str) -> CodeSet:
    """The codes that a text says; ``@asterisk`` in it stands for the codes of that set. Raises KeyError."""
    return CodeSet.parse(_NAME.sub(lambda found: named_codes(found[1]).text, text))


@cache
def _sets() -> dict[str, str]:
    return {row["name"]: row["codes"] for row in resource_table("rules/tables/sets.csv", "name", "codes")}
