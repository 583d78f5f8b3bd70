"""Where a code leads under a scheme, told forwards from the code: as principal diagnosis, beside it, as a procedure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeRole(StrEnum):
    """As what a condition asks for a code, in the words of the screen."""

    PRINCIPAL = "主要诊断"
    ANY_DIAGNOSIS = "任一诊断"
    FURTHER_DIAGNOSIS = "其他诊断"
    MAIN_PROCEDURE = "主要手术操作"
    ANY_PROCEDURE = "任一手术操作"
    FURTHER_PROCEDURE = "其他手术操作"


@dataclass(frozen=True, slots=True)
class Lead:
    """One family of groups that a code leads to: its chapter and itself with their names, as what the code is asked,
    all that the family asks in words, and its groups in the scheme's order.
    """

    chapter: str
    family: str
    role: CodeRole
    asks: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leads:
    """All that a code leads to, in the order in which the scheme asks.

    ``chapters``: those that take the code as principal diagnosis; ``named``: families that name the code; ``open``:
    families of those chapters that do not ask which principal diagnosis it is (a procedure decides); ``notes``: what
    else the scheme says of the code, Chinese sentences.
    """

    chapters: tuple[str, ...] = ()
    named: tuple[Lead, ...] = ()
    open: tuple[Lead, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the scheme does not know the code."""
        return not (self.chapters or self.named or self.notes)
