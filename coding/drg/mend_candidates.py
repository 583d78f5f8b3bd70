"""Which single changes of a rule would put one record right: the candidates that are then tried on all records.

Only what the record itself gives is proposed: the code that is missing in a list, the rule that stands in front, the
boundary that its age misses. Whether a change is any good is not decided here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from coding.drg.amended_lists import TAKEN_OUT
from coding.drg.amendments import Amendment
from coding.drg.atoms import LIST_ATOMS, Atom
from coding.drg.conditions import codes_of, known_rule
from coding.drg.group_code import is_ambiguous
from coding.drg.mend_places import GroupRule, Place, Places, Tested
from coding.drg.rule_mend import MendKind, RuleMend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.conditions import Predicate
    from coding.drg.scheme import Scheme
    from coding.grouping.case import Case

#: What a group may ask instead: the same complications, more of them or fewer.
OTHER_LEVELS: Final = {"MCC": ("MCC_OR_CC",), "CC": ("MCC_OR_CC",), "MCC_OR_CC": ("MCC", "CC")}
#: How far a boundary is shifted at most: years, days, grams, days of stay, hours.
_FURTHEST: Final = {"age": 10, "age_days": 31, "birth_weight": 500, "los": 10, "icu_hours": 48}
#: More codes of one record than this are not tried one by one for one list.
_MOST_CODES: Final = 12
#: The exclusion table of a complication that nothing excludes.
_NO_TABLE: Final = "无"
_TABLES: Final = {"mcc": "MCC", "cc": "CC"}


class Candidates:
    """Proposes changes for records that are in another group here than by their insurer."""

    def __init__(self, scheme: Scheme) -> None:
        self.places = Places(scheme)
        self._pack = scheme.pack
        self._reader = scheme.reader
        self._nothing = scheme.nothing.drg
        self._tests: dict[tuple[str, str, str], tuple[Predicate, ...]] = {}

    def for_record(self, case: Case, ours: str, theirs: str) -> Iterator[RuleMend]:
        """Each change that may bring the case from the group it has to the group that it should have."""
        here = self.places.deciding(case, ours)
        for there in self.places.giving.get(theirs, ()):
            if here is not None and theirs in here.results:
                yield from self._within(here, case, ours, theirs)
                return
            yield from self._elsewhere(here, there, case)
        if theirs == self._nothing and here is not None:
            yield from self._kept_out(here, case)

    # -- the same node, another group

    def _within(self, place: Place, case: Case, ours: str, theirs: str) -> Iterator[RuleMend]:
        groups = place.groups
        at = next((n for n, group in enumerate(groups) if group.drg == ours and group.holds(case)), len(groups))
        to = next((n for n, group in enumerate(groups) if group.drg == theirs), len(groups))
        if at == to or to == len(groups):
            return
        goes_up = to < at
        altered = (to,) if goes_up else (at,) if at < len(groups) else ()
        for n in altered:
            yield from self._severity(place, n, case, theirs)
            yield from self._boundaries(groups[n].tests, groups[n].text, "drg", f"{place.node}/{groups[n].drg}", case)
        if goes_up:
            yield from self._complication_added(groups[to], case)
            yield from self._list_added(groups[to].tests, case)
        else:
            if at < len(groups):
                yield from self._complication_dropped(groups[at], case)
            if groups[to].holds(case):
                yield from self._drg_moved(place, to, at)

    def _severity(self, place: Place, n: int, case: Case, theirs: str) -> Iterator[RuleMend]:
        group = place.groups[n]
        for old in sorted({atom.kind for test in group.tests for atom in test.clause} & set(OTHER_LEVELS)):
            for new in OTHER_LEVELS[old]:
                text = with_level(group.text, old, new)
                if self._result(place, n, text, case) == theirs:
                    yield severity_mend(group.drg, old, new)

    def _result(self, place: Place, changed: int, text: str, case: Case) -> str:
        """The group of a case in a node, one of whose rules is another one."""
        for n, group in enumerate(place.groups):
            tests = self._asked(text, place.mdc, group.owner) if n == changed else None
            if group.holds(case) if tests is None else all(test(case) for test in tests):
                return group.drg
        return place.otherwise

    def _asked(self, text: str, mdc: str, owner: str) -> tuple[Predicate, ...]:
        key = (text, mdc, owner)
        found = self._tests.get(key)
        if found is None:
            found = tuple(self._reader.clause(clause, mdc, owner) for clause in known_rule(text))
            self._tests[key] = found
        return found

    def _drg_moved(self, place: Place, moved: int, before: int) -> Iterator[RuleMend]:
        node, drg, other = place.node, place.groups[moved].drg, place.groups[before].drg
        names = [f"drg {node} {group.drg}" for group in place.groups]
        change = self._order(names, moved, before)
        if change is not None:
            words = f"{node} 中，病组 {drg} 先于 {other} 判断"
            row = Amendment("drg", f"{node}/{drg}", "order", *change)
            yield RuleMend(MendKind.DRG_ORDER, (row,), words, moved - before)

    # -- complications

    def _complication_added(self, group: GroupRule, case: Case) -> Iterator[RuleMend]:
        """A secondary diagnosis that would have to count."""
        levels = {atom.kind for test in group.tests for atom in test.clause if not test.holds(case)} & set(OTHER_LEVELS)
        if not levels or len(case.dx) < 2:
            return
        table = "mcc" if "MCC" in levels else "cc"
        own = self._reader.exclusion[case.dx[0]]
        for code in dict.fromkeys(case.dx[self._reader.first_secondary :][: _MOST_CODES * 2]):
            tables = self._reader.severity[code] or (None, None)
            held = tables[0 if table == "mcc" else 1]
            if held is None:
                yield self._complication(code, table)
            elif held in own:
                row = Amendment("exclusion", case.dx[0], "", held, "")
                words = f"主要诊断 {case.dx[0]} 移出排除表 {held}（{code} 即可计入）"
                yield RuleMend(MendKind.EXCLUSION, (row,), words)

    def _complication(self, code: str, table: str) -> RuleMend:
        tables = self._reader.severity[code] or (None, None)
        excluded_by = next((t for t in tables if t), None) or min(self._reader.exclusion[code], default=_NO_TABLE)
        row = Amendment(table, code, "exclusion_table", "", excluded_by)
        return RuleMend(MendKind.COMPLICATION, (row,), f"{code} 列入 {_TABLES[table]} 表（排除表 {excluded_by}）")

    def _complication_dropped(self, group: GroupRule, case: Case) -> Iterator[RuleMend]:
        """The one secondary diagnosis on which the group rests, where it rests on one."""
        levels = {atom.kind for test in group.tests for atom in test.clause} & set(OTHER_LEVELS)
        for level in sorted(levels):
            wanted = {"MCC": ("mcc",), "CC": ("cc",), "MCC_OR_CC": ("mcc", "cc")}[level]
            counting = [pair for pair in self._counting(case) if pair[1] in wanted]
            if len({code for code, _, _ in counting}) != 1:
                continue
            for code, table, excluded_by in counting:
                if self._pack.values.get(table, {}).get(code) is not None and len(counting) == 1:
                    row = Amendment(table, code, "exclusion_table", excluded_by, TAKEN_OUT)
                    yield RuleMend(MendKind.COMPLICATION, (row,), f"{code} 不再列入 {_TABLES[table]} 表")
                if excluded_by and excluded_by not in self._reader.exclusion[case.dx[0]]:
                    row = Amendment("exclusion", case.dx[0], "", "", excluded_by)
                    words = f"主要诊断 {case.dx[0]} 加入排除表 {excluded_by}（{code} 即不计入）"
                    yield RuleMend(MendKind.EXCLUSION, (row,), words)

    def _counting(self, case: Case) -> list[tuple[str, str, str]]:
        own = self._reader.exclusion[case.dx[0]]
        found = []
        for code in dict.fromkeys(case.dx[self._reader.first_secondary :]):
            tables = self._reader.severity[code] or (None, None)
            found += [
                (code, name, table)
                for name, table in zip(("mcc", "cc"), tables, strict=True)
                if table is not None and table not in own
            ]
        return found

    # -- another node

    def _elsewhere(self, here: Place | None, there: Place, case: Case) -> Iterator[RuleMend]:
        failing = there.failing(case)
        is_behind = here is not None and here.at < there.at
        if not failing and here is not None and is_behind:
            yield from self._before(here, there)
            yield from self._kept_out(here, case)
        elif len(failing) == 1 and not is_behind:
            yield from self._list_added(failing, case)
            yield from self._shifted_in(there, case)

    def _before(self, here: Place, there: Place) -> Iterator[RuleMend]:
        """The node that should have it is judged first."""
        if here.mdc != there.mdc:
            return
        same = [place for place in self.places.all if place.mdc == here.mdc]
        names = [f"adrg {place.node}" for place in same]
        change = self._order(names, same.index(there), same.index(here))
        if change is not None:
            row = Amendment("adrg", there.node, "order", *change)
            words = f"{there.mdc} 中，{there.node} 先于 {here.node} 判断"
            yield RuleMend(MendKind.ADRG_ORDER, (row,), words, there.at - here.at)

    def _kept_out(self, here: Place, case: Case) -> Iterator[RuleMend]:
        """The node that took it no longer does: the code by which it came in goes, or a boundary is shifted."""
        for test in (*here.entry, *here.tests):
            found = self.places.witnesses(test, case)
            if len(found) == 1:
                code, name = found[0]
                by_pattern = self._reader.membership.pattern_for(code, self._reader.numbers[name]) is not None
                yield list_mend(name, "", f"!{code}") if by_pattern else list_mend(name, code, "")
        yield from self._boundaries(here.tests, here.rule, "adrg", here.node, case)

    def _shifted_in(self, there: Place, case: Case) -> Iterator[RuleMend]:
        failing = [test for test in there.tests if not test.holds(case)]
        if failing:
            yield from self._boundaries(failing, there.rule, "adrg", there.node, case)

    def _list_added(self, tests: list[Tested] | tuple[Tested, ...], case: Case) -> Iterator[RuleMend]:
        """A code of the record that is missing in a list; where a list bars it, the code that is too many there."""
        failing = [test for test in tests if not test.holds(case)]
        if len(failing) != 1:
            return
        test = failing[0]
        for atom in test.clause:
            if atom.kind not in LIST_ATOMS:
                continue
            place, is_positive = LIST_ATOMS[atom.kind]
            codes = [code for code in dict.fromkeys(codes_of(case, place)) if code][:_MOST_CODES]
            names = self.places.lists_of(test, atom)
            if is_positive:
                for name in names:
                    yield from (list_mend(name, "", code) for code in codes)
            else:
                barred = [(code, name) for code in codes for name in self.places.holding(code, names)]
                if len(barred) == 1:
                    yield list_mend(barred[0][1], barred[0][0], "")

    # -- numbers

    def _boundaries(
        self, tests: list[Tested] | tuple[Tested, ...], text: str, table: str, key: str, case: Case
    ) -> Iterator[RuleMend]:
        """Every boundary of a condition that one shift puts on the other side of the case."""
        for test in tests:
            for atom in test.clause:
                shifted = self._shifted(atom, case) if atom.kind == "number" and len(test.clause) == 1 else None
                if shifted is not None and atom.text in text:
                    new, steps = shifted
                    yield boundary_mend(table, key, text, atom.text, new, steps)

    def _shifted(self, atom: Atom, case: Case) -> tuple[str, float] | None:
        value = self._reader.number(case, atom.name)
        if value is None or atom.name not in _FURTHEST or atom.op not in ("<", "<=", ">", ">="):
            return None
        holds = self._reader.predicate(atom, "", "")(case)
        limit = value + {("<", False): 1, ("<=", True): -1, (">", False): -1, (">=", True): 1}.get((atom.op, holds), 0)
        steps = abs(limit - atom.number)
        if not steps or steps > _FURTHEST[atom.name]:
            return None
        word = re.match(r"[A-Z]+", atom.text)
        return (f"{word.group()}{atom.op}{limit:g}", steps) if word else None

    def _order(self, names: list[str], moved: int, before: int) -> tuple[str, str] | None:
        """The number of a row now, and the one that puts it right before another."""
        orders = self._pack.orders
        if any(name not in orders for name in names):
            return None
        upper = orders[names[before]]
        lower = orders[names[before - 1]] if before else upper - 1
        if upper == lower:
            return None
        return f"{orders[names[moved]]:g}", f"{(lower + upper) / 2:g}"


# -- changes by their parts


def with_level(text: str, old: str, new: str) -> str:
    """A condition that asks for other complications."""
    return re.sub(rf"(?<![A-Z_]){old}(?![A-Z_])", new, text)


def severity_mend(drg: str, old: str, new: str) -> RuleMend:
    """A group asks for other complications."""
    row = Amendment("drg", drg, "severity", old, new)
    return RuleMend(MendKind.SEVERITY, (row,), f"病组 {drg} 的并发症要求{_between(old, new)}")


def _between(old: str, new: str) -> str:
    return f"由 {old} 改为 {new}".replace("MCC_OR_CC", "MCC 或 CC")


def boundary_mend(table: str, key: str, text: str, old: str, new: str, steps: float) -> RuleMend:
    """A boundary of a condition is another one."""
    row = Amendment(table, key, "rule", text, _with_boundary(text, old, new))
    return RuleMend(MendKind.BOUNDARY, (row,), f"{key} 的条件由 {old} 改为 {new}", steps, (old, new))


def _with_boundary(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![A-Z_]){re.escape(old)}(?![\d.])", new, text)


def list_mend(name: str, gone: str, come: str) -> RuleMend:
    """A list of codes loses or gains one; ``!K80.0`` is taken out of what a pattern takes in. ``name`` as the compiled
    pack calls it.
    """
    owner, _, role = name.rpartition(":")
    if name[:1] == "@":
        table, key, called = "set", name[1:], f"集合 {name[1:]}"
    elif owner == "MDC":
        table, key, called = "adrg_codes", role, f"{role} 的主要诊断表"
    elif owner:
        table, key, called = "adrg_codes", f"{owner}/{role}", f"{owner} 的编码表 {role}"
    else:
        table, key, called = "adrg_codes", name, "手术室手术表"
    goes = gone or come[1:] * (come[:1] == "!")
    words = f"{called}去掉 {goes}" if goes else f"{called}加入 {come}"
    wide = 3 if not owner and name[:1] != "@" else 2 if owner == "MDC" else 1
    return RuleMend(MendKind.LIST, (Amendment(table, key, "", gone, come),), words, wide)


# -- families


def families(mends: list[RuleMend], scheme: Scheme) -> list[RuleMend]:
    """The same change at every place of the scheme that is built alike, for each change that some record asks for."""
    return [*_severity_families(mends, scheme), *_boundary_families(mends, scheme)]


def _severity_families(mends: list[RuleMend], scheme: Scheme) -> Iterator[RuleMend]:
    shapes = _shapes(scheme)
    asked = dict.fromkeys(
        (shapes[row.key], row.key[3:], row.old, row.new)
        for mend in mends
        if mend.kind is MendKind.SEVERITY
        for row in mend.amendments
        if row.key in shapes
    )
    for shape, last, old, new in asked:
        alike = [drg for drg, found in shapes.items() if found == shape and drg[3:] == last and _asks(scheme, drg, old)]
        if len(alike) > 1:
            rows = tuple(Amendment("drg", drg, "severity", old, new) for drg in alike)
            words = f"全部 {len(alike)} 个只有 {'、'.join(shape)} 组的 ADRG：{last} 组的并发症要求{_between(old, new)}"
            yield RuleMend(MendKind.SEVERITY, rows, words)


def _shapes(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Group → the last places of all groups of its ADRG."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, node, adrg, *_ in scheme.pack.nodes:
        if not is_ambiguous(adrg):
            found[adrg] += [drg for drg, *_ in scheme.pack.drgs.get(node, ()) if drg not in found[adrg]]
    return {drg: tuple(sorted(one[3:] for one in drgs)) for drgs in found.values() for drg in drgs}


def _asks(scheme: Scheme, drg: str, level: str) -> bool:
    rows = (row for rows in scheme.pack.drgs.values() for row in rows if row[0] == drg)
    return any(with_level(rule, level, "") != rule for _, _, rule, _ in rows)


def _boundary_families(mends: list[RuleMend], scheme: Scheme) -> Iterator[RuleMend]:
    """The same boundary in every condition that has it."""
    asked = {mend.boundary: mend.steps for mend in mends if mend.kind is MendKind.BOUNDARY}
    pack = scheme.pack
    for (old, new), steps in asked.items():
        rows = [
            Amendment("adrg", node, "rule", rule, shifted)
            for _, node, _, _, rule, _ in pack.nodes
            if (shifted := _with_boundary(rule, old, new)) != rule
        ]
        rows += [
            Amendment("drg", f"{node}/{drg}", "rule", rule, shifted)
            for node, groups in pack.drgs.items()
            for drg, _, rule, _ in groups
            if (shifted := _with_boundary(rule, old, new)) != rule
        ]
        if len(rows) > 1:
            words = f"全部 {len(rows)} 处条件：{old} 改为 {new}"
            yield RuleMend(MendKind.BOUNDARY, tuple(rows), words, steps, (old, new))
