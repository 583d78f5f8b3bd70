"""The grouper: every node of a scheme is one bit, every code a mask of the nodes it lets through.

A case costs one AND of masks for its principal diagnosis and main procedure (and for any further code
that a node asks for), then a look at the few nodes whose bit is left, in the order of the scheme. So the
cost does not grow with the number of ADRGs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Rule, implied_by
from coding.drg.checks import CHECKS, failed_check
from coding.drg.codelist import Memo
from coding.drg.conditions import CaseReader, Predicate, known_rule
from coding.drg.group_code import AMBIGUOUS, adrg_of, is_ambiguous, is_rest, mdc_of
from coding.drg.masks import PLACES, Masks, any_mask
from coding.grouping.case import Case, Grouping, GroupStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.compiled import CompiledPack

_SEVERITY = {"ALWAYS": frozenset(range(4)), "MCC": frozenset({2, 3}), "CC": frozenset({1, 3})}
_SEVERITY["MCC_OR_CC"] = frozenset({1, 2, 3})
_SEVERITY["NEVER"] = frozenset()


@dataclass(slots=True)
class GroupNode:
    """One place where a group can be decided: an ADRG, a variant of one, an ambiguity, an else rule.

    ``entry`` and ``rest`` are what the masks do not answer; ``skip`` the bits of the MDC, dropped when
    ``entry`` fails. ``by_level`` gives the group by level of complication (0–3) when nothing else divides
    the node, else ``tests`` are tried in order and ``otherwise`` is the result when none holds.
    """

    mdc: int
    name: str
    entry: tuple[Predicate, ...] = ()
    rest: tuple[Predicate, ...] = ()
    skip: int = 0
    by_level: tuple[Grouping | None, ...] | None = None
    tests: tuple[tuple[tuple[Predicate, ...], Grouping], ...] = ()
    otherwise: Grouping | None = None


class NodeBuilder:
    """Turns the conditions of a compiled pack into nodes and masks."""

    def __init__(self, pack: CompiledPack, reader: CaseReader) -> None:
        self.pack = pack
        self.reader = reader
        self.masks = Masks()
        self.nodes: list[GroupNode] = []
        self.failed = _failure(pack.settings)
        self.nothing = _nothing(pack.settings)
        self.groups: dict[str, Grouping] = {}

    def build(self) -> None:
        """Fill ``nodes`` and ``masks``."""
        by_mdc: dict[str, list[tuple[str, str, str, str, str, str]]] = {}
        for row in self.pack.nodes:
            by_mdc.setdefault(row[0], []).append(row)
        for at, (mdc, _, entry_text, else_text) in enumerate(self.pack.mdcs):
            entry = known_rule(entry_text)
            if else_text:
                self._else_node(at, mdc, entry, else_text)
            first = len(self.nodes)
            for row in by_mdc.get(mdc, ()):
                self._node(at, row, entry)
            span = (1 << len(self.nodes)) - (1 << first)
            for node in self.nodes[first:]:
                node.skip = span
        self.masks.close(self.every)

    @property
    def every(self) -> int:
        """The mask of all nodes."""
        return (1 << len(self.nodes)) - 1

    def grouping(self, drg: str) -> Grouping:
        """The result that names a group."""
        found = self.groups.get(drg)
        if drg == self.nothing.drg:
            return self.nothing
        if found is None:
            found = self.groups[drg] = _grouping(drg, self.pack.names)
        return found

    def _else_node(self, at: int, mdc: str, entry: Rule, text: str) -> None:
        condition, _, result = text.partition("=>")
        node = GroupNode(at, f"{mdc}:else", otherwise=self.grouping(result.strip()))
        tests = [self.reader.clause(c, mdc, mdc) for c in entry]
        _, rest = self._split((), known_rule(condition), mdc, mdc)
        node.rest = (*rest, lambda case: not all(test(case) for test in tests))
        self.nodes.append(node)
        node.skip = 1 << (len(self.nodes) - 1)

    def _node(self, at: int, row: tuple[str, str, str, str, str, str], entry: Rule) -> None:
        mdc, name, adrg, _, rule, if_no_drg = row
        node = GroupNode(at, name)
        node.entry, node.rest = self._split(entry, known_rule(rule), mdc, name)
        if is_ambiguous(adrg):
            node.otherwise = self.grouping(adrg)
        else:
            self._drgs(node, mdc, name, if_no_drg)
        self.nodes.append(node)

    def _split(
        self, entry: Rule, rule: Rule, mdc: str, owner: str
    ) -> tuple[tuple[Predicate, ...], tuple[Predicate, ...]]:
        waiting = self._collect(entry, mdc, mdc)
        own = self._collect(rule, mdc, owner)
        bit = 1 << len(self.nodes)
        for place in PLACES:
            self.masks.add(place, bit, waiting[0][place] + own[0][place], waiting[1][place] | own[1][place])
        return tuple(waiting[2]), tuple(own[2])

    def _collect(
        self, rule: Rule, mdc: str, owner: str
    ) -> tuple[dict[str, list[frozenset[int]]], dict[str, frozenset[int]], list[Predicate]]:
        """Clauses that a mask answers, lists that bar, and predicates for the rest, cheap ones first."""
        asked: dict[str, list[frozenset[int]]] = {place: [] for place in PLACES}
        barred: dict[str, frozenset[int]] = {place: frozenset() for place in PLACES}
        cheap: list[Predicate] = []
        dear: list[Predicate] = []
        for clause in (*(implied for whole in rule for implied in implied_by(whole)), *rule):
            places = {LIST_ATOMS.get(a.kind, ("", False)) for a in clause}
            if len(places) == 1 and next(iter(places))[0] in PLACES:
                place, positive = next(iter(places))
                lists = frozenset().union(*(self.reader.lists(a, mdc, owner) for a in clause))
                if positive:
                    asked[place].append(lists)
                    continue
                if len(clause) == 1 and place in {"pdx", "ppx"}:
                    barred[place] |= lists
                    continue
            test = self.reader.clause(clause, mdc, owner)
            (cheap if all(a.kind == "number" for a in clause) else dear).append(test)
        return asked, barred, cheap + dear

    def _drgs(self, node: GroupNode, mdc: str, name: str, if_no_drg: str) -> None:
        node.otherwise = self.grouping(if_no_drg) if if_no_drg else None
        rules = [(drg, known_rule(rule), owner or name) for drg, _, rule, owner in self.pack.drgs.get(name, ())]
        simple = all(len(clause) == 1 and clause[0].kind in _SEVERITY for _, rule, _ in rules for clause in rule)
        if not simple:
            node.tests = tuple(
                (tuple(self.reader.clause(c, mdc, owner) for c in rule), self.grouping(drg))
                for drg, rule, owner in rules
            )
            return
        results = []
        for level in range(4):
            fits = (d for d, rule, _ in rules if all(level in _SEVERITY[c[0].kind] for c in rule))
            drg = next(fits, None)
            results.append(node.otherwise if drg is None else self.grouping(drg))
        node.by_level = tuple(results)


@dataclass(frozen=True, slots=True)
class NodeGrouper:
    """The functions of one scheme. ``group`` is the fast way; ``nothing`` the result of a case that no node takes;
    ``failed_check`` names the check that a case
    fails, ``failure`` its result, ``grouping`` the result that names a group.
    """

    group: Callable[[Case], Grouping]
    nothing: Grouping
    failed_check: Callable[[Case], str]
    failure: Callable[[str], Grouping]
    grouping: Callable[[str], Grouping]


def build_grouper(pack: CompiledPack, reader: CaseReader) -> NodeGrouper:
    """Compile the conditions of a pack."""
    builder = NodeBuilder(pack, reader)
    builder.build()
    failed = failed_check(pack.settings, reader)
    failures = {check: _with_check(builder.failed, check) for check in CHECKS}
    once = _single_run(builder, reader)
    nothing = builder.nothing
    retry = pack.settings.get("retry_each_procedure") == "1"

    def group(case: Case) -> Grouping:
        check = failed(case)
        if check:
            return failures[check]
        result = once(case)
        if retry and result is nothing and len(case.px) > 1:
            for code in case.px[1:]:
                result = once(with_procedures(case, (code,)))
                if result is not nothing:
                    break
        return result

    return NodeGrouper(group, nothing, failed, failures.__getitem__, builder.grouping)


def _single_run(builder: NodeBuilder, reader: CaseReader) -> Callable[[Case], Grouping]:
    nodes, every, lists_of, levels = builder.nodes, builder.every, reader.lists_of, reader.levels
    masks, nothing = builder.masks, builder.nothing
    by_pdx: Memo[int] = Memo(lambda code: masks.of("pdx", lists_of[code], every))
    by_ppx: Memo[int] = Memo(lambda code: masks.of("ppx", lists_of[code], every))
    no_ppx = masks.of("ppx", (), every)
    any_dx = any_mask(masks, reader, "anydx", every)
    any_px = any_mask(masks, reader, "anypx", every)

    def once(case: Case) -> Grouping:
        px = case.px
        mask = by_pdx[case.dx[0]] & (by_ppx[px[0]] if px else no_ppx)
        mask &= any_dx(case.dx) & any_px(px)
        while mask:
            node = nodes[(mask & -mask).bit_length() - 1]
            for test in node.entry:
                if not test(case):
                    mask &= ~node.skip
                    break
            else:
                for test in node.rest:
                    if not test(case):
                        break
                else:
                    result = _decide(node, case, levels)
                    if result is not None:
                        return result
                mask &= mask - 1
        return nothing

    return once


def _decide(node: GroupNode, case: Case, levels: Callable[[Case], int]) -> Grouping | None:
    table = node.by_level
    if table is not None:
        return table[0] if table[0] is table[1] is table[2] is table[3] else table[levels(case)]
    for tests, result in node.tests:
        if all(test(case) for test in tests):
            return result
    return node.otherwise


def with_procedures(case: Case, px: tuple[str, ...]) -> Case:
    """The case with other procedures."""
    return Case(
        case.sex,
        case.age,
        case.age_days,
        case.birth_weight,
        case.dept,
        case.los,
        case.leaving_type,
        case.icu_hours,
        case.dx,
        px,
        case.carried,
    )


def _nothing(settings: dict[str, str]) -> Grouping:
    """What becomes of a case that no node takes; ``nothing_result``: mdc|adrg|drg."""
    mdc, adrg, drg = [*(settings.get("nothing_result") or "0000|00|0000").split("|"), "", "", ""][:3]
    return Grouping(GroupStatus.UNGROUPABLE, mdc, adrg, drg)


def _failure(settings: dict[str, str]) -> Grouping:
    mdc, adrg, drg = [*(settings.get("failure_result") or "0000|00|0000").split("|"), "", "", ""][:3]
    return Grouping(GroupStatus.CHECK_FAILED, mdc, adrg, drg)


def _with_check(failure: Grouping, check: str) -> Grouping:
    return Grouping(failure.status, failure.mdc, failure.adrg, failure.drg, "", check)


def _grouping(drg: str, names: dict[str, str]) -> Grouping:
    name = names.get(drg, "")
    if is_ambiguous(drg):
        return Grouping(GroupStatus.AMBIGUOUS, mdc_of(drg), AMBIGUOUS, drg, name or "歧义组")
    if is_rest(drg):
        return Grouping(GroupStatus.UNGROUPABLE, mdc_of(drg), adrg_of(drg), drg, name or "未入病组")
    return Grouping(GroupStatus.GROUPED, mdc_of(drg), adrg_of(drg), drg, name)
