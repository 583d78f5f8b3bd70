"""Which groups of a scheme a case can reach at all: cases are built for each group and grouped.

A group that no case could be built for is listed, not refused: packs hold such groups by mistake (a rule after
ALWAYS, an empty list), and it is for their makers to mend.
"""

from __future__ import annotations

import random
from itertools import chain, islice, product
from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Atom, Rule
from coding.drg.compiled import Complaint
from coding.drg.conditions import known_rule
from coding.drg.group_code import is_ambiguous, is_rest
from coding.grouping.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.scheme import Scheme

#: Cases built for one group before it is taken to be out of reach, and codes tried from one list.
_TRIES = 1500
_CODES = 200
#: Ways to meet a condition that are tried.
_WAYS = 24
_PLAIN = {"age": 40, "age_days": None, "birth_weight": None, "los": 8, "icu_hours": 0, "sex": 1}


def unreachable_groups(scheme: Scheme) -> tuple[str, ...]:
    """The groups (and ambiguity groups) that the rules name and no built case reaches, in the scheme's order."""
    return _Builder(scheme).run()


def check_scheme(scheme: Scheme) -> tuple[Complaint, ...]:
    """What is wrong with a pack, each with file and line; none of it keeps the pack from being used.

    Groups that no case reaches are among them; finding those takes up to a second.
    """
    return (*(Complaint(*c) for c in scheme.pack.complaints), *reach_complaints(scheme))


def reach_complaints(scheme: Scheme) -> tuple[Complaint, ...]:
    """A complaint for each of them, at the row that names it."""
    found = []
    for drg in unreachable_groups(scheme):
        file, line = scheme.pack.places.get(drg, ("drg_rules.csv", 0))
        words = f"病组 {drg} 似乎永远不会入组：没有任何病例能到达它（请检查前面的条件和编码表）。"
        found.append(Complaint(file, line, words))
    return tuple(found)


