"""A code of ICD-10 or ICD-9-CM-3 as a table knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """Which classification a table holds."""

    DIAGNOSIS = "dx"
    PROCEDURE = "px"


class ProcedureKind(StrEnum):
    """The kind of a procedure in the words of the tables; UNKNOWN where no table says it."""

    OPERATION = "手术"
    INTERVENTION = "介入治疗"
    TREATMENT = "治疗性操作"
    DIAGNOSTIC = "诊断性操作"
    UNKNOWN = ""

    @property
    def is_surgical(self) -> bool:
        """Whether it is done in an operating room or a catheter laboratory: an operation or an intervention."""
        return self in _SURGICAL


_SURGICAL = frozenset({ProcedureKind.OPERATION, ProcedureKind.INTERVENTION})


class CodeStatus(StrEnum):
    """What a table says of a code.

    EXACT: stands in the table. HEADING: stands in it, but is a heading with codes below it (类目级，需细化)
    or a category/subcategory written without extension. EXTENSION: not in the table, yet an extension
    of a subcategory that is (accepted while the table holds headings only).
    UNKNOWN_EXTENSION: the same, while the table does hold extensions: the extension does not exist.
    UNKNOWN: well formed, but neither it nor its subcategory exists. MALFORMED: not a code at all.
    """

    EXACT = "exact"
    HEADING = "heading"
    EXTENSION = "extension"
    UNKNOWN_EXTENSION = "unknown_extension"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One row of a code table. ``grey`` 灰码 and ``operating_room`` are None where the table does not say.

    ``kind`` is the kind of procedure (手术, 介入治疗, 治疗性操作, 诊断性操作) or of diagnosis, "" if unknown;
    ``level`` the operation level 1–4, "" if unknown.
    """

    code: str
    name: str
    grey: bool | None = None
    operating_room: bool | None = None
    kind: str = ""
    level: str = ""
