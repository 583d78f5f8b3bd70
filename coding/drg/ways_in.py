"""Backwards through a scheme of DRG: from a group to the conditions and codes that lead into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS
from coding.drg.compiled import inline_list, list_name
from coding.drg.condition_phrases import condition_phrase
from coding.drg.conditions import known_rule
from coding.drg.leads import PLACE_ROLES
from coding.grouping.way_in import BEGUN, LEFT_OUT, CodeList, WayIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.atoms import Atom, Rule
    from coding.drg.compiled import CompiledPack
    from coding.drg.conditions import CaseReader

#: The list of all operations in an operating room is no property of a group.
_WHOLE = "VALID"


def ways_into(pack: CompiledPack, reader: CaseReader, drg: str) -> tuple[WayIn, ...]:
    """Every way by which the rules name a group, in the order in which they are asked; none for an unknown group."""
    entries = {mdc: (name, entry) for mdc, name, entry, _ in pack.mdcs}
    found = []
    for mdc, node, adrg, name, rule, _ in pack.nodes:
        rows = pack.drgs.get(node, [])
        for at, (code, _, text, owner) in enumerate(rows):
            if code != drg:
                continue
            chapter, entry = entries.get(mdc, ("", ""))
            asked = ((entry, mdc), (rule, node), (text, owner or node))
            found.append(
                WayIn(
                    chapter=f"{mdc} {chapter}".strip(),
                    family=f"{adrg} {name}".strip(),
                    conditions=tuple(condition_phrase(one) for one, _ in asked if one.strip() not in ("", "ALWAYS")),
                    lists=tuple(_lists(pack, reader, mdc, asked)),
                    before=tuple(dict.fromkeys(row[0] for row in rows[:at])),
                )
            )
    return tuple(found)


def _lists(pack: CompiledPack, reader: CaseReader, mdc: str, asked: tuple[tuple[str, str], ...]) -> Iterator[CodeList]:
    told: set[str] = set()
    for text, owner in asked:
        for atom, is_barred in _asking(known_rule(text)):
            place, positive = LIST_ATOMS.get(atom.kind, (atom.name or "anypx", True))
            names = {name: list_name(name, mdc, owner) for name in atom.lists if name != _WHOLE}
            names |= {f"PC{kind}": f"{owner}:PC{kind}" for way in atom.classes for kind in way}
            if atom.codes:
                names["指定编码"] = inline_list(atom.codes)
            for title, name in names.items():
                number = reader.numbers.get(name)
                if number is not None and name not in told:
                    told.add(name)
                    codes = tuple(_written(pack, reader, number))
                    yield CodeList(title, codes, PLACE_ROLES[place], is_barred is positive)


def _asking(rule: Rule, *, is_barred: bool = False) -> Iterator[tuple[Atom, bool]]:
    """Every atom of a condition with whether it must not hold, in the order of ``atoms_of``."""
    for clause in rule:
        for atom in clause:
            yield atom, is_barred
            yield from _asking(atom.rule, is_barred=is_barred is not (atom.kind == "not"))


def _written(pack: CompiledPack, reader: CaseReader, number: int) -> list[str]:
    codes = reader.membership.exact_codes(number)
    begun = [f"{prefix}{BEGUN}" for prefix in reader.membership.pattern_prefixes(number)]
    left_out = [f"{prefix}{LEFT_OUT}" for prefix, (_, out) in pack.patterns.items() if number in out]
    return sorted([*codes, *begun, *left_out])
