"""The insurer's classes of violation that a finding may stand for, as data with the clause of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Violation:
    """One class of violation: its name on the screen, the clauses it rests on, and what it means in our own words."""

    name: str
    basis: str
    sense: str


@cache
def violations() -> Mapping[str, Violation]:
    """The classes by name, in the order of the table."""
    table = resource_table("rules/tables/violations.csv", "name", "basis", "sense")
    return MappingProxyType({row["name"]: Violation(row["name"], row["basis"], row["sense"]) for row in table})
