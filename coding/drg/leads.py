"""Forwards through a scheme of DRG: from a code to the families of groups whose conditions name it.

A condition is weighed with nothing known but the code: it holds, it cannot hold, or the rest of the case decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.drg.atoms import LIST_ATOMS
from coding.drg.condition_phrases import condition_phrase
from coding.drg.conditions import known_rule
from coding.grouping.leading import CodeRole, Lead, Leads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.atoms import Atom, Clause, Rule
    from coding.drg.compiled import CompiledPack
    from coding.drg.conditions import CaseReader

#: A place where a condition looks for codes → what the screen calls it.
PLACE_ROLES = {
    "pdx": CodeRole.PRINCIPAL,
    "anydx": CodeRole.ANY_DIAGNOSIS,
    "sdx": CodeRole.FURTHER_DIAGNOSIS,
    "ppx": CodeRole.MAIN_PROCEDURE,
    "anypx": CodeRole.ANY_PROCEDURE,
    "spx": CodeRole.FURTHER_PROCEDURE,
}
#: Where a code of each kind may stand; as principal a diagnosis is any diagnosis, too.
_PLACES = {CodeKind.DIAGNOSIS: ("pdx", "anydx", "sdx"), CodeKind.PROCEDURE: ("ppx", "anypx", "spx")}
_AS_PRINCIPAL = ("pdx", "anydx")
#: Lists that are of a chapter or of the whole scheme, and name no code for a family.
_WIDE = frozenset({"MDC", "VALID"})
_OPERATING_ROOM = "VALID"


def leads_of(pack: CompiledPack, reader: CaseReader, code: str, kind: CodeKind) -> Leads:
    """The families that a code in canonical spelling leads to."""
    if kind is CodeKind.DIAGNOSIS:
        return _Diagnosis(pack, reader, code).leads()
    named = tuple(_naming(pack, reader, code, _PLACES[kind]))
    return Leads(named=named, notes=_room(reader, code))


def _room(reader: CaseReader, code: str) -> tuple[str, ...]:
    number = reader.numbers.get(_OPERATING_ROOM)
    if number is None:
        return ()
    if number in reader.lists_of[code]:
        return ("在方案的手术室手术表中。",)
    return ("不在方案的手术室手术表中：不作为手术室手术影响分组。",)


def _naming(pack: CompiledPack, reader: CaseReader, code: str, places: tuple[str, ...]) -> Iterator[Lead]:
    """Families that name a code in one of these places, or divide themselves by it."""
    chapters = {mdc: f"{mdc} {name}".strip() for mdc, name, _, _ in pack.mdcs}
    for mdc, node, adrg, name, rule, if_no_drg in pack.nodes:
        rows = pack.drgs.get(node, [])
        groups = tuple(dict.fromkeys(drg for drg, _, _, _ in rows)) or ((if_no_drg or adrg,))
        asks, place = rule, _place_named(known_rule(rule), reader, code, places, mdc, node)
        if place is None:
            by_row = [
                (drg, text, found)
                for drg, _, text, owner in rows
                if (found := _place_named(known_rule(text), reader, code, places, mdc, owner or node)) is not None
            ]
            if not by_row:
                continue
            groups, asks, place = tuple(drg for drg, _, _ in by_row), by_row[0][1], by_row[0][2]
        yield Lead(chapters.get(mdc, mdc), f"{adrg} {name}".strip(), PLACE_ROLES[place], condition_phrase(asks), groups)


def _place_named(
    rule: Rule, reader: CaseReader, code: str, places: tuple[str, ...], mdc: str, owner: str
) -> str | None:
    """In which of these places a condition wants the code, itself or by a list of the family's own; None in none."""
    for clause in rule:
        for atom in clause:
            found = _wants(atom, reader, code, places, mdc, owner)
            if found is not None:
                return found
    return None


def _wants(atom: Atom, reader: CaseReader, code: str, places: tuple[str, ...], mdc: str, owner: str) -> str | None:
    if atom.kind == "all":
        return _place_named(atom.rule, reader, code, places, mdc, owner)
    if atom.kind == "prefix":
        return "anydx" if "anydx" in places and code.startswith(atom.values[0]) else None
    if atom.kind == "classes":
        numbers = {reader.numbers.get(f"{owner}:PC{kind}", -1) for way in atom.classes for kind in way}
        return "anypx" if "anypx" in places and not numbers.isdisjoint(reader.lists_of[code]) else None
    place, positive = (atom.name, True) if atom.kind == "count" else LIST_ATOMS.get(atom.kind, ("", False))
    if not positive or place not in places or (atom.lists and _WIDE.issuperset(atom.lists) and not atom.codes):
        return None
    return place if not reader.lists(atom, mdc, owner).isdisjoint(reader.lists_of[code]) else None


