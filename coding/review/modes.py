"""The desks of the window, and who may sit at which (``resources/people/modes.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.review.people import Command

if TYPE_CHECKING:
    from coding.review.people import Person


class Mode(StrEnum):
    """At which desk the window is."""

    CODE = "code"
    REVIEW = "review"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ModeRow:
    """One desk as it is offered."""

    mode: Mode
    label: str
    command: Command
    tip: str


def modes_for(person: Person) -> tuple[ModeRow, ...]:
    """The desks that somebody may sit at, in their order."""
    return tuple(row for row in _modes() if person.may(row.command))


@cache
def _modes() -> tuple[ModeRow, ...]:
    table = resource_table("people/modes.csv", "mode", "label", "command", "tip")
    return tuple(ModeRow(Mode(r["mode"]), r["label"], Command(r["command"]), r["tip"]) for r in table)
