"""Groups that nothing comes to because of what is wrong with the pack: a condition that nobody understands, a list that
is not there. Found by a look at the conditions alone, so that every run can say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Atom, Rule, UnknownAtomError, parse_rule
from coding.drg.compiled import list_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from coding.drg.compiled import CompiledPack


def lost_groups(pack: CompiledPack) -> tuple[str, ...]:
    """The groups of which every rule is broken, in the order of the scheme. A group that is closed on purpose
    (``NEVER``) is none, but in the national workbook, where that stands for a rule that cannot be read.
    """
    look = _Look(pack)
    alive: set[str] = set()
    named: dict[str, None] = {}
    entries = {mdc: look.is_broken(entry, mdc, mdc) for mdc, _, entry, _ in pack.mdcs}
    for mdc, _, _, otherwise in pack.mdcs:
        condition, _, result = otherwise.partition("=>")
        if result.strip() and not look.is_broken(condition, mdc, mdc):
            alive.add(result.strip())
    for mdc, node, adrg, _, rule, if_no_drg in pack.nodes:
        is_broken = entries.get(mdc, True) or look.is_broken(rule, mdc, node)
        rules = pack.drgs.get(node, [])
        for drg, _, text, owner in rules:
            named[drg] = None
            if not is_broken and not look.is_broken(text, mdc, owner or node):
                alive.add(drg)
        result = "" if rules else if_no_drg or adrg
        named[result] = None
        if not is_broken:
            alive.update((adrg, if_no_drg))
    known = {node[1] for node in pack.nodes}
    named.update((rule[0], None) for node, rules in pack.drgs.items() if node not in known for rule in rules)
    named.pop("", None)
    return tuple(drg for drg in named if drg not in alive)


class _Look:
    def __init__(self, pack: CompiledPack) -> None:
        self._lists: Collection[str] = set(pack.lists)
        self._is_published = bool(pack.settings.get("file"))
        self._has = {level: bool(pack.values.get(level) or pack.value_patterns.get(level)) for level in ("mcc", "cc")}

    def is_broken(self, text: str, mdc: str, owner: str) -> bool:
        """Whether a condition cannot hold because it, or a list that it asks for, is not known."""
        try:
            return self._rule(parse_rule(text), mdc, owner)
        except UnknownAtomError:
            return True

    def _rule(self, rule: Rule, mdc: str, owner: str) -> bool:
        return any(all(self._atom(atom, mdc, owner) for atom in clause) for clause in rule)

    def _atom(self, atom: Atom, mdc: str, owner: str) -> bool:
        if atom.kind == "NEVER":
            return self._is_published
        if atom.kind in LIST_ATOMS:
            names = (list_name(name, mdc, owner) for name in atom.lists)
            return LIST_ATOMS[atom.kind][1] and not atom.codes and not any(name in self._lists for name in names)
        if atom.kind == "classes":
            return all(any(f"{owner}:PC{kind}" not in self._lists for kind in way) for way in atom.classes)
        if atom.kind == "all":
            return self._rule(atom.rule, mdc, owner)
        if atom.kind == "MCC_OR_CC":
            return not any(self._has.values())
        return atom.kind in {"MCC", "CC"} and not self._has[atom.kind.lower()]