class _Builder:
    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.pack = scheme.pack
        self.reader = scheme.reader
        self.entry = {mdc: known_rule(entry) for mdc, _, entry, _ in self.pack.mdcs}
        self.reached: set[str] = set()
        self.codes: dict[int, list[str]] = {}
        for code, profile in self.pack.codes.items():
            for number in self.pack.profiles[profile]:
                self.codes.setdefault(number, []).append(code)
        for prefix in self.pack.patterns:
            for number in self.reader.lists_of[_example(prefix)]:
                self.codes.setdefault(number, []).append(_example(prefix))
        #: A diagnosis that is none of most MDCs: for those that take any, and for what only another one reaches.
        last = next((self._numbered(f"MDC:{mdc[0]}") for mdc in reversed(self.pack.mdcs)), [])
        self.any_diagnosis = last[-1:]
        self.severe = {level: self._complications(level) for level in ("mcc", "cc")}
        regions = {**self.pack.values.get("region", {}), **self.pack.value_patterns.get("region", {})}
        self.injuries = [_example(code) for code, region in regions.items() if region]
        self.chance = random.Random(1)  # the same cases in every run

    def run(self) -> tuple[str, ...]:
        wanted = []
        for mdc, node, adrg, _, rule, if_no_drg in self.pack.nodes:
            base = (*self.entry.get(mdc, ()), *known_rule(rule))
            targets: list[tuple[str, Rule, str]] = [
                (drg, known_rule(text), owner or node) for drg, _, text, owner in self.pack.drgs.get(node, ())
            ]
            if is_ambiguous(adrg):
                targets = [(adrg, (), node)]
            elif not targets and if_no_drg:
                targets = [(if_no_drg, (), node)]
            for drg, more, owner in targets:
                if is_rest(drg):
                    continue  # the rest of an MDC of the national workbook: empty where its ADRGs take everything
                wanted.append(drg)
                for way, division in product(_ways(base), _ways(more)):
                    if drg not in self.reached:
                        self._try(drg, mdc, node, owner, way, division)
        return tuple(drg for drg in dict.fromkeys(wanted) if drg not in self.reached)

    def _try(self, drg: str, mdc: str, node: str, owner: str, base: Rule, more: Rule) -> None:
        group = self.scheme.group
        for case in islice(self._cases(mdc, node, owner, base, more), _TRIES):
            result = group(case).drg
            self.reached.add(result)
            if result == drg:
                return

    def _cases(self, mdc: str, node: str, owner: str, base: Rule, more: Rule) -> Iterator[Case]:
        placed = [(atom, mdc, node) for clause in base for atom in clause]
        placed += [(atom, mdc, owner) for clause in more for atom in clause]
        clauses = [(clause, mdc, node) for clause in base] + [(clause, mdc, owner) for clause in more]
        firsts = self._choice(placed, "pdx") or self._of_mdc(mdc)
        mains = self._choice(placed, "ppx") or [""]
        if "" not in mains:
            mains = [*mains, ""]
        if not firsts:
            return  # the lists of a damaged pack may be empty
        numbers = self._numbers([atom for atom, _, _ in placed])
        level = {atom.kind for atom, _, _ in placed if atom.kind in {"MCC", "CC", "MCC_OR_CC"}}
        pick = self.chance.choice
        for first, main in chain(product(firsts[:2], mains[:2]), ((pick(firsts), pick(mains)) for _ in range(_TRIES))):
            added = self._severity(level, first)
            if added is None or not numbers:
                continue
            extra_dx, extra_px = self._extras([(pick(clause), at, whose) for clause, at, whose in clauses])
            px = (main, *extra_px) if main and self.chance.random() < 0.7 else (*extra_px, main)
            yield _case(pick(numbers), (first, *extra_dx, *added), tuple(code for code in px if code))

    # -- codes

    def _choice(self, placed: list[tuple[Atom, str, str]], place: str) -> list[str]:
        """Codes of the shortest list that a positive atom asks for in a place; those all atoms agree on first."""
        sets = []
        for atom, mdc, owner in placed:
            if atom.kind in LIST_ATOMS and LIST_ATOMS[atom.kind] == (place, True):
                sets.append(self.reader.lists(atom, mdc, owner))
        if not sets:
            return []
        pools = sorted(([c for n in lists for c in self.codes.get(n, ())] for lists in sets), key=len)
        held = self.reader.lists_of
        fitting = [c for c in pools[0] if all(not s.isdisjoint(held[c]) for s in sets)]
        return _spread(fitting or pools[0], _CODES)

    def _of_mdc(self, mdc: str) -> list[str]:
        return [*_spread(self._numbered(f"MDC:{mdc}"), _CODES), *self.any_diagnosis]

    def _numbered(self, name: str) -> list[str]:
        return self.codes.get(self.reader.numbers.get(name, -1), [])

    def _extras(self, placed: list[tuple[Atom, str, str]]) -> tuple[list[str], list[str]]:
        dx: list[str] = []
        px: list[str] = []
        for atom, mdc, owner in placed:
            if atom.kind in LIST_ATOMS and LIST_ATOMS[atom.kind][1]:
                place = LIST_ATOMS[atom.kind][0]
                pools = (self.codes.get(n) for n in self.reader.lists(atom, mdc, owner))
                codes = [self.chance.choice(pool) for pool in pools if pool]
                if place == "anydx" and dx and self.chance.random() < 0.5:
                    dx[-1:] = codes[:1]  # one code may answer for several clauses
                elif place in {"sdx", "anydx"}:
                    dx += codes[:1]
                elif place in {"spx", "anypx"}:
                    px += codes[:1]
            elif atom.kind == "prefix":
                dx.append(_example(atom.values[0]))
            elif atom.kind == "regions":
                dx += self.chance.choices(self.injuries, k=2) if self.injuries else []
            elif atom.kind == "count":
                pool = [c for n in self.reader.lists(atom, mdc, owner) for c in self.codes.get(n, ())]
                found = self.chance.sample(pool, min(len(pool), int(atom.number)))
                (dx if atom.name in {"sdx", "anydx"} else px).extend(found)
            elif atom.kind == "classes":
                numbers = [self.reader.numbers.get(f"{owner}:PC{k}", -1) for k in max(atom.classes, key=len)]
                px += [self.chance.choice(self.codes[n]) for n in numbers if n in self.codes]
        return dx, px

    def _complications(self, level: str) -> list[str]:
        codes = [*self.pack.values.get(level, {})]
        codes += [_example(p) for p, value in self.pack.value_patterns.get(level, {}).items() if value is not None]
        other = 1 if level == "mcc" else 0
        alone = [c for c in codes if (tables := self.reader.severity[c]) and tables[other] is None]
        return _spread(alone or codes, 60)

    def _severity(self, level: set[str], first: str) -> list[str] | None:
        """Secondary diagnoses that give what the rules ask for beside this principal; None when there is none."""
        added = []
        for kind in level:
            tables = self.reader.exclusion[first]
            pool = self.severe["mcc" if kind == "MCC" else "cc"] or self.severe["mcc"]
            at = 0 if kind == "MCC" else 1
            fits = [c for c in pool if (self.reader.severity[c] or ("", ""))[at] not in tables]
            if not fits:
                return None
            added.append(self.chance.choice(fits))
        return added

    # -- numbers

    def _numbers(self, atoms: list[Atom]) -> list[dict[str, object]]:
        """Values that meet the numeric conditions, the plain adult first."""
        asked = [a for a in atoms if a.kind == "number"]
        choices: dict[str, list[object]] = {name: [value] for name, value in _PLAIN.items()}
        if any(a.name in {"age_days", "birth_weight"} for a in asked):
            choices["age"] = [0]
        choices["age_days"] = [10, 100] if choices["age"] == [0] else [14600]
        choices["birth_weight"] = [3000]
        choices["sex"] = [1, 2]
        for atom in asked:
            near = [atom.number - 1, atom.number, atom.number + 1]
            choices[atom.name] = [int(v) for v in near if v >= 0] if atom.name != "sex" else [int(atom.number)]
        if 0 in choices["age"] and 10 not in choices["age_days"]:
            choices["age_days"] = [10, 100, *choices["age_days"]]
        choices["dept"] = next(([a.values[0]] for a in atoms if a.kind == "dept"), [""])
        choices["leaving"] = next(([a.values[0]] for a in atoms if a.kind == "leaving"), ["1"])
        names = list(choices)
        found = [dict(zip(names, values, strict=True)) for values in product(*choices.values())]
        return [v for v in found if all(self._meets(a, v) for a in asked)][:24]

    def _meets(self, atom: Atom, values: dict[str, object]) -> bool:
        return self.reader.predicate(atom, "", "")(_case(values, ("",), ()))


