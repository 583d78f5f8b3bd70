"""Which codes a scheme looks at where they are not the principal diagnosis: no other can carry a group there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, atoms_of
from coding.drg.codelist import Memo
from coding.drg.conditions import known_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.drg.atoms import Rule
    from coding.drg.scheme import Scheme

#: Places of the page at which other diagnoses are looked at.
_FURTHER = frozenset({"anydx", "sdx"})


def further_diagnoses(scheme: Scheme) -> Mapping[str, bool]:
    """Code → whether the scheme looks at it as another diagnosis: as MCC or CC, in a list, by its beginning, as an
    injury of a part of the body.
    """
    reader = scheme.reader
    lists: set[int] = set()
    beginnings: set[str] = set()
    by_region = False
    for rule, mdc, owner in _conditions(scheme):
        for atom in atoms_of(rule):
            place = LIST_ATOMS[atom.kind][0] if atom.kind in LIST_ATOMS else atom.name if atom.kind == "count" else ""
            if place in _FURTHER:
                lists |= reader.lists(atom, mdc, owner)
            elif atom.kind == "prefix":
                beginnings.add(atom.values[0])
            by_region |= atom.kind == "regions"

    def looks_at(code: str) -> bool:
        return (
            reader.severity[code] is not None
            or not lists.isdisjoint(reader.lists_of[code])
            or (by_region and reader.region(code) is not None)
            or any(code.startswith(beginning) for beginning in beginnings)
        )

    return Memo(looks_at)


def _conditions(scheme: Scheme) -> Iterator[tuple[Rule, str, str]]:
    """Every condition of the scheme, with the MDC and the node whose lists it means."""
    pack = scheme.pack
    for mdc, _, entry, otherwise in pack.mdcs:
        yield known_rule(entry), mdc, mdc
        yield known_rule(otherwise.partition("=>")[0]), mdc, mdc
    for mdc, node, _, _, rule, _ in pack.nodes:
        yield known_rule(rule), mdc, node
        for _, _, text, owner in pack.drgs.get(node, ()):
            yield known_rule(text), mdc, owner or node
