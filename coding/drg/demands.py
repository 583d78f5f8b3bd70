"""What a case must look like for a condition to hold, or not to hold: a condition as demands on places of the case.

A demand is a *bit set* of code classes for a place (``pdx``, ``ppx``, further diagnoses and procedures), values for a
number, levels of complication, or a count; demands are joined by AllOf and AnyOf. Exact but for counts and injured
regions with an upper limit, which a built case shows or does not show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from coding.drg.atoms import LIST_ATOMS, NUMBERS, Atom, Rule, atoms_of
from coding.drg.code_classes import CodeClasses, beginning_examples
from coding.drg.conditions import known_rule
from coding.grouping.case import Case

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from coding.drg.scheme import Scheme

_CONTRARY = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
#: Values that a plain adult has; tried before others.
_PLAIN: dict[str, tuple[object, ...]] = {
    "sex": (1, 2, None),
    "age": (40, None, 0, 1),
    "age_days": (None, 0, 10, 29, 100, 14600),
    "birth_weight": (None, 3000),
    "los": (8, None, 0),
    "icu_hours": (0, None),
}
_LEVELS = {"MCC": 2, "CC": 1, "MCC_OR_CC": 3}
_MOST = 1 << 30
#: A code that no list holds.
_UNLISTED = "?"


class AllOf(NamedTuple):
    """All of these must be met; none at all: always met."""

    parts: tuple[Demand, ...]


class AnyOf(NamedTuple):
    """One of these must be met; none at all: never met."""

    parts: tuple[Demand, ...]


class Principal(NamedTuple):
    """The principal diagnosis is of these classes."""

    classes: int


class Main(NamedTuple):
    """The main procedure is of these classes; the bit above all classes stands for no procedure at all."""

    classes: int


class Further(NamedTuple):
    """Some further code is of these classes; ``place`` is sdx or spx."""

    place: str
    classes: int


class NoFurther(NamedTuple):
    """No further code is of these classes."""

    place: str
    classes: int


class Value(NamedTuple):
    """A number or a text of the case is one of these."""

    name: str
    values: frozenset[object]


class Level(NamedTuple):
    """Some diagnosis counts as a complication of these levels (1 CC, 2 MCC, 3 either), or none does."""

    bits: int
    is_wanted: bool


class Counted(NamedTuple):
    """So many different codes of these classes, or injured regions (``place`` is regions), from ``low`` to ``high``."""

    place: str
    classes: int
    low: int
    high: int


Demand = AllOf | AnyOf | Principal | Main | Further | NoFurther | Value | Level | Counted
ALWAYS, NEVER = AllOf(()), AnyOf(())


@dataclass(slots=True)
class _Asked:
    """What all conditions of a scheme ask together: lists of diagnoses, of procedures, beginnings, numbers, texts."""

    dx: set[int]
    px: set[int]
    prefixes: dict[str, None]
    limits: dict[str, set[float]]
    depts: dict[str, None]
    leavings: dict[str, None]


class Demands:
    """The conditions of one scheme as demands, with the classes of its codes."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.reader = scheme.reader
        asked = self._asked()
        self.dx = self._diagnoses(asked)
        self.px = self._procedures(asked)
        self.no_procedure = self.px.every + 1
        self._dx_lists = self.dx.by(self.reader.lists_of.__getitem__)
        self._px_lists = self.px.by(self.reader.lists_of.__getitem__)
        self.domains = _domains(asked)
        self._known: dict[tuple[str, str, str, bool], Demand] = {}
        self._values: dict[tuple[str, str], frozenset[object]] = {}

    def of(self, text: str, mdc: str, owner: str, *, holds: bool) -> Demand:
        """The demand of a condition that is to hold, or not to hold."""
        key = (text, mdc, owner, holds)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._rule(known_rule(text), mdc, owner, holds=holds)
        return found

    # -- what is asked at all

    def _conditions(self) -> Iterator[tuple[str, str, str]]:
        pack = self.scheme.pack
        for mdc, _, entry, otherwise in pack.mdcs:
            yield entry, mdc, mdc
            if otherwise:
                yield otherwise.partition("=>")[0], mdc, mdc
        for mdc, node, _, _, rule, _ in pack.nodes:
            yield rule, mdc, node
            yield from ((text, mdc, owner or node) for _, _, text, owner in pack.drgs.get(node, ()))

    def _asked(self) -> _Asked:
        asked = _Asked(set(), set(), {}, {}, {}, {})
        for text, mdc, owner in self._conditions():
            for atom in atoms_of(known_rule(text)):
                self._note(asked, atom, mdc, owner)
        return asked

    def _note(self, asked: _Asked, atom: Atom, mdc: str, owner: str) -> None:
        if atom.kind in LIST_ATOMS or atom.kind == "count":
            place = LIST_ATOMS[atom.kind][0] if atom.kind in LIST_ATOMS else atom.name
            (asked.px if place.endswith("px") else asked.dx).update(self.reader.lists(atom, mdc, owner))
        elif atom.kind == "classes":
            names = (f"{owner}:PC{kind}" for way in atom.classes for kind in way)
            asked.px.update(self.reader.numbers[name] for name in names if name in self.reader.numbers)
        elif atom.kind == "prefix":
            asked.prefixes[atom.values[0]] = None
        elif atom.kind == "number":
            asked.limits.setdefault(atom.name, set()).add(atom.number)
        elif atom.kind == "dept":
            asked.depts[atom.values[0]] = None
        elif atom.kind == "leaving":
            asked.leavings.update(dict.fromkeys(atom.values))

    # -- classes of codes

    def _listed(self, lists: set[int]) -> Iterator[str]:
        pack = self.scheme.pack
        wanted = [not lists.isdisjoint(profile) for profile in pack.profiles]
        return (code for code, at in pack.codes.items() if wanted[at])

    def _diagnoses(self, asked: _Asked) -> CodeClasses:
        pack, reader = self.scheme.pack, self.reader
        tables = ("mcc", "cc", "exclusion", "region")
        exact = [code for table in tables for code in pack.values.get(table, {})]
        prefixes = [*pack.patterns, *(p for table in tables for p in pack.value_patterns.get(table, {}))]
        begun = [code for prefix in (*prefixes, *asked.prefixes) for code in beginning_examples(prefix)]
        beginnings = tuple(asked.prefixes)

        def answers(code: str) -> Hashable:
            lists = tuple(sorted(n for n in reader.lists_of[code] if n in asked.dx))
            starts = tuple(p for p in beginnings if code.startswith(p)) if beginnings else ()
            return lists, reader.severity[code], reader.exclusion[code], reader.region(code), starts

        def plain(code: str) -> object:
            lists = sum(n in asked.dx for n in reader.lists_of[code])
            return reader.region(code) is not None, reader.severity[code] is not None, lists

        return CodeClasses((*self._listed(asked.dx), *exact, _UNLISTED), begun, answers, plain)

    def _procedures(self, asked: _Asked) -> CodeClasses:
        reader = self.reader
        begun = [code for prefix in self.scheme.pack.patterns for code in beginning_examples(prefix)]

        def answers(code: str) -> Hashable:
            return tuple(sorted(n for n in reader.lists_of[code] if n in asked.px))

        def plain(code: str) -> object:
            return sum(n in asked.px for n in reader.lists_of[code])

        return CodeClasses((*self._listed(asked.px), _UNLISTED), begun, answers, plain)

    # -- conditions

    def _rule(self, rule: Rule, mdc: str, owner: str, *, holds: bool) -> Demand:
        clauses = []
        for clause in rule:
            atoms = tuple(self._atom(atom, mdc, owner, holds=holds) for atom in clause)
            clauses.append(any_of(atoms) if holds else all_of(atoms))
        return all_of(clauses) if holds else any_of(clauses)

    def _atom(self, atom: Atom, mdc: str, owner: str, *, holds: bool) -> Demand:
        if atom.kind in LIST_ATOMS:
            place, is_positive = LIST_ATOMS[atom.kind]
            return self._in(
                place, self._classes(place, self.reader.lists(atom, mdc, owner)), holds=holds is is_positive
            )
        if atom.kind in {"all", "not"}:
            return self._rule(atom.rule, mdc, owner, holds=holds is (atom.kind == "all"))
        if atom.kind == "number":
            return self._value(atom.name, atom.text, atom, holds=holds)
        if atom.kind in {"dept", "leaving"}:
            return self._value("dept" if atom.kind == "dept" else "leaving_type", atom.text, atom, holds=holds)
        if atom.kind in _LEVELS:
            return Level(_LEVELS[atom.kind], holds)
        if atom.kind == "prefix":
            return self._in("anydx", self.dx.where(lambda code: code.startswith(atom.values[0])), holds=holds)
        if atom.kind == "classes":
            return self._classes_of_procedures(atom, owner, holds=holds)
        if atom.kind == "count":
            return self._count(atom.name, self._classes(atom.name, self.reader.lists(atom, mdc, owner)), atom, holds)
        if atom.kind == "regions":
            return any_of(Counted("regions", 0, low, high) for low, high in _ranges(atom, holds))
        return ALWAYS if holds is (atom.kind == "ALWAYS") else NEVER

    def _classes(self, place: str, lists: frozenset[int]) -> int:
        by_list = self._px_lists if place.endswith("px") else self._dx_lists
        classes = 0
        for number in lists:
            classes |= by_list.get(number, 0)
        return classes

    def _in(self, place: str, classes: int, *, holds: bool) -> Demand:
        if place == "pdx":
            return Principal(classes if holds else self.dx.every & ~classes)
        if place == "ppx":
            return Main(classes if holds else (self.px.every | self.no_procedure) & ~classes)
        if place in {"sdx", "spx"}:
            return Further(place, classes) if holds else NoFurther(place, classes)
        first, further = ("pdx", "sdx") if place == "anydx" else ("ppx", "spx")
        parts = self._in(first, classes, holds=holds), self._in(further, classes, holds=holds)
        return any_of(parts) if holds else all_of(parts)

    def _value(self, name: str, text: str, atom: Atom, *, holds: bool) -> Demand:
        found = self._values.get((name, text))
        if found is None:
            test = self.reader.predicate(atom, "", "")
            found = frozenset(v for v in self.domains[name] if test(_having(name, v)))
            self._values[name, text] = found
        return Value(name, found if holds else frozenset(self.domains[name]) - found)

    def _classes_of_procedures(self, atom: Atom, owner: str, *, holds: bool) -> Demand:
        ways = []
        for way in atom.classes:
            lists = [self.reader.numbers.get(f"{owner}:PC{kind}", -1) for kind in way]
            held = [self._in("anypx", self._px_lists.get(n, 0), holds=holds) for n in lists]
            ways.append(all_of(held) if holds else any_of(held))
        return any_of(ways) if holds else all_of(ways)

    def _count(self, place: str, classes: int, atom: Atom, holds: bool) -> Demand:
        parts: list[Demand] = []
        for low, high in _ranges(atom, holds):
            if low <= 0 and high >= (1 if place in {"pdx", "ppx"} else _MOST):
                return ALWAYS
            if high <= 0:
                parts.append(self._in(place, classes, holds=False))
            elif low <= 1 and high >= (1 if place in {"pdx", "ppx"} else _MOST):
                parts.append(self._in(place, classes, holds=True))
            elif place not in {"pdx", "ppx"}:
                parts.append(Counted(place, classes, low, high))
        return any_of(parts)


