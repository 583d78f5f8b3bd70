"""The steps of a scheme as they are taken, with their tests at hand: for asking again where a case was let in.

The grouper answers with a group alone, by masks; the trace tells every step in words. Between the two stands the
question of one step of one scheme, asked of many thousand cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.atoms import atoms_of
from coding.drg.conditions import known_rule
from coding.drg.group_code import is_ambiguous
from coding.drg.node_grouper import with_procedures
from coding.grouping.case import GroupStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.drg.atoms import Clause, Rule
    from coding.drg.conditions import Predicate
    from coding.drg.scheme import Scheme
    from coding.grouping.case import Case, Grouping

#: Clauses of a condition with their tests.
Tests = tuple[tuple["Clause", "Predicate"], ...]


@dataclass(frozen=True, slots=True)
class GroupStep:
    """A group of a node: its code, its condition, and whose lists the condition means."""

    drg: str
    rule: Rule
    tests: Tests

    @property
    def ages(self) -> frozenset[str]:
        """What the condition asks of the age, as it is written."""
        return frozenset(a.text for a in atoms_of(self.rule) if a.kind == "number" and a.name in ("age", "age_days"))

    @property
    def is_unconditional(self) -> bool:
        """Whether every case may enter."""
        return all(atom.kind == "ALWAYS" for clause in self.rule for atom in clause)


@dataclass(frozen=True, slots=True)
class NodeStep:
    """One node: where it stands among all (``at``), the condition of its MDC, its own, and its groups."""

    at: int
    mdc: str
    node: str
    adrg: str
    name: str
    entry: Tests
    own: Tests
    groups: tuple[GroupStep, ...]

    @property
    def title(self) -> str:
        """ADRG and name."""
        return f"{self.adrg} {self.name}".strip()

    @property
    def is_divided(self) -> bool:
        """Whether there is more than one way on."""
        return any(not group.is_unconditional for group in self.groups)

    def hit(self, case: Case) -> GroupStep | None:
        """The group whose condition holds first; None where none does."""
        return next((group for group in self.groups if missed(group.tests, case) is None), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """The node that took a case, and the case as it was taken: with one procedure alone where the scheme tries each."""

    step: NodeStep
    case: Case


class SchemeSteps:
    """All nodes of a scheme in their order, by ADRG."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.reader = scheme.reader
        self._retries = scheme.pack.settings.get("retry_each_procedure") == "1"
        self.mdcs = {row[0]: at for at, row in enumerate(scheme.pack.mdcs)}
        self.entries = {row[0]: self._tests(known_rule(row[2]), row[0], row[0]) for row in scheme.pack.mdcs}
        self.by_adrg: dict[str, list[NodeStep]] = {}
        at = 0
        for mdc in self.mdcs:
            for row in (row for row in scheme.pack.nodes if row[0] == mdc):
                self.by_adrg.setdefault(row[2], []).append(self._node(at, row))
                at += 1

    def taken(self, case: Case, result: Grouping) -> Taken | None:
        """The node that led to a result; None where no node did (no MDC takes it, an else rule of an MDC)."""
        nodes = self.nodes_of(result)
        if len(nodes) == 1 and not self._retries:
            return Taken(nodes[0], case) if missed(nodes[0].entry, case) is None else None
        tried = [case]
        if self._retries:
            tried += [with_procedures(case, (code,)) for code in case.px[1:]]
        for one in tried:
            for step in nodes:
                if missed((*step.entry, *step.own), one) is None:
                    return Taken(step, one)
        return None

    def nodes_of(self, result: Grouping) -> Sequence[NodeStep]:
        """The nodes that can lead to a result, in order."""
        if result.status is GroupStatus.AMBIGUOUS or is_ambiguous(result.drg):
            return self.by_adrg.get(result.drg, ())
        return self.by_adrg.get(result.adrg, ())

    def _node(self, at: int, row: tuple[str, str, str, str, str, str]) -> NodeStep:
        mdc, node, adrg, name, rule, _ = row
        groups = tuple(
            GroupStep(drg, known_rule(text), self._tests(known_rule(text), mdc, owner or node))
            for drg, _, text, owner in self.scheme.pack.drgs.get(node, ())
        )
        return NodeStep(at, mdc, node, adrg, name, self.entries[mdc], self._tests(known_rule(rule), mdc, node), groups)

    def _tests(self, rule: Rule, mdc: str, owner: str) -> Tests:
        return tuple((clause, self.reader.clause(clause, mdc, owner)) for clause in rule)


def missed(tests: Tests, case: Case) -> Clause | None:
    """The first clause that does not hold; None where all do."""
    for clause, test in tests:
        if not test(case):
            return clause
    return None
