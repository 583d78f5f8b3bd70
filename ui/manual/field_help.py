"""What is said of each field: what to fill, by which clause, what goes wrong, and where the manual tells more.

``resources/help/fields.csv`` has one row a field of the form. Where it names no clause, it is that of the rule which
asks for the field; nobody writes one that the table of clauses does not hold (tests/ui/manual/test_field_help.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.page.fields import field_catalogue
from coding.rules.field_clauses import clause_of_field

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """``what`` to fill, the ``clause`` ("" = none known), a common ``mistake`` ("" = none), and where the manual tells
    of it: ``page`` and heading.
    """

    field: str
    what: str
    clause: str
    mistake: str
    page: str
    anchor: str

    @property
    def label(self) -> str:
        """The name of the field."""
        return field_catalogue().label(self.field)


def field_help(key: str) -> FieldHelp | None:
    """What is said of a field; None for one that the form does not show."""
    return all_field_help().get(key)


@cache
def all_field_help() -> Mapping[str, FieldHelp]:
    """All fields of the form in its order."""
    rows = resource_table("help/fields.csv", "field", "what", "clause", "mistake", "page", "anchor")
    return {row["field"]: _help(row) for row in rows}


def _help(row: dict[str, str]) -> FieldHelp:
    key = row["field"]
    clause = row["clause"] or clause_of_field(key)
    return FieldHelp(key, row["what"], clause, row["mistake"], row["page"], row["anchor"])