#: A case to try one value on.
_NOBODY = Case(None, None, None, None, "", None, "", None, ("",), ())


def _having(name: str, value: object) -> Case:
    return replace(_NOBODY, **{name: value})  # type: ignore[arg-type]


def all_of(parts: Iterable[Demand]) -> Demand:
    """The parts together, as flat as may be."""
    flat: list[Demand] = []
    for part in parts:
        if isinstance(part, AllOf):
            flat += part.parts
        elif part == NEVER:
            return NEVER
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(parts: Iterable[Demand]) -> Demand:
    """One of the parts, as flat as may be."""
    flat: list[Demand] = []
    for part in parts:
        if isinstance(part, AnyOf):
            flat += part.parts
        elif part == ALWAYS:
            return ALWAYS
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def _ranges(atom: Atom, holds: bool) -> Iterator[tuple[int, int]]:
    """Which counts meet a comparison, as (from, to)."""
    op = atom.op if holds else _CONTRARY[atom.op]
    floor, ceil = math.floor(atom.number), math.ceil(atom.number)
    if op in {"<", "<="}:
        high = floor if op == "<=" else ceil - 1
        found = [(0, high)] if high >= 0 else []
    elif op in {">", ">="}:
        found = [(max(0, ceil if op == ">=" else floor + 1), _MOST)]
    elif op == "==":
        found = [(floor, floor)] if floor == ceil and floor >= 0 else []
    elif floor == ceil:
        found = [r for r in ((0, floor - 1), (floor + 1, _MOST)) if r[0] <= r[1]]
    else:
        found = [(0, _MOST)]
    yield from found


def _domains(asked: _Asked) -> dict[str, tuple[object, ...]]:
    """Values that answer every comparison of the scheme in every way, the plain ones first."""
    found: dict[str, tuple[object, ...]] = {}
    for name in NUMBERS.values():
        values: list[object] = list(_PLAIN[name])
        for limit in sorted(asked.limits.get(name, ())) if name != "sex" else ():
            near = (math.floor(limit) - 1, math.floor(limit), math.ceil(limit), math.ceil(limit) + 1)
            values += [v for v in near if v >= 0]
            if name == "icu_hours":
                values += [v for v in (limit - 0.001, float(limit), limit + 0.001) if v >= 0]
        found[name] = tuple(dict.fromkeys(values))
    found["dept"] = tuple(dict.fromkeys(("内科", "", "？", *asked.depts)))
    found["leaving_type"] = tuple(dict.fromkeys(("1", "", "？", *asked.leavings)))
    return found
