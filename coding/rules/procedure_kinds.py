"""Which procedures the rules treat as operations.

``coding.codes.procedure_kind`` says what a code is by the table or by its place in ICD-9-CM-3. Where only the
place speaks, the rules hold back on what national and local catalogues class differently (endoscopic treatment,
bedside procedures): a page must not be called wrong for what another catalogue calls right.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.entry import ProcedureKind
from coding.codes.parse import subcategory
from coding.codes.procedure_kind import procedure_kind as classified
from coding.codes.ranges import CodeSet

if TYPE_CHECKING:
    from coding.codes.library import CodeLibrary


def procedure_kind(code: str, library: CodeLibrary | None, name: str = "") -> ProcedureKind:
    """The kind of a procedure for the rules; UNKNOWN where it is unknown or classed differently from place to place.

    A table that flags operating-room procedures has the last word on what is an operation; a leaf follows its
    heading there, since the flag is often set on the heading alone.
    """
    entry = library.get(code) if library else None
    kind = classified(code, library, name)
    if not kind.is_surgical or (entry is not None and entry.kind):
        return kind
    if code in _held_back():
        return ProcedureKind.UNKNOWN
    if kind is ProcedureKind.OPERATION and library and entry is not None and entry.operating_room is False:
        heading = library.get(subcategory(code))
        return kind if heading is not None and heading.operating_room else ProcedureKind.UNKNOWN
    return kind


@cache
def _held_back() -> CodeSet:
    return CodeSet.parse(", ".join(row["codes"] for row in resource_table("rules/tables/held_back.csv", "codes")))
