"""The kind of a procedure, 手术 / 介入治疗 / 治疗性操作 / 诊断性操作, where the table at hand does not give it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.entry import CodeKind, ProcedureKind
from coding.codes.parse import normalise_code, subcategory

if TYPE_CHECKING:
    from coding.codes.library import CodeLibrary


def procedure_kind(code: str, library: CodeLibrary | None = None, name: str = "") -> ProcedureKind:
    """The kind of a procedure code.

    The table's own column goes first; else the place in ICD-9-CM-3 decides (``procedure_kinds.csv``, two to four
    places, the longest that fits). Extensions of a subcategory are taken to be of its kind, unless their name, that of
    the table or ``name``, says that more was done (``procedure_kind_words.csv``).
    """
    entry = library.get(code) if library else None
    if entry and entry.kind:
        return ProcedureKind(entry.kind)
    place = subcategory(normalise_code(code, CodeKind.PROCEDURE))
    if said := _said(place, f"{entry.name if entry else ''}|{name}"):
        return said
    kinds = _kinds()
    for length in (5, 4, 2):
        if len(place) >= length and place[:length] in kinds:
            return kinds[place[:length]]
    return ProcedureKind.UNKNOWN


def _said(place: str, names: str) -> ProcedureKind | None:
    found = _kinds_by_words().get(place, ())
    return next((kind for words, kind in found if any(word in names for word in words)), None)


@cache
def _kinds_by_words() -> dict[str, tuple[tuple[tuple[str, ...], ProcedureKind], ...]]:
    found: dict[str, tuple[tuple[tuple[str, ...], ProcedureKind], ...]] = {}
    for row in resource_table("codes/procedure_kind_words.csv", "place", "words", "kind"):
        told = (tuple(row["words"].split("|")), ProcedureKind(row["kind"]))
        found[row["place"]] = (*found.get(row["place"], ()), told)
    return found


@cache
def _kinds() -> dict[str, ProcedureKind]:
    rows = resource_table("codes/procedure_kinds.csv", "place", "kind")
    return {row["place"]: ProcedureKind(row["kind"]) for row in rows}
