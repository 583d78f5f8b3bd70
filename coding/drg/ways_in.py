"""Backwards through a scheme of DRG: from a group to the conditions and codes that lead into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import atoms_of
from coding.drg.compiled import inline_list, list_name
from coding.drg.condition_phrases import condition_phrase
from coding.drg.conditions import known_rule
from coding.grouping.way_in import BEGUN, LEFT_OUT, CodeList, WayIn

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        for atom in atoms_of(known_rule(text)):
            names = {name: list_name(name, mdc, owner) for name in atom.lists if name != _WHOLE}
            names |= {f"PC{kind}": f"{owner}:PC{kind}" for way in atom.classes for kind in way}
            if atom.codes:
                names["指定编码"] = inline_list(atom.codes)
            for title, name in names.items():
                number = reader.numbers.get(name)
                if number is not None and name not in told:
                    told.add(name)
                    yield CodeList(title, tuple(_written(pack, reader, number)))


def _written(pack: CompiledPack, reader: CaseReader, number: int) -> list[str]:
    codes = reader.membership.exact_codes(number)
    begun = [f"{prefix}{BEGUN}" for prefix in reader.membership.pattern_prefixes(number)]
    left_out = [f"{prefix}{LEFT_OUT}" for prefix, (_, out) in pack.patterns.items() if number in out]
    return sorted([*codes, *begun, *left_out])
