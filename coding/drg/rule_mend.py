"""One change of a rule of a scheme that would bring its groups nearer to an insurer's, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.drg.amendments import Amendment

#: What rests on fewer records than this is no evidence.
LEAST_RECORDS: Final = 5


class MendKind(StrEnum):
    """What kind of change it is; of two that mend alike the one that stands first here is the smaller."""

    SEVERITY = "并发症要求"
    DRG_ORDER = "病组次序"
    BOUNDARY = "年龄等界限"
    ADRG_ORDER = "ADRG 次序"
    EXCLUSION = "排除表"
    COMPLICATION = "MCC、CC 表"
    LIST = "编码表"

    @property
    def rank(self) -> int:
        """Its place among the kinds."""
        return list(MendKind).index(self)


@dataclass(frozen=True, slots=True)
class RuleMend:
    """A change: one amendment, or a family of the same change at many places. ``words``: what it does, in Chinese;
    ``steps``: how far it goes (places in an order, years of a boundary), 1 for the nearest; ``boundary``: the test of a
    number as it stands and as it is to be, where one is shifted.
    """

    kind: MendKind
    amendments: tuple[Amendment, ...]
    words: str
    steps: float = 1
    boundary: tuple[str, str] = ("", "")

    @property
    def is_family(self) -> bool:
        """Whether it is the same change at several places."""
        return len(self.amendments) > 1

    @property
    def size(self) -> tuple[float | str, ...]:
        """By which of two changes that mend alike the smaller comes first."""
        return (len(self.amendments), self.kind.rank, self.steps, self.words)


@dataclass(frozen=True, slots=True)
class ScoredMend:
    """A change with the records it was tried on, by their place among all: ``mended`` were wrong and are right after,
    ``broken`` were right and are wrong, ``moved`` are wrong before and after, in other groups.
    """

    mend: RuleMend
    mended: tuple[int, ...]
    broken: tuple[int, ...]
    moved: tuple[int, ...] = ()

    @property
    def net(self) -> int:
        """Records mended less records broken."""
        return len(self.mended) - len(self.broken)

    @property
    def is_thin(self) -> bool:
        """Whether it rests on too few records to be believed."""
        return len(self.mended) < LEAST_RECORDS

    @property
    def evidence(self) -> str:
        """For and against, in words."""
        thin = "，证据不足" if self.is_thin else ""
        return f"支持 {len(self.mended)} 份，反对 {len(self.broken)} 份{thin}"


def ranked(scored: Sequence[ScoredMend]) -> tuple[ScoredMend, ...]:
    """Those that mend more than they break, most first; of equals the smaller change."""
    return tuple(sorted((one for one in scored if one.net > 0), key=lambda one: (-one.net, *one.mend.size)))
