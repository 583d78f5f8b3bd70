"""Conditions of the groups of one ADRG laid side by side: who goes first, what two of them take, what none takes.

Each condition is tried on points: every level of complication, the values around every limit, what a list answers
(yes or no) — few enough to try them all.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from coding.drg.atoms import Atom, Rule, atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_SEVERITY = {"MCC": frozenset({2, 3}), "CC": frozenset({1, 3}), "MCC_OR_CC": frozenset({1, 2, 3})}
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_LEVEL_WORDS = ("不伴并发症或合并症", "伴一般并发症或合并症（CC）", "伴严重并发症或合并症（MCC）", "")
_NUMBER_WORDS = {
    "age": ("年龄", "岁"),
    "age_days": ("天龄", "天"),
    "birth_weight": ("出生体重", "克"),
    "los": ("住院天数", "天"),
    "icu_hours": ("重症监护", "小时"),
}
_LEAST = {"age": 0, "los": 1, "icu_hours": 0, "birth_weight": 400}
_MOST = {"age": 100, "los": 400, "icu_hours": 9000, "birth_weight": 6000}
#: More points than this are not laid out: nobody wrote such conditions for one ADRG.
_MOST_POINTS = 60_000
#: Examples of what no group takes.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A kind of case: level 0 no complication, 1 CC, 2 MCC, 3 both; numbers by the names of ``Case``; ``yes``: the
    texts of the conditions on lists that hold.
    """

    level: int
    numbers: Mapping[str, float] = field(default_factory=dict)
    leaving: str = "1"
    yes: frozenset[str] = frozenset()


def holds(rule: Rule, point: Point) -> bool:
    """Whether a condition holds at a point."""
    return all(any(_atom_holds(atom, point) for atom in clause) for clause in rule)


def _atom_holds(atom: Atom, point: Point) -> bool:
    if atom.kind in _SEVERITY:
        return point.level in _SEVERITY[atom.kind]
    if atom.kind == "number":
        value = point.numbers.get(atom.name)
        return value is not None and _COMPARE[atom.op](value, atom.number)
    if atom.kind == "leaving":
        return point.leaving in atom.values
    if atom.kind in {"all", "not"}:
        return holds(atom.rule, point) is (atom.kind == "all")
    if atom.kind in {"ALWAYS", "NEVER"}:
        return atom.kind == "ALWAYS"
    return atom.text in point.yes


def is_severity(clause: Sequence[Atom]) -> bool:
    """Whether a clause asks for complications alone."""
    return all(
        atom.kind in _SEVERITY or (atom.kind in {"all", "not"} and all(is_severity(inner) for inner in atom.rule))
        for atom in clause
    )


def without_severity(rule: Rule) -> Rule:
    """The condition without what it asks of complications."""
    return tuple(clause for clause in rule if not is_severity(clause))


def levels_of(rule: Rule) -> frozenset[int]:
    """The levels of complication that a condition leaves."""
    asked = tuple(clause for clause in rule if is_severity(clause))
    return frozenset(level for level in range(4) if holds(asked, Point(level)))


def points_for(rules: Iterable[Rule], within: Rule = ()) -> tuple[Point, ...]:
    """Points that tell these conditions apart; ``within``: what every case of the ADRG meets anyway.

    () where they would be too many.
    """
    asked = tuple(clause for clause in within if all(atom.kind == "number" for atom in clause))
    atoms = [atom for rule in (*rules, asked) for atom in atoms_of(rule)]
    leaving = sorted({value for atom in atoms if atom.kind == "leaving" for value in atom.values} | {"1"})
    listed = sorted({atom.text for atom in atoms if atom.kind not in _KNOWN})
    numbers = list(_number_points(atoms))
    if len(numbers) * len(leaving) * 4 << len(listed) > _MOST_POINTS:
        return ()
    flags = [frozenset(t for t, on in zip(listed, answer, strict=True) if on) for answer in _answers(len(listed))]
    found = (Point(level, n, way, yes) for n in numbers for way in leaving for yes in flags for level in range(4))
    return tuple(point for point in found if holds(asked, point))


_KNOWN = frozenset({"MCC", "CC", "MCC_OR_CC", "number", "leaving", "all", "not", "ALWAYS", "NEVER"})


def _answers(count: int) -> Iterator[tuple[bool, ...]]:
    yield from product((False, True), repeat=count)


