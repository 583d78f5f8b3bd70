"""The code tables of a run together: diagnoses, procedures, and the crosswalks between editions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind

if TYPE_CHECKING:
    from coding.codes.crosswalk import Crosswalk
    from coding.codes.library import CodeLibrary


@dataclass(frozen=True, slots=True, weakref_slot=True)
class CodeTables:
    """Both code tables; ``dx_map`` and ``px_map`` carry clinical codes to the insurance edition, None = not imported.

    ``edition``: clinical or insurance, where the pages do not say it themselves; "" = by their layout.
    """

    dx: CodeLibrary
    px: CodeLibrary
    dx_map: Crosswalk | None = None
    px_map: Crosswalk | None = None
    edition: str = ""

    def library(self, kind: CodeKind) -> CodeLibrary:
        """The table of diagnoses or of procedures."""
        return self.dx if kind is CodeKind.DIAGNOSIS else self.px

    def crosswalk(self, kind: CodeKind) -> Crosswalk | None:
        """The crosswalk of one kind of codes, None where none was imported."""
        return self.dx_map if kind is CodeKind.DIAGNOSIS else self.px_map
