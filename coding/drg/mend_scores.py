"""What each candidate is worth: the records that it can change are grouped again under the scheme so amended.

Only those are grouped again: they are looked up by the group they have, the codes they carry, the number on which a
boundary turns. Changes that cannot reach the same record are tried together, in one amended scheme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from coding.drg.amendments import Amendment, amended
from coding.drg.atoms import Atom, atoms_of
from coding.drg.conditions import known_rule
from coding.drg.mend_candidates import Candidates, families
from coding.drg.rule_mend import RuleMend, ScoredMend, ranked
from coding.drg.scheme import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.drg.insurer_records import InsurerRecord
    from coding.drg.mend_places import Place
    from coding.grouping.case import Case

#: Told now and then: done so far, and how much there is. May raise to stop the work.
Step = Callable[[int, int], None]
#: Of one pair of groups so many records are asked what would put them right, of all pairs so many.
_OF_A_PAIR: Final = 40
_OF_ALL: Final = 6_000
#: So many changes are tried, those first that most records ask for; and so many schemes are built for it.
MOST_TRIED: Final = 400
_MOST_BUILT: Final = 120


@dataclass(frozen=True, slots=True)
class MendSearch:
    """The changes that mend more than they break, best first; how many were tried, how many proposed and not tried, and
    how many records were asked of those that differ.
    """

    found: tuple[ScoredMend, ...]
    tried: int
    untried: int
    asked: int
    differing: int


@dataclass(slots=True)
class _Batch:
    """Changes that are tried in one scheme: no record is within reach of two of them."""

    mends: list[RuleMend] = field(default_factory=list)
    reach: list[frozenset[int]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)


class Trial:
    """Records that were compared, looked up by what a change may turn on. ``theirs``: the groups of the insurer."""

    def __init__(self, scheme: Scheme, cases: Sequence[Case], ours: Sequence[str], theirs: Sequence[str]) -> None:
        self.scheme = scheme
        self.cases, self.ours, self.theirs = cases, ours, theirs
        self.candidates = Candidates(scheme)
        self._by_boundary: dict[tuple[str, str], frozenset[int]] = {}

    @cached_property
    def differing(self) -> list[int]:
        """The records that are in another group here than by their insurer."""
        return [at for at, (own, told) in enumerate(zip(self.ours, self.theirs, strict=True)) if own != told]

    @cached_property
    def _by_group(self) -> dict[str, list[int]]:
        return _places_of(enumerate(self.ours))

    @cached_property
    def _by_code(self) -> dict[str, list[int]]:
        return _places_of((at, code) for at, case in enumerate(self.cases) for code in {*case.dx, *case.px})

    @cached_property
    def _by_principal(self) -> dict[str, list[int]]:
        return _places_of((at, case.dx[0]) for at, case in enumerate(self.cases) if case.dx)

    # -- what a change can reach

    def reach(self, mend: RuleMend) -> frozenset[int]:
        """The records that a change may bring into another group: never too few."""
        return frozenset().union(*(self._reach_of(row) for row in mend.amendments))

    def _reach_of(self, row: Amendment) -> Iterable[int]:
        match row.table, row.column:
            case ("exclusion", _):
                return self._by_principal.get(row.key, ())
            case ("mcc" | "cc", _):
                return self._by_code.get(row.key, ())
            case ("set" | "adrg_codes", _):
                return (*self._carrying(row.old), *self._carrying(row.new))
            case (_, "rule"):
                turned = self._turned(row)
                return turned if row.table != "drg" else turned & frozenset(self._in_places(self._places(row)))
            case ("adrg", "order"):
                return self._in_places(self._passed(row))
            case _:
                return self._in_places(self._places(row))

    def _carrying(self, code: str) -> Iterable[int]:
        """The records that carry a code, or one that a pattern means."""
        if code[:1] not in ("~", "!"):
            return self._by_code.get(code, ())
        return [at for held, places in self._by_code.items() if held.startswith(code[1:]) for at in places]

    def _places(self, row: Amendment) -> list[Place]:
        node, _, drg = row.key.rpartition("/")
        return [place for place in self.candidates.places.giving.get(drg, ()) if node in ("", place.node)]

    def _passed(self, row: Amendment) -> list[Place]:
        """The nodes between the old place of a node and its new one, itself among them."""
        orders, every = self.scheme.pack.orders, self.candidates.places.all
        mdc = next((place.mdc for place in every if place.node == row.key), "")
        low, high = sorted((float(row.old), float(row.new)))
        return [p for p in every if p.mdc == mdc and low <= orders.get(f"adrg {p.node}", low) <= high]

    def _in_places(self, places: Sequence[Place]) -> Iterable[int]:
        if any(place.lets_through for place in places):
            return range(len(self.cases))
        return [at for place in places for drg in place.results for at in self._by_group.get(drg, ())]

    def _turned(self, row: Amendment) -> frozenset[int]:
        """The records for which a number passes the one boundary and not the other."""
        before, after = _numbers(row.old), _numbers(row.new)
        gone = [atom for text, atom in before.items() if text not in after]
        come = [atom for text, atom in after.items() if text not in before]
        key = ("|".join(atom.text for atom in gone), "|".join(atom.text for atom in come))
        found = self._by_boundary.get(key)
        if found is None:
            tests = [
                (self.scheme.reader.predicate(old, "", ""), self.scheme.reader.predicate(new, "", ""))
                for old, new in zip(gone, come, strict=False)
            ]
            turned = (at for at, case in enumerate(self.cases) if any(old(case) != new(case) for old, new in tests))
            found = self._by_boundary[key] = frozenset(turned)
        return found

    # -- proposing

    def proposals(self, step: Step) -> tuple[list[RuleMend], int]:
        """Every change that some record asks for, those first that most ask for; and how many records were asked."""
        pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at in self.differing:
            pairs[self.ours[at], self.theirs[at]].append(at)
        votes: dict[tuple[Amendment, ...], float] = defaultdict(float)
        known: dict[tuple[Amendment, ...], RuleMend] = {}
        asked = 0
        for (ours, theirs), listed in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0])):
            chosen = _spread(listed, min(_OF_A_PAIR, _OF_ALL - asked))
            for at in chosen:
                proposed = {m.amendments: m for m in self.candidates.for_record(self.cases[at], ours, theirs)}
                known.update(proposed)
                for rows in proposed:
                    votes[rows] += len(listed) / len(chosen)
            asked += len(chosen)
            step(asked, min(len(self.differing), _OF_ALL))
        single = sorted(known.values(), key=lambda mend: (-votes[mend.amendments], *mend.size))
        return [*families(single, self.scheme), *single], asked

    # -- trying

    def search(self, step: Step) -> MendSearch:
        """The changes that would mend most."""
        proposed, asked = self.proposals(lambda done, of: step(done, 3 * of))
        tried = proposed[:MOST_TRIED]
        batches, left_out = self._batches(tried)
        scored: list[ScoredMend] = []
        for done, batch in enumerate(batches, 1):
            scored += self._try(batch)
            step(len(batches) + 2 * done, 3 * len(batches))
        untried = len(proposed) - len(tried) + left_out
        return MendSearch(ranked(scored), len(tried) - left_out, untried, asked, len(self.differing))

    def score(self, mend: RuleMend) -> ScoredMend | None:
        """One change alone; None where it cannot be made."""
        return next(iter(self._try(_Batch([mend], [self.reach(mend)]))), None)

    def _batches(self, mends: Sequence[RuleMend]) -> tuple[list[_Batch], int]:
        """The changes together as far as they cannot meet, and how many would have asked for too many schemes."""
        found: dict[str, list[_Batch]] = {"group": [], "code": [], "alone": []}
        left_out = 0
        for mend in mends:
            reach = self.reach(mend)
            sort = _sort_of(mend)
            room = found[sort] if sort != "alone" else []
            batch = next((b for b in room if b.taken.isdisjoint(reach)), None)
            if batch is None:
                if sum(map(len, found.values())) >= _MOST_BUILT:
                    left_out += 1
                    continue
                batch = _Batch()
                found[sort].append(batch)
            batch.mends.append(mend)
            batch.reach.append(reach)
            batch.taken |= reach
        return [batch for sort in found.values() for batch in sort], left_out

    def _try(self, batch: _Batch) -> list[ScoredMend]:
        rows = [row for mend in batch.mends for row in mend.amendments]
        pack = amended(self.scheme.pack, rows)
        if len(pack.amendments) - len(self.scheme.pack.amendments) < len(rows):
            if len(batch.mends) == 1:
                return []  # it cannot be made: no candidate
            alone = (_Batch([mend], [reach]) for mend, reach in zip(batch.mends, batch.reach, strict=True))
            return [one for single in alone for one in self._try(single)]
        group = Scheme(pack, "").group
        return [self._score(mend, reach, group) for mend, reach in zip(batch.mends, batch.reach, strict=True)]

    def _score(self, mend: RuleMend, reach: frozenset[int], group: Callable[[Case], object]) -> ScoredMend:
        mended, broken, moved = [], [], []
        for at in sorted(reach):
            drg = getattr(group(self.cases[at]), "drg", "")
            if drg == self.ours[at]:
                continue
            if drg == self.theirs[at]:
                mended.append(at)
            elif self.ours[at] == self.theirs[at]:
                broken.append(at)
            else:
                moved.append(at)
        return ScoredMend(mend, tuple(mended), tuple(broken), tuple(moved))


def trial_of(scheme: Scheme, records: Sequence[InsurerRecord]) -> Trial:
    """The trial of records that were all compared."""
    theirs = [record.theirs.drg if record.theirs else "" for record in records]
    return Trial(scheme, [record.case for record in records], [record.ours.drg for record in records], theirs)


def _sort_of(mend: RuleMend) -> str:
    """With which others a change may be tried: within a node no record leaves it, a code touches who carries it."""
    tables = {row.table for row in mend.amendments}
    if tables <= {"exclusion", "mcc", "cc", "set", "adrg_codes"}:
        return "code"
    return "group" if tables == {"drg"} else "alone"


def _places_of(pairs: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, name in pairs:
        found[name].append(at)
    return found


def _numbers(rule: str) -> dict[str, Atom]:
    return {atom.text: atom for atom in atoms_of(known_rule(rule)) if atom.kind == "number"}


def _spread(listed: Sequence[int], most: int) -> list[int]:
    """At most so many, evenly over all."""
    if len(listed) <= most:
        return list(listed)
    return [listed[at * len(listed) // most] for at in range(most)]