def _number_points(atoms: Iterable[Atom]) -> Iterator[dict[str, float]]:
    limits: dict[str, set[float]] = {}
    for atom in atoms:
        if atom.kind == "number":
            limits.setdefault(atom.name, set()).add(atom.number)
    axes: list[list[dict[str, float]]] = []
    if "age" in limits or "age_days" in limits:
        axes.append(list(_ages(limits.pop("age", set()), limits.pop("age_days", set()))))
    for name, near in sorted(limits.items()):
        if name == "sex":
            axes.append([{"sex": 1}, {"sex": 2}])
            continue
        values = {v for limit in near for v in (limit - 1, limit, limit + 1) if v >= 0}
        axes.append([{name: v} for v in sorted(values | {_LEAST[name], _MOST[name]})])
    for chosen in product(*axes):
        yield {name: value for part in chosen for name, value in part.items()}


def _ages(years: set[float], days: set[float]) -> Iterator[dict[str, float]]:
    """Infants by days, others by years: above one year a page states no days."""
    near = {v for limit in days for v in (limit - 1, limit, limit + 1) if 0 <= v < 365} | {0, 364}
    for day in sorted(near):
        yield {"age": 0, "age_days": day}
    for year in sorted({v for limit in years for v in (limit - 1, limit, limit + 1) if v >= 1} | {1, _MOST["age"]}):
        yield {"age": year}


@dataclass(frozen=True, slots=True)
class Laid:
    """Conditions in the order in which they are to be tried: places in the list that was given.

    ``clashes``: pairs of places that take the same cases without one being the narrower; ``gaps``: Chinese words for
    what none takes.
    """

    order: tuple[int, ...]
    clashes: tuple[tuple[int, int], ...]
    gaps: tuple[str, ...]
    is_tried: bool = True


@lru_cache(maxsize=4096)
def laid_out(rules: tuple[Rule, ...], within: Rule = ()) -> Laid:
    """Put the conditions of an ADRG in order: the narrower first, complications last of all."""
    points = points_for(rules, within)
    if not points:
        return Laid(tuple(range(len(rules))), (), (), is_tried=False)
    plain = [frozenset(at for at, p in enumerate(points) if holds(without_severity(rule), p)) for rule in rules]
    whole = [frozenset(at for at, p in enumerate(points) if holds(rule, p)) for rule in rules]

    def before(a: int, b: int) -> bool:
        return plain[a] < plain[b] or (plain[a] == plain[b] and whole[a] < whole[b])

    clashes = [
        (a, b)
        for a in range(len(rules))
        for b in range(a + 1, len(rules))
        if whole[a] & whole[b] and not before(a, b) and not before(b, a)
    ]
    taken = frozenset().union(*whole) if whole else frozenset()
    missed = [point for at, point in enumerate(points) if at not in taken]
    return Laid(_sorted(len(rules), before), tuple(clashes), _gap_words(points, missed))


def _sorted(count: int, before: Callable[[int, int], bool]) -> tuple[int, ...]:
    left = list(range(count))
    order: list[int] = []
    while left:
        first = next((a for a in left if not any(before(b, a) for b in left if b != a)), left[0])
        left.remove(first)
        order.append(first)
    return tuple(order)


def _gap_words(points: Sequence[Point], missed: Sequence[Point]) -> tuple[str, ...]:
    """What no group takes: whole levels of complication by their name, the rest by an example or two."""
    words = []
    every = {level: sum(p.level == level for p in points) for level in range(3)}
    for level, word in enumerate(_LEVEL_WORDS[:3]):
        if missed and sum(p.level == level for p in missed) == every[level]:
            words.append(word)
    whole = {level for level in range(3) if _LEVEL_WORDS[level] in words}
    if len(whole) == 3:
        return ("所有病例",)
    shown = list(_examples([p for p in missed if p.level not in whole and p.level != 3], 3 - len(whole)))
    return (*words, *shown[:_SHOWN], *(["……"] if len(shown) > _SHOWN else []))


def _examples(missed: Sequence[Point], levels: int) -> Iterator[str]:
    """The kinds of cases that are missed; the level of complication only where it is a part of the reason."""
    by_kind: dict[str, list[int]] = {}
    for point in missed:
        by_kind.setdefault(_point_words(point), []).append(point.level)
    for words, found in by_kind.items():
        if len(found) == levels:
            yield words or "所有病例"
        else:
            yield from ("、".join(filter(None, (words, _LEVEL_WORDS[level]))) for level in found)


def _point_words(point: Point) -> str:
    told = []
    for name, value in point.numbers.items():
        if name == "sex":
            told.append("男" if value == 1 else "女")
        elif name in _NUMBER_WORDS and not (name == "age" and "age_days" in point.numbers):
            word, unit = _NUMBER_WORDS[name]
            told.append(f"{word} {value:g} {unit}")
    if point.leaving != "1":
        told.append(f"离院方式 {point.leaving}")
    told += [f"符合 {text}" for text in sorted(point.yes)]
    return "、".join(told)
