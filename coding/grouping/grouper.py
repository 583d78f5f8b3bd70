"""What DRG, DIP and whatever comes next have in common: nobody else reads the letters of a group's code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coding.grouping.case import Case, Grouping


class GroupKind(StrEnum):
    """What the stays of a group were about: an operation, a procedure outside the operating room, or neither."""

    OPERATION = "operation"
    PROCEDURE = "procedure"
    MEDICAL = "medical"
    AMBIGUOUS = "ambiguous"
    NONE = ""


class Complication(StrEnum):
    """Which complications and comorbidities the stays of a group have; UNDIVIDED where the group does not ask."""

    MAJOR = "mcc"
    MINOR = "cc"
    NONE = "none"
    UNDIVIDED = "undivided"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class GroupTraits:
    """What a scheme says of a group by its code: ``chapter`` (MDCF), ``family`` (the groups that differ by
    complication alone, FR1), kind and complication.
    """

    chapter: str
    family: str
    kind: GroupKind
    complication: Complication


class Grouper(Protocol):
    """A loaded scheme, read only. Groups are named by their codes; how the codes are built is the scheme's own."""

    @property
    def title(self) -> str:
        """The name that the scheme gives itself."""

    @property
    def stamp(self) -> str:
        """Changes with any byte of the scheme."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The codes of all groups that the scheme names, in its order."""

    def group(self, case: Case, /) -> Grouping:
        """The group of a case."""

    def grouping(self, drg: str) -> Grouping:
        """The result that names a group of this scheme."""

    def group_name(self, drg: str) -> str:
        """The name of a group; "" when the scheme has no such group."""

    def traits(self, drg: str) -> GroupTraits:
        """What the scheme says of a group by its code."""

    def is_operative(self, drg: str) -> bool:
        """Whether a group is one of operations or procedures."""

    def is_lower(self, drg: str, than: str) -> bool:
        """Whether a group is the lower one of two of the same family: for lighter complications, or none."""

    def excludes(self, principal: str, code: str) -> bool:
        """Whether the scheme counts a diagnosis as a complication, but not beside this principal diagnosis."""
