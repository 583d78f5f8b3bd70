"""How the department releases its pages: in one stage or in two, and whether one person may both code and pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The keys of the settings that say it, and what they say where it is not the default.
STAGES: Final = "release.stages"
ONE_PERSON: Final = "release.one_person"
KEYS: Final = (STAGES, ONE_PERSON)
_TWO, _YES = "two", "1"


@dataclass(frozen=True, slots=True)
class Release:
    """How the department releases its pages; by default in one stage."""

    two_stage: bool = False
    one_person: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Release:
        """As these settings say: one stage unless they say two; what is not among them is not said."""
        return cls(settings.get(STAGES) == _TWO, settings.get(ONE_PERSON) == _YES)

    @property
    def settings(self) -> dict[str, str]:
        """As it is kept: ``of`` reads the same out of it."""
        return {STAGES: _TWO if self.two_stage else "one", ONE_PERSON: _YES if self.one_person else ""}
