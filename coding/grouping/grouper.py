"""What DRG, DIP and whatever comes next have in common: nobody else reads the letters of a group's code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.codes.entry import CodeKind
    from coding.grouping.case import Case, Grouping, TraceStep
    from coding.grouping.leading import Leads
    from coding.grouping.way_in import WayIn


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
class Counted:
    """A diagnosis that a scheme lists as complication or comorbidity: ``level`` MAJOR or MINOR.

    ``excluded_by``: the table of exclusions in which its principal diagnosis stands, so that it does not count; "" =
    it counts. ``is_principal``: it is the principal diagnosis itself, in a scheme that lets that count, too.
    """

    level: Complication
    excluded_by: str = ""
    is_principal: bool = False


@dataclass(frozen=True, slots=True)
class GroupTraits:
    """What a scheme says of a group by its code: ``chapter`` (MDCF), ``family`` (the groups that differ by
    complication alone, FR1), kind and complication. ``is_basic``: a table beside the scheme names it as a basic group
    基层病组, for which payment knows no difference between hospitals.
    """

    chapter: str
    family: str
    kind: GroupKind
    complication: Complication
    is_basic: bool = False


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What the screen calls things under a scheme: the ``method`` of payment (DRG), a ``group`` (病组), its ``chapter``
    (MDC) and ``family`` (ADRG), its ``weight`` (权重) in full and short (RW).
    """

    method: str
    group: str
    chapter: str
    family: str
    weight: str
    sign: str


#: What the screen calls things where nothing else is said.
DRG_WORDS = GroupWords("DRG", "病组", "MDC", "ADRG", "权重", "RW")
DIP_WORDS = GroupWords("DIP", "病种", "层次", "病种目录", "分值", "分值")


class Grouper(Protocol):
    """A loaded scheme, read only. Groups are named by their codes; how the codes are built is the scheme's own."""

    @property
    def title(self) -> str:
        """The name that the scheme gives itself."""

    @property
    def region(self) -> str:
        """Where the scheme is used, as it says; "" when it does not."""

    @property
    def is_general(self) -> bool:
        """True for the built-in scheme, which is no region's own."""

    @property
    def words(self) -> GroupWords:
        """What the screen calls its groups."""

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

    def counted(self, case: Case, /) -> tuple[Counted | None, ...]:
        """What each diagnosis of a case counts for as complication or comorbidity, in their order; None for those that
        the scheme does not list. Empty where the scheme knows no such thing.
        """

    def complication_of(self, code: str) -> Complication:
        """As what the scheme counts another diagnosis with this code; OTHER where it knows no complications."""

    def bars_principal(self, case: Case, /) -> bool:
        """Whether a table of the scheme names the principal diagnosis among those that cannot be one; False where no
        such table was read.
        """

    def chapter_name(self, chapter: str) -> str:
        """The name of a chapter (MDCH of DRG, a layer of DIP); "" when unknown."""

    def trace(self, case: Case) -> TraceStep:
        """The way from case to group as a tree of steps in a coder's words; the root names the group it ends in."""

    def cause(self, case: Case, grouping: Grouping, is_grey: Callable[[str], bool]) -> str:
        """Why a case has no proper group, in one sentence; "" when it has one.

        ``is_grey`` says of a diagnosis code that the code table marks it as a heading not to be submitted 医保灰码.
        """

    def lacks_procedure(self, case: Case, grouping: Grouping) -> bool:
        """Whether a case has no group for want of a procedure alone: nothing speaks against its principal diagnosis."""

    def ways_into(self, drg: str) -> tuple[WayIn, ...]:
        """What leads into a group, backwards, in the order in which it is asked; none for an unknown group."""

    def leads(self, code: str, kind: CodeKind, /) -> Leads:
        """Where a code in canonical spelling leads to, forwards."""

    def severity_of(self, code: str, /) -> Complication:
        """As which complication a diagnosis counts beside a principal one that does not exclude it: MAJOR, MINOR or
        NONE; UNDIVIDED where the scheme knows no complications at all.
        """

    def excluding(self, code: str, /) -> tuple[str, ...]:
        """The principal diagnoses beside which a complication does not count, as the scheme writes them (``I21.000``,
        ``I21 开头``), in order.
        """