def _ways(rule: Rule) -> Iterator[Rule]:
    """The conditions without alternatives inside: ``{A&B}|{C&D}`` is met in two ways."""
    choices: list[list[Rule]] = []
    for clause in rule:
        nested: list[Rule] = [way for atom in clause if atom.kind == "all" for way in _ways(atom.rule)]
        plain = tuple(atom for atom in clause if atom.kind != "all")
        choices.append([*([(plain,)] if plain else []), *nested])
    for chosen in islice(product(*choices), _WAYS):
        yield tuple(clause for way in chosen for clause in way)


def _case(values: dict[str, object], dx: tuple[str, ...], px: tuple[str, ...]) -> Case:
    return Case(
        sex=values["sex"],  # type: ignore[arg-type]
        age=values["age"],  # type: ignore[arg-type]
        age_days=values["age_days"],  # type: ignore[arg-type]
        birth_weight=values["birth_weight"],  # type: ignore[arg-type]
        dept=str(values["dept"]),
        los=values["los"],  # type: ignore[arg-type]
        leaving_type=str(values["leaving"]),
        icu_hours=values["icu_hours"],  # type: ignore[arg-type]
        dx=dx,
        px=px,
    )


def _spread(codes: list[str], most: int) -> list[str]:
    """At most so many of the codes, evenly over the list."""
    if len(codes) <= most:
        return codes
    step = len(codes) / most
    return [codes[int(at * step)] for at in range(most)]


def _example(prefix: str) -> str:
    """A code in full that begins so."""
    if len(prefix) == 6 and prefix.endswith("x") and prefix[0].isalpha():
        return f"{prefix[:5]}00x001"
    return (prefix if "." in prefix else f"{prefix}.").ljust(7, "0")
