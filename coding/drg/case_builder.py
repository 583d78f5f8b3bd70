"""Demands on a case, gathered until one contradicts another; and the case that meets them."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from coding.drg.demands import (
    AllOf,
    AnyOf,
    Counted,
    Demand,
    Demands,
    Further,
    Level,
    Main,
    NoFurther,
    Principal,
    Value,
)
from coding.grouping.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.code_classes import CodeClasses

#: Combinations of age, age in days and weight that are tried for the preliminary checks.
_TRIED = 4000


class Wanted:
    """What a case must look like so far. ``dx``, ``px``: classes that further codes may have, ``needs``: classes of
    which each needs one. ``open``: alternatives not yet chosen from.
    """

    __slots__ = (
        "counted",
        "dx",
        "dx_needs",
        "levels",
        "main",
        "no_levels",
        "open",
        "principal",
        "px",
        "px_needs",
        "values",
    )

    def __init__(self, demands: Demands) -> None:
        self.principal = self.dx = demands.dx.every
        self.px = demands.px.every
        self.main = demands.px.every | demands.no_procedure
        self.dx_needs: tuple[int, ...] = ()
        self.px_needs: tuple[int, ...] = ()
        self.values: dict[str, frozenset[object]] = {}
        self.levels: tuple[int, ...] = ()
        self.no_levels = 0
        self.counted: tuple[Counted, ...] = ()
        self.open: tuple[AnyOf, ...] = ()

    def copy(self) -> Wanted:
        """The same, to be altered."""
        other = Wanted.__new__(Wanted)
        for name in Wanted.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def add(self, demands: Demands, demand: Demand) -> bool:
        """Take one more demand; False when it contradicts the others. Alternatives are settled as far as may be."""
        if not self._take(demands, demand):
            return False
        return self._settle(demands)

    def _settle(self, demands: Demands) -> bool:
        changed = True
        while changed:
            changed = False
            waiting, self.open = self.open, ()
            for choice in waiting:
                left = self._left(choice)
                if left is None:
                    continue
                if not left:
                    return False
                if len(left) == 1:
                    changed = True
                    if not self._take(demands, left[0]):
                        return False
                else:
                    self.open = (*self.open, choice if len(left) == len(choice.parts) else AnyOf(tuple(left)))
        return True

    def _left(self, choice: AnyOf) -> list[Demand] | None:
        """The alternatives that are still possible; None when one of them is met already."""
        left = []
        for part in choice.parts:
            met = self._met(part)
            if met:
                return None
            if met is None:
                left.append(part)
        return left

    def _take(self, demands: Demands, demand: Demand) -> bool:
        if isinstance(demand, AllOf):
            return all(self._take(demands, part) for part in demand.parts)
        if isinstance(demand, AnyOf):
            self.open = (*self.open, demand)
            return bool(demand.parts)
        if isinstance(demand, Principal):
            self.principal &= demand.classes
            return self.principal != 0
        if isinstance(demand, Main):
            self.main &= demand.classes
            return self.main != 0
        if isinstance(demand, Value):
            kept = demand.values & self.values.get(demand.name, demand.values)
            self.values = {**self.values, demand.name: kept}
            return bool(kept)
        if isinstance(demand, Level):
            if demand.is_wanted:
                self.levels = (*self.levels, demand.bits) if demand.bits not in self.levels else self.levels
            else:
                self.no_levels |= demand.bits
            return all(bits & ~self.no_levels for bits in self.levels)
        if isinstance(demand, Counted):
            self.counted = (*self.counted, demand)
            return True
        return self._further(demands, demand)

    def _further(self, demands: Demands, demand: Further | NoFurther) -> bool:
        is_dx = demand.place == "sdx"
        allowed, needs = (self.dx, self.dx_needs) if is_dx else (self.px, self.px_needs)
        if isinstance(demand, Further):
            if not is_dx:
                self.main &= ~demands.no_procedure
            if demand.classes not in needs:
                needs = (*needs, demand.classes)
        else:
            allowed &= ~demand.classes
        if is_dx:
            self.dx, self.dx_needs = allowed, needs
        else:
            self.px, self.px_needs = allowed, needs
        return self.main != 0 and all(allowed & need for need in needs)

    def _met(self, demand: Demand) -> bool | None:
        """True for a demand that is met whatever comes, False for one that cannot be, None for one that may be."""
        if isinstance(demand, Principal):
            return _within(self.principal, demand.classes)
        if isinstance(demand, Main):
            return _within(self.main, demand.classes)
        if isinstance(demand, Further):
            allowed, needs = (self.dx, self.dx_needs) if demand.place == "sdx" else (self.px, self.px_needs)
            if not allowed & demand.classes:
                return False
            return True if any(not need & allowed & ~demand.classes for need in needs) else None
        if isinstance(demand, NoFurther):
            allowed, needs = (self.dx, self.dx_needs) if demand.place == "sdx" else (self.px, self.px_needs)
            if not allowed & demand.classes:
                return True
            return False if any(not need & allowed & ~demand.classes for need in needs) else None
        if isinstance(demand, Value):
            known = self.values.get(demand.name)
            if known is None:
                return None if demand.values else False
            return True if known <= demand.values else None if known & demand.values else False
        if isinstance(demand, Level):
            return self._level_met(demand)
        if isinstance(demand, Counted):
            return None
        met = [self._met(part) for part in demand.parts]
        if isinstance(demand, AllOf):
            return False if False in met else None if None in met else True
        return True if True in met else None if None in met else False

    def _level_met(self, demand: Level) -> bool | None:
        if demand.is_wanted:
            return False if not demand.bits & ~self.no_levels else True if demand.bits in self.levels else None
        if any(not bits & ~(self.no_levels | demand.bits) for bits in self.levels):
            return False
        return True if not demand.bits & ~self.no_levels else None


def _table(demands: Demands, at: int, code: str) -> tuple[str, ...]:
    """The exclusion table by which a code is an MCC (``at`` 0) or a CC (1); none where it is not."""
    tables = demands.reader.severity[code]
    table = tables[at] if tables else None
    return () if table is None else (table,)


def _within(have: int, wanted: int) -> bool | None:
    if not have & wanted:
        return False
    return None if have & ~wanted else True


class CaseBuilder:
    """Builds the case that meets demands without open alternatives."""

    def __init__(self, demands: Demands) -> None:
        self.demands = demands
        self.scheme = demands.scheme
        reader = demands.reader
        dx = demands.dx
        self._by_exclusion = dx.by(lambda code: (reader.exclusion[code],))
        self._tables = {bit: dx.by(partial(_table, demands, at)) for bit, at in ((2, 0), (1, 1))}
        self._regions = dx.by(lambda code: () if (region := reader.region(code)) is None else (region,))
        self._active: dict[tuple[object, int], int] = {}
        self._own_counts = reader.first_secondary == 0

    def build(self, wanted: Wanted) -> tuple[Case | None, bool]:
        """The case, and whether it is certain that there is none where it is None."""
        numbers, certain = self._numbers(wanted)
        if numbers is None:
            return None, certain
        certain = True
        for principal, dx, needs in self._with_levels(wanted):
            found, sure = self._codes(wanted, principal, dx, needs)
            if found is not None:
                return self._case(numbers, *found), True
            certain &= sure
        return None, certain

    # -- numbers

    def _numbers(self, wanted: Wanted) -> tuple[dict[str, object] | None, bool]:
        """Numbers that pass the checks, and whether it is certain that there are none where there are None."""
        domains = self.demands.domains
        allowed = {
            n: tuple(v for v in d if n not in wanted.values or v in wanted.values[n]) for n, d in domains.items()
        }
        plain = {name: values[0] for name, values in allowed.items()}
        for tried, (sex, age, days, weight) in enumerate(
            product(allowed["sex"], allowed["age"], allowed["age_days"], allowed["birth_weight"])
        ):
            if tried >= _TRIED:
                return None, False
            found = {**plain, "sex": sex, "age": age, "age_days": days, "birth_weight": weight}
            if not self.scheme.failed_check(self._case(found, ("?",), ())):
                return found, True
        return None, True

    def _case(self, numbers: dict[str, object], dx: tuple[str, ...], px: tuple[str, ...]) -> Case:
        return Case(dx=dx, px=px, **numbers)  # type: ignore[arg-type]

    # -- complications

    def _counting(self, tables: object, bits: int) -> int:
        """Classes that count as complications of these levels beside a principal diagnosis of these tables."""
        found = self._active.get((tables, bits))
        if found is None:
            found = 0
            for bit, by_table in self._tables.items():
                if bits & bit:
                    for table, classes in by_table.items():
                        found |= classes if table not in tables else 0  # type: ignore[operator]
            self._active[tables, bits] = found
        return found

    def _with_levels(self, wanted: Wanted) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """(principal, further diagnoses allowed, needs) for each way to have the wanted levels, and only them."""
        if not wanted.levels and not wanted.no_levels:
            yield wanted.principal, wanted.dx, wanted.dx_needs
            return
        for tables, classes in self._by_exclusion.items():
            principal = wanted.principal & classes
            if principal:
                yield from self._beside(wanted, principal, tables)

    def _beside(self, wanted: Wanted, principal: int, tables: object) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        barred = self._counting(tables, wanted.no_levels)
        for by_principal in product((False, True) if self._own_counts else (False,), repeat=len(wanted.levels)):
            own, needs = principal, list(wanted.dx_needs)
            for bits, is_own in zip(wanted.levels, by_principal, strict=True):
                if is_own:
                    own &= self._counting(tables, bits)
                    needs.append(self.demands.dx.every)
                else:
                    needs.append(self._counting(tables, bits))
            if needs and self._own_counts:
                own &= ~barred
            dx = wanted.dx & ~barred
            if own and all(need & dx for need in needs):
                yield own, dx, tuple(needs)

    # -- codes

    def _codes(
        self, wanted: Wanted, principal: int, dx: int, needs: tuple[int, ...]
    ) -> tuple[tuple[tuple[str, ...], tuple[str, ...]] | None, bool]:
        """Diagnoses and procedures, and whether it is certain that there are none where there are None."""
        codes = self.demands.dx
        further = _each(codes, dx, needs)
        px = self._procedures(wanted)
        for first in self._firsts(wanted, principal):
            diagnoses, done = [first, *further], list(px)
            if all(self._counted(wanted, counted, diagnoses, done, dx) for counted in wanted.counted):
                return (tuple(diagnoses), tuple(done)), True
        return None, any(self._is_impossible(wanted, counted, principal, dx) for counted in wanted.counted)

    def _firsts(self, wanted: Wanted, principal: int) -> list[str]:
        """Principal diagnoses worth a try: the plainest, and one of each region where injured regions are counted."""
        codes = self.demands.dx
        found = [codes.first(principal)]
        if any(counted.place == "regions" for counted in wanted.counted):
            found += [codes.first(principal & classes) for classes in self._regions.values() if principal & classes]
        return found

    def _procedures(self, wanted: Wanted) -> list[str]:
        codes, none = self.demands.px, self.demands.no_procedure
        asks = any(c.low > 0 and c.place.endswith("px") for c in wanted.counted)
        main = wanted.main & codes.every
        first = [] if not main or (wanted.main & none and not asks) else [codes.first(main)]
        return [*first, *_each(codes, wanted.px, wanted.px_needs)]

    def _counted(self, wanted: Wanted, counted: Counted, dx: list[str], px: list[str], allowed: int) -> bool:
        """Add what a count asks for; whether it is met then."""
        if counted.place == "regions":
            return self._injure(counted, dx, allowed)
        if counted.place.endswith("dx"):
            return _count(self.demands.dx, counted, dx, allowed)
        return _count(self.demands.px, counted, px, wanted.px if px else 0)

    def _injure(self, counted: Counted, diagnoses: list[str], allowed: int) -> bool:
        region = self.demands.reader.region
        held = {region(code) for code in diagnoses} - {None}
        for name, classes in self._regions.items():
            if len(held) < counted.low and name not in held and classes & allowed:
                diagnoses.append(self.demands.dx.first(classes & allowed))
                held.add(region(diagnoses[-1]))
        return counted.low <= len(held) <= counted.high

    def _is_impossible(self, wanted: Wanted, counted: Counted, principal: int, dx: int) -> bool:
        """Whether there are not so many codes, or regions, at all."""
        if counted.place == "regions":
            return sum(1 for classes in self._regions.values() if classes & (dx | principal)) < counted.low
        is_dx = counted.place.endswith("dx")
        codes = self.demands.dx if is_dx else self.demands.px
        allowed = dx | principal if is_dx else wanted.px | wanted.main & codes.every
        return not codes.has_so_many(counted.classes & allowed, counted.low)


def _each(codes: CodeClasses, allowed: int, needs: tuple[int, ...]) -> list[str]:
    """A code for each need; one code answers for several where it can."""
    chosen: list[int] = []
    for need in sorted(needs, key=int.bit_count):
        if not any(need & one for one in chosen):
            fits = need & allowed
            chosen.append(fits & -fits)
    return [codes.first(one) for one in chosen]


def _count(codes: CodeClasses, counted: Counted, listed: list[str], allowed: int) -> bool:
    """Add codes until a count is met; whether it is."""
    held = {code for code in listed[counted.place.startswith("s") :] if codes.holds(counted.classes, code)}
    for code in codes.codes_in(counted.classes & allowed):
        if len(held) >= counted.low:
            break
        if code not in held:
            listed.append(code)
            held.add(code)
    return counted.low <= len(held) <= counted.high
