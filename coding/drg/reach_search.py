"""Whether a case can come to a group: the case is built, or it is shown that there is none.

The demands of the group are met first, with as little as may be. Where another group takes the case that is built, one
of the conditions of that other group must not hold: the demand is added, and another case is built. When the last
alternative contradicts the rest there is no such case; when the steps are used up it is not decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from coding.drg.case_builder import CaseBuilder, Wanted
from coding.drg.conditions import Predicate, known_rule
from coding.drg.demands import Demand, Demands, Principal, all_of, any_of
from coding.drg.group_code import is_ambiguous

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.scheme import Scheme
    from coding.grouping.case import Case

#: Steps for one place of a group before the principal diagnoses are taken one by one, and then for all of them;
#: steps for a whole scheme.
_STEPS_TOGETHER, _STEPS_APART, _STEPS_IN_ALL = 150, 1_000, 12_000


class Reach(Enum):
    """What was found of a group."""

    REACHED = "reached"
    NEVER = "never"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Division:
    """One row by which a node gives a group: its condition, and whose lists it means."""

    drg: str
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a group can be decided, in the order of the scheme; ``contrary``: the entry must not hold."""

    at: int
    mdc: str
    node: str
    entry: str
    text: str
    divisions: tuple[Division, ...]
    otherwise: str = ""
    is_contrary: bool = False


