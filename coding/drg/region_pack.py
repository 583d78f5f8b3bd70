"""The tables of a region's scheme: the base, its ADRGs divided as the families say, lists exchanged where pasted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, atoms_of
from coding.drg.families import Family, rule_of, rules_of
from coding.drg.group_code import is_ambiguous, is_operative, mdc_of, rest_group
from coding.drg.pack_tables import Tables, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.drg.compiled import CompiledPack

_ROLE = re.compile(r"(?<![\w@])(?:D|P|PC)\d+(?!\w)")


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list of codes that was published for an ADRG, one of its nodes or one of its groups; ``role`` D1, P1 …"""

    owner: str
    role: str
    codes: tuple[str, ...]

    @property
    def is_diagnoses(self) -> bool:
        """Whether it lists diagnoses, by its role."""
        return self.role.startswith("D")


@dataclass(frozen=True, slots=True)
class NewNode:
    """An ADRG that the base lacks and a person has agreed to build: its rule."""

    adrg: str
    rule: str


def proposed_node(adrg: str, roles: Iterable[str]) -> str:
    """The usual rule of an ADRG by the letter of its kind, for a person to confirm; "" where no list was given."""
    have = set(roles)
    if is_operative(f"{adrg}9"):
        return "PDX_IN(D1)&PPX_IN(P1)" if {"D1", "P1"} <= have else "PPX_IN(P1)" if "P1" in have else ""
    return "PDX_IN(D1)" if "D1" in have else ""


def region_tables(
    base: CompiledPack,
    families: Sequence[Family],
    names: Mapping[str, str],
    lists: Sequence[OwnList] = (),
    new_nodes: Sequence[NewNode] = (),
    dropped: frozenset[str] = frozenset(),
) -> Tables:
    """All tables of the pack. ``names``: the published names of groups; ``dropped``: ADRGs that a person took out."""
    tables = tables_of(base)
    by_adrg = {family.adrg: family for family in families}
    _add_nodes(tables, new_nodes, by_adrg)
    owned = {one.owner for one in lists}
    rows: list[list[str]] = []
    adrgs: list[list[str]] = []
    held = _rules_by_node(tables)
    for node_row in tables["adrg"]:
        _, _, node, adrg, _, rule, _ = node_row
        family = by_adrg.get(adrg)
        if adrg in dropped:
            continue
        adrgs.append(node_row)
        if family is None or family.is_same:
            rows += [[*r[:3], names.get(r[2], r[3]), *r[4:]] for r in held.get(node, ())]
            continue
        if not family.groups:
            told = f"本地病组目录没有 ADRG {adrg}，不能入组"
            rows.append([node, "1", rest_group(adrg), told, "ALWAYS", ""])
        else:
            entry = next((m[3] for m in tables["mdc"] if m[1] == node_row[0]), "")
            rows += _family_rows(family, node, entry, rule, owned)
        # what the base did not divide ends in its ADRG; divided by the list it does not
        if family.is_open or family.gaps or not family.groups or node_row[6] == adrg:
            node_row[6] = rest_group(adrg)
    tables["adrg"], tables["drg_rules"] = adrgs, rows
    tables["drg"] = _group_names(tables, names, rows)
    _exchange_lists(tables, lists)
    return tables


def _rules_by_node(tables: Tables) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in tables["drg_rules"]:
        found.setdefault(row[0], []).append(row)
    return found


def _family_rows(family: Family, node: str, entry: str, rule: str, owned: set[str]) -> list[list[str]]:
    made = rules_of(family, (*rule_of(entry), *rule_of(rule)))
    rows = []
    for at, one in enumerate(made, 1):
        own = one.drg if one.drg in owned and _ROLE.search(one.rule) else ""
        rows.append([node, str(at), one.drg or rest_group(family.adrg), one.name, one.rule, own])
    return rows


def _group_names(tables: Tables, names: Mapping[str, str], rules: Sequence[list[str]]) -> list[list[str]]:
    """The groups of the list, and those of the base that have no ADRG in it (ambiguous cases, the rest of an MDC)."""
    old = {row[0]: row[1] for row in tables["drg"]}
    in_use = {row[2] for row in rules} | {row[3] for row in tables["adrg"]}
    kept = {code: name for code, name in old.items() if code in in_use and code not in names}
    return [[code, name] for code, name in {**names, **kept}.items()]


def _add_nodes(tables: Tables, new_nodes: Sequence[NewNode], families: Mapping[str, Family]) -> None:
    """Each new ADRG behind the one of its kind that its code follows: where it belongs nobody has published."""
    known = {row[1] for row in tables["mdc"]}
    for new in sorted(new_nodes, key=lambda n: n.adrg):
        family = families.get(new.adrg)
        mdc = mdc_of(new.adrg)
        if family is None or mdc not in known:
            continue
        own = [at for at, row in enumerate(tables["adrg"]) if row[0] == mdc]
        before = [at for at in own if tables["adrg"][at][3] < new.adrg and not is_ambiguous(tables["adrg"][at][3])]
        at = before[-1] + 1 if before else (own[0] if own else len(tables["adrg"]))
        tables["adrg"].insert(at, [mdc, "", new.adrg, new.adrg, family.name, new.rule, ""])
    count: dict[str, int] = {}
    for row in tables["adrg"]:
        count[row[0]] = count.get(row[0], 0) + 1
        row[1] = str(count[row[0]])


def _exchange_lists(tables: Tables, lists: Sequence[OwnList]) -> None:
    """Each pasted list in the place of the base's; a condition on one named set of the scheme asks the node's own."""
    fresh = {(one.owner, one.role): one for one in lists}
    tables["adrg_codes"] = [row for row in tables["adrg_codes"] if (row[0], row[1]) not in fresh]
    for one in lists:
        tables["adrg_codes"] += [[one.owner, one.role, code] for code in dict.fromkeys(one.codes)]
    for row in tables["adrg"]:
        for one in lists:
            if one.owner == row[2]:
                row[5] = asking_own_list(row[5], one)


def asking_own_list(rule: str, own: OwnList) -> str:
    """The rule of a node with a set of the whole scheme replaced by the node's list, where just one could be meant."""
    if own.role in _ROLE.findall(rule):
        return rule
    wanted = {"pdx", "anydx", "sdx"} if own.is_diagnoses else {"ppx", "anypx", "spx"}
    sets = {
        name
        for atom in atoms_of(rule_of(rule))
        if atom.kind in LIST_ATOMS and LIST_ATOMS[atom.kind][0] in wanted and LIST_ATOMS[atom.kind][1]
        for name in atom.lists
        if name.startswith("@")
    }
    if len(sets) != 1:
        return rule
    return re.sub(rf"{re.escape(sets.pop())}(?!\w)", own.role, rule)
