"""Where in a scheme a group is decided, and what there keeps a case out or lets it in: the ground of all candidates."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Atom, Clause
from coding.drg.compiled import list_name
from coding.drg.conditions import Predicate, codes_of, known_rule
from coding.drg.group_code import is_ambiguous

if TYPE_CHECKING:
    from coding.drg.scheme import Scheme
    from coding.grouping.case import Case


@dataclass(frozen=True, slots=True)
class Tested:
    """A clause of a condition with its test; ``owner`` is the node whose lists it means."""

    clause: Clause
    mdc: str
    owner: str
    holds: Predicate


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One line of a node: its group, the condition as it is written, its tests."""

    drg: str
    text: str
    owner: str
    tests: tuple[Tested, ...]

    def holds(self, case: Case) -> bool:
        """Whether the case is of this group, had it come so far."""
        return all(test.holds(case) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Place:
    """A node in its MDC: ``at`` its place among all nodes, in the order in which they are judged."""

    at: int
    mdc: str
    node: str
    adrg: str
    rule: str
    entry: tuple[Tested, ...]
    tests: tuple[Tested, ...]
    groups: tuple[GroupRule, ...]
    otherwise: str

    @property
    def results(self) -> frozenset[str]:
        """Every group that may come of it."""
        if is_ambiguous(self.adrg):
            return frozenset({self.adrg})
        return frozenset({*(group.drg for group in self.groups), self.otherwise} - {""})

    @property
    def lets_through(self) -> bool:
        """Whether a case may meet its condition and none of its groups, and go on to the next node."""
        if self.otherwise or is_ambiguous(self.adrg):
            return False
        return not (self.groups and self.groups[-1].text.strip() in ("", "ALWAYS"))

    def takes(self, case: Case) -> bool:
        """Whether the case comes in here, had no node before taken it."""
        return all(test.holds(case) for test in (*self.entry, *self.tests))

    def failing(self, case: Case) -> list[Tested]:
        """What keeps the case out."""
        return [test for test in (*self.entry, *self.tests) if not test.holds(case)]


class Places:
    """Every node of a scheme, and which of them give a group."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        pack = scheme.pack
        entries = {mdc: self._tests(entry, mdc, mdc) for mdc, _, entry, _ in pack.mdcs}
        rank = {mdc: at for at, (mdc, *_) in enumerate(pack.mdcs)}
        rows = sorted(pack.nodes, key=lambda row: rank[row[0]])
        self.all = tuple(
            Place(
                at,
                mdc,
                node,
                adrg,
                rule,
                entries[mdc],
                self._tests(rule, mdc, node),
                tuple(
                    GroupRule(drg, text, owner or node, self._tests(text, mdc, owner or node))
                    for drg, _, text, owner in pack.drgs.get(node, ())
                ),
                otherwise,
            )
            for at, (mdc, node, adrg, _, rule, otherwise) in enumerate(rows)
        )

    def _tests(self, text: str, mdc: str, owner: str) -> tuple[Tested, ...]:
        reader = self.scheme.reader
        return tuple(Tested(clause, mdc, owner, reader.clause(clause, mdc, owner)) for clause in known_rule(text))

    @cached_property
    def giving(self) -> dict[str, list[Place]]:
        """Group → the nodes that may give it, in order."""
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self.all:
            for drg in place.results:
                found[drg].append(place)
        return found

    def deciding(self, case: Case, drg: str) -> Place | None:
        """The node that gave the case this group; None where none did."""
        return next((place for place in self.giving.get(drg, ()) if place.takes(case)), None)

    def lists_of(self, test: Tested, atom: Atom) -> list[str]:
        """The full names of the lists that an atom looks in, those that the scheme holds."""
        numbers = self.scheme.reader.numbers
        names = [list_name(name, test.mdc, test.owner) for name in atom.lists]
        return [name for name in names if name in numbers]

    def holding(self, code: str, names: list[str]) -> list[str]:
        """Which of these lists hold a code."""
        held = self.scheme.reader.lists_of[code]
        return [name for name in names if self.scheme.reader.numbers[name] in held]

    def witnesses(self, test: Tested, case: Case) -> list[tuple[str, str]]:
        """By which (code, list) a positive clause of lists holds; [] where it is no such clause."""
        found = []
        for atom in test.clause:
            if atom.kind not in LIST_ATOMS or not LIST_ATOMS[atom.kind][1] or atom.codes:
                return []
            place = LIST_ATOMS[atom.kind][0]
            names = self.lists_of(test, atom)
            found += [(code, name) for code in codes_of(case, place) for name in self.holding(code, names)]
        return list(dict.fromkeys(found))