class ReachSearch:
    """Searches for the groups of one scheme. ``witness``: group → a case that comes to it."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.demands = Demands(scheme)
        self.builder = CaseBuilder(self.demands)
        self.places = tuple(_places(scheme))
        self.witness: dict[str, Case] = {}
        self.steps = 0
        self._by_group: dict[str, list[Place]] = {}
        for place in self.places:
            for drg in dict.fromkeys((*(d.drg for d in place.divisions), place.otherwise)):
                if drg:
                    self._by_group.setdefault(drg, []).append(place)
        self._tests: dict[tuple[str, str, str], tuple[Predicate, ...]] = {}

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group that the rules name, in the scheme's order; what a divided ADRG gives beside them is none."""
        named: dict[str, None] = {}
        for place in self.places:
            named.update(dict.fromkeys([d.drg for d in place.divisions] or [place.otherwise]))
        named.pop("", None)
        return tuple(named)

    def reach(self, drg: str) -> Reach:
        """Whether a case can come to a group."""
        if drg in self.witness:
            return Reach.REACHED
        is_certain = True
        for place in self._by_group.get(drg, ()):
            for own in self._own_demands(place, drg):
                found = self._search(place, drg, own)
                if found is Reach.REACHED:
                    return found
                is_certain &= found is Reach.NEVER
        return Reach.NEVER if is_certain else Reach.UNDECIDED

    # -- the demands of a place

    def _of(self, text: str, place: Place, owner: str, *, holds: bool) -> Demand:
        return self.demands.of(text, place.mdc, owner, holds=holds)

    def _own_demands(self, place: Place, drg: str) -> Iterator[Demand]:
        entry = self._of(place.entry, place, place.mdc, holds=not place.is_contrary)
        base = (entry, self._of(place.text, place, place.node, holds=True))
        for division in place.divisions:
            if division.drg == drg:
                yield all_of((*base, self._of(division.text, place, division.owner, holds=True)))
        if place.otherwise == drg:
            yield all_of((*base, *self._none_of(place)))

    def _none_of(self, place: Place) -> Iterator[Demand]:
        return (self._of(d.text, place, d.owner, holds=False) for d in place.divisions)

    def _barred(self, place: Place) -> Demand:
        """What keeps a case out of a place."""
        ways = [
            self._of(place.entry, place, place.mdc, holds=place.is_contrary),
            self._of(place.text, place, place.node, holds=False),
        ]
        if not place.otherwise:
            ways.append(all_of(self._none_of(place)))
        return any_of(ways)

    # -- the search

    def _search(self, place: Place, drg: str, own: Demand) -> Reach:
        start = Wanted(self.demands)
        if not start.add(self.demands, own):
            return Reach.NEVER
        found, left = self._run([start], place, drg, _STEPS_TOGETHER)
        if found is not Reach.UNDECIDED or not left:
            return found
        apart = []
        principal = start.principal
        while principal:
            low = principal & -principal
            principal ^= low
            one = start.copy()
            if one.add(self.demands, Principal(low)):
                apart.append(one)
        return self._run(apart, place, drg, _STEPS_APART)[0]

    def _run(self, waiting: list[Wanted], place: Place, drg: str, most: int) -> tuple[Reach, bool]:
        """What was found, and whether more steps could decide what is undecided."""
        is_certain = True
        while waiting:
            if most <= 0 or self.steps >= _STEPS_IN_ALL:
                return Reach.UNDECIDED, True
            most -= 1
            self.steps += 1
            wanted = waiting.pop()
            if wanted.open:
                waiting += self._alternatives(wanted)
                continue
            case, is_sure = self.builder.build(wanted)
            if case is None:
                is_certain &= is_sure
                continue
            result = self.scheme.group(case).drg
            self.witness.setdefault(result, case)
            if result == drg:
                return Reach.REACHED, False
            bar = self._bar(case, result, place, drg)
            if bar is None:
                is_certain = False
            elif wanted.add(self.demands, bar):
                waiting.append(wanted)
        return (Reach.NEVER if is_certain else Reach.UNDECIDED), False

    def _alternatives(self, wanted: Wanted) -> list[Wanted]:
        choice = min(wanted.open, key=lambda c: len(c.parts))
        found = []
        for part in reversed(choice.parts):
            other = wanted.copy()
            other.open = tuple(c for c in wanted.open if c is not choice)
            if other.add(self.demands, part):
                found.append(other)
        return found

    def _bar(self, case: Case, result: str, target: Place, drg: str) -> Demand | None:
        """What must be otherwise for the case to go on to its place; None where it cannot be told."""
        for place in self._by_group.get(result, ()):
            if place.at > target.at:
                return None
            if not self._enters(case, place):
                continue
            division = next((d for d in place.divisions if self._holds(case, d.text, place, d.owner)), None)
            if (division.drg if division else place.otherwise) != result:
                continue
            if place.at < target.at:
                return self._barred(place)
            return (
                None
                if division is None or division.drg == drg
                else self._of(division.text, place, division.owner, holds=False)
            )
        return None

    def _enters(self, case: Case, place: Place) -> bool:
        if self._holds(case, place.entry, place, place.mdc) is place.is_contrary:
            return False
        return self._holds(case, place.text, place, place.node)

    def _holds(self, case: Case, text: str, place: Place, owner: str) -> bool:
        key = (text, place.mdc, owner)
        tests = self._tests.get(key)
        if tests is None:
            clause = self.scheme.reader.clause
            tests = self._tests[key] = tuple(clause(c, place.mdc, owner) for c in known_rule(text))
        return all(test(case) for test in tests)


def _places(scheme: Scheme) -> Iterator[Place]:
    pack = scheme.pack
    nodes: dict[str, list[tuple[str, str, str, str]]] = {}
    for mdc, node, adrg, _, rule, if_no_drg in pack.nodes:
        nodes.setdefault(mdc, []).append((node, adrg, rule, if_no_drg))
    at = 0
    for mdc, _, entry, otherwise in pack.mdcs:
        if otherwise:
            condition, _, result = otherwise.partition("=>")
            yield Place(at, mdc, mdc, entry, condition, (), result.strip(), is_contrary=True)
            at += 1
        for node, adrg, rule, if_no_drg in nodes.get(mdc, ()):
            listed = () if is_ambiguous(adrg) else pack.drgs.get(node, ())
            divisions = tuple(Division(drg, text, owner or node) for drg, _, text, owner in listed)
            yield Place(at, mdc, node, entry, rule, divisions, adrg if is_ambiguous(adrg) else if_no_drg)
            at += 1
