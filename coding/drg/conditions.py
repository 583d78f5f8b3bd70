"""Conditions as functions of a case: what cannot be answered by a look-up of one code.

The same predicates serve the grouper and the trace, so that the two cannot disagree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

from coding.drg.atoms import LIST_ATOMS, Atom, Clause, UnknownAtomError, parse_rule
from coding.drg.codelist import Memo, ValueTable
from coding.drg.compiled import CompiledPack, inline_list, list_name
from coding.grouping.case import Case

Predicate = Callable[[Case], bool]

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class CaseReader:
    """What conditions ask of a case, under one pack: lists, severity of secondary diagnoses, numbers."""

    def __init__(self, pack: CompiledPack) -> None:
        self.numbers = {name: n for n, name in enumerate(pack.lists)}
        membership = pack.membership()
        self.lists_of: Memo[tuple[int, ...]] = Memo(membership)
        self.membership = membership
        mcc, cc = pack.value_table("mcc"), pack.value_table("cc")
        self.severity: Memo[tuple[str | None, str | None] | None] = Memo(lambda code: _severity(code, mcc, cc))
        exclusion = pack.value_table("exclusion")
        self.exclusion: Memo[frozenset[str]] = Memo(lambda code: _tables(exclusion(code)))
        self.region: ValueTable = pack.value_table("region")
        self.zero = frozenset(f for f in pack.settings.get("null_as_zero", "").split("|") if f)
        self.first_secondary = 0 if pack.settings.get("principal_counts_as_cc") == "1" else 1

    def levels(self, case: Case) -> int:
        """1 when a secondary diagnosis counts as CC, 2 as MCC, 3 both, 0 none."""
        dx = case.dx
        if len(dx) < 2:
            return 0
        severity = self.severity
        found = 0
        tables: frozenset[str] | None = None
        for code in dx[self.first_secondary :]:
            levels = severity[code]
            if levels is None:
                continue
            if tables is None:
                tables = self.exclusion[dx[0]]
            mcc, cc = levels
            if mcc is not None and mcc not in tables:
                found |= 2
            if cc is not None and cc not in tables:
                found |= 1
        return found

    def number(self, case: Case, name: str) -> float | None:
        """A number of the case; a missing one is 0 only where the scheme says so, a weight of 0 is missing."""
        value: float | None = getattr(case, name)
        if name == "birth_weight":
            return value or None
        return 0 if value is None and name in self.zero else value

    # -- conditions

    def lists(self, atom: Atom, mdc: str, owner: str) -> frozenset[int]:
        """The numbers of the lists that an atom looks in; lists that the pack does not hold are left out."""
        names = [list_name(name, mdc, owner) for name in atom.lists]
        if atom.codes:
            names.append(inline_list(atom.codes))
        return frozenset(self.numbers[n] for n in names if n in self.numbers)

    def holds_in(self, lists: frozenset[int], codes: tuple[str, ...]) -> bool:
        """True when any of the codes is in any of the lists."""
        lists_of = self.lists_of
        return any(not lists.isdisjoint(lists_of[code]) for code in codes)

    def predicate(self, atom: Atom, mdc: str, owner: str) -> Predicate:
        """The test of one atom; ``owner`` is the node whose lists it means."""
        if atom.kind in LIST_ATOMS:
            return self._listed(atom, self.lists(atom, mdc, owner))
        if atom.kind in _SIMPLE:
            return _SIMPLE[atom.kind](self, atom)
        if atom.kind == "classes":
            return self._classes(atom, owner)
        if atom.kind == "count":
            return self._count(atom, mdc, owner)
        if atom.rule or atom.kind in {"all", "not"}:
            return self._whole(atom, mdc, owner)
        levels = {"MCC": 2, "CC": 1, "MCC_OR_CC": 3}[atom.kind]
        return lambda case: self.levels(case) & levels > 0

    def clause(self, clause: Clause, mdc: str, owner: str) -> Predicate:
        """True when one of the atoms holds."""
        tests = [self.predicate(atom, mdc, owner) for atom in clause]
        if len(tests) == 1:
            return tests[0]
        return lambda case: any(test(case) for test in tests)

    def _whole(self, atom: Atom, mdc: str, owner: str) -> Predicate:
        tests = [self.clause(clause, mdc, owner) for clause in atom.rule]
        wanted = atom.kind == "all"
        return lambda case: all(test(case) for test in tests) is wanted

    def _count(self, atom: Atom, mdc: str, owner: str) -> Predicate:
        lists, compare, pick = self.lists(atom, mdc, owner), _OPERATORS[atom.op], _PICK[atom.name]
        return lambda case: compare(len(self.found(lists, pick(case))), atom.number)

    def found(self, lists: frozenset[int], codes: tuple[str, ...]) -> set[str]:
        """The different codes that are in any of the lists."""
        return {code for code in codes if not lists.isdisjoint(self.lists_of[code])}

    def _listed(self, atom: Atom, lists: frozenset[int]) -> Predicate:
        place, positive = LIST_ATOMS[atom.kind]
        pick = _PICK[place]
        return lambda case: self.holds_in(lists, pick(case)) is positive

    def _classes(self, atom: Atom, owner: str) -> Predicate:
        ways = [[self.numbers.get(f"{owner}:PC{k}", -1) for k in way] for way in atom.classes]

        def test(case: Case) -> bool:
            present = {n for code in case.px for n in self.lists_of[code]}
            return any(present.issuperset(way) for way in ways)

        return test


_PICK: dict[str, Callable[[Case], tuple[str, ...]]] = {
    "pdx": lambda case: case.dx[:1],
    "anydx": lambda case: case.dx,
    "sdx": lambda case: case.dx[1:],
    "ppx": lambda case: case.px[:1],
    "anypx": lambda case: case.px,
    "spx": lambda case: case.px[1:],
}


def codes_of(case: Case, place: str) -> tuple[str, ...]:
    """The codes of a case that an atom looks at: pdx, anydx, sdx, ppx, anypx, spx."""
    return _PICK[place](case)


def known_rule(text: str) -> tuple[Clause, ...]:
    """The clauses of a condition; one that cannot be read never holds (it stands among the complaints)."""
    try:
        return parse_rule(text)
    except UnknownAtomError:
        return ((Atom("NEVER", "NEVER"),),)


def _tables(value: str | None) -> frozenset[str]:
    """The exclusion tables that a code is in as principal diagnosis; several are joined by ``|``."""
    return frozenset(part for part in (value or "").split("|") if part)


def _severity(code: str, mcc: ValueTable, cc: ValueTable) -> tuple[str | None, str | None] | None:
    tables = (mcc(code), cc(code))
    return None if tables == (None, None) else tables


def _number(reader: CaseReader, atom: Atom) -> Predicate:
    compare, name, limit = _OPERATORS[atom.op], atom.name, atom.number
    if name not in reader.zero and name != "birth_weight":

        def test(case: Case) -> bool:
            value = getattr(case, name)
            return value is not None and compare(value, limit)

        return test

    def test_missing(case: Case) -> bool:
        value = reader.number(case, name)
        return value is not None and compare(value, limit)

    return test_missing


def _regions(reader: CaseReader, atom: Atom) -> Predicate:
    compare, limit = _OPERATORS[atom.op], atom.number
    return lambda case: compare(len({reader.region(c) for c in case.dx} - {None}), limit)


def _prefix(_: CaseReader, atom: Atom) -> Predicate:
    return lambda case: any(code.startswith(atom.values[0]) for code in case.dx)


def _dept(_: CaseReader, atom: Atom) -> Predicate:
    return lambda case: case.dept == atom.values[0]


def _leaving(_: CaseReader, atom: Atom) -> Predicate:
    return lambda case: case.leaving_type in atom.values


_SIMPLE: dict[str, Callable[[CaseReader, Atom], Predicate]] = {
    "number": _number,
    "regions": _regions,
    "prefix": _prefix,
    "dept": _dept,
    "leaving": _leaving,
    "ALWAYS": lambda _reader, _atom: lambda _case: True,
    "NEVER": lambda _reader, _atom: lambda _case: False,
}