class _Diagnosis:
    """A diagnosis, supposed to be the principal one, and what it is beside another."""

    def __init__(self, pack: CompiledPack, reader: CaseReader, code: str) -> None:
        self.pack, self.reader, self.code = pack, reader, code

    def leads(self) -> Leads:
        taken = {mdc: name for mdc, name, entry, _ in self.pack.mdcs if self._is_let_in(mdc, entry)}
        barred = {mdc for mdc, _, entry, _ in self.pack.mdcs if self._weighed(known_rule(entry), mdc, mdc) is False}
        named = [lead for lead in self._naming() if lead.role is CodeRole.FURTHER_DIAGNOSIS or self._may(lead, barred)]
        asked = {(lead.chapter, lead.family) for lead in named}
        opened = [lead for lead in self._undecided(taken) if (lead.chapter, lead.family) not in asked]
        return Leads(tuple(f"{mdc} {name}".strip() for mdc, name in taken.items()), tuple(named), tuple(opened))

    def _may(self, lead: Lead, barred: set[str]) -> bool:
        return lead.chapter.partition(" ")[0] not in barred

    def _naming(self) -> Iterator[Lead]:
        found = _naming(self.pack, self.reader, self.code, _AS_PRINCIPAL)
        beside = _naming(self.pack, self.reader, self.code, ("sdx",))
        yield from found
        yield from beside

    def _is_let_in(self, mdc: str, entry: str) -> bool:
        """Whether a chapter takes the diagnosis for its own: not one that is open to all."""
        rule = known_rule(entry)
        return self._weighed(rule, mdc, mdc) is not False and any(
            self._names(atom, mdc, mdc) for clause in rule for atom in clause
        )

    def _names(self, atom: Atom, mdc: str, owner: str) -> bool:
        if atom.kind == "all":
            return any(self._names(inner, mdc, owner) for clause in atom.rule for inner in clause)
        if atom.kind == "prefix":
            return self.code.startswith(atom.values[0])
        place, positive = LIST_ATOMS.get(atom.kind, ("", False))
        return positive and place in _AS_PRINCIPAL and self._is_in(atom, mdc, owner)

    def _undecided(self, taken: dict[str, str]) -> Iterator[Lead]:
        """Families of the chapters that take the diagnosis, which ask for none of their own and are not barred."""
        for mdc, node, adrg, name, rule, if_no_drg in self.pack.nodes:
            if mdc not in taken or self._weighed(known_rule(rule), mdc, node) is False:
                continue
            groups = tuple(dict.fromkeys(drg for drg, _, _, _ in self.pack.drgs.get(node, [])))
            yield Lead(
                f"{mdc} {taken[mdc]}".strip(),
                f"{adrg} {name}".strip(),
                CodeRole.PRINCIPAL,
                condition_phrase(rule),
                groups or ((if_no_drg or adrg),),
            )

    def _weighed(self, rule: Rule, mdc: str, owner: str) -> bool | None:
        """Whether a condition holds with this principal diagnosis; None where something else decides."""
        held = [self._clause(clause, mdc, owner) for clause in rule]
        return False if False in held else None if None in held else True

    def _clause(self, clause: Clause, mdc: str, owner: str) -> bool | None:
        held = [self._atom(atom, mdc, owner) for atom in clause]
        return True if True in held else None if None in held else False

    def _atom(self, atom: Atom, mdc: str, owner: str) -> bool | None:
        if atom.kind in ("all", "not"):
            inner = self._weighed(atom.rule, mdc, owner)
            return inner if inner is None or atom.kind == "all" else not inner
        if atom.kind in ("ALWAYS", "NEVER"):
            return atom.kind == "ALWAYS"
        place, positive = LIST_ATOMS.get(atom.kind, ("", True))
        if place == "pdx":
            return self._is_in(atom, mdc, owner) is positive
        return True if place == "anydx" and self._is_in(atom, mdc, owner) else None

    def _is_in(self, atom: Atom, mdc: str, owner: str) -> bool:
        return not self.reader.lists(atom, mdc, owner).isdisjoint(self.reader.lists_of[self.code])
