"""Which row of a DIP catalogue takes a case: layer by layer, the closest row first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from coding.dip.code_ranges import says_resistance
from coding.dip.items import ANYTHING, DiagnosisItem, closest, most_met
from coding.dip.stay import DipStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.dip.packet_catalogue import Catalogue, CoreRow, MixedRow
    from coding.grouping.case import Case

#: The layer in which the order of the catalogue alone decides.
_IN_ORDER = "XQ"
_MIXED_LAYER = "ZH"
#: Kinds of treatment of a mixed row, by the kind of the effective principal procedure.
_TREATMENT = {
    "手术": "相关手术组",
    "介入治疗": "相关手术组",
    "治疗性操作": "治疗性操作组",
    "诊断性操作": "诊断性操作组",
}
_CONSERVATIVE = "内科诊疗组"
#: What a row is kept under that does not look at procedures.
_NOT_JUDGED = "-"


@dataclass(frozen=True, slots=True)
class Effective:
    """The effective principal procedure ("" = none) and the other procedures that count."""

    principal: str
    others: tuple[str, ...]

    @property
    def every(self) -> frozenset[str]:
        """Principal and others."""
        return frozenset((self.principal, *self.others)) - {""}


@dataclass(frozen=True, slots=True)
class Packet:
    """What a case is matched to: ``row`` is None where nothing takes it; ``basic`` marks 基层病种."""

    status: DipStatus
    layer: str = ""
    row: CoreRow | MixedRow | None = None
    principal_px: str = ""
    basic: bool = False

    @property
    def seq(self) -> str:
        """The number of the row in the catalogue."""
        return self.row.seq if self.row else ""


def effective_procedures(case: Case, catalogue: Catalogue) -> Effective:
    """The effective principal procedure of a case, going through its procedures in order."""
    for at, code in enumerate(case.px):
        bar = catalogue.bars.get(code)
        if bar is None or (bar.rule == "range" and closest(bar.within, case.dx[:1]) >= 0):
            return Effective(code, _counted(case.px[at + 1 :], catalogue))
        if bar.rule != "never":
            return Effective("", _counted(case.px[at + 1 :], catalogue))
    return Effective("", ())


def _counted(codes: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Procedures that are there beside the principal one: those of conservative treatment are not."""
    bars = catalogue.bars
    return tuple(code for code in codes if code not in bars or bars[code].rule != "conservative")


class Matcher:
    """Matches cases against one catalogue; rows are looked up by category of diagnosis and by procedure."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._basic: dict[str, list[tuple[tuple[DiagnosisItem, ...], frozenset[str]]]] = defaultdict(list)
        for items, px in catalogue.basic:
            for key in dict.fromkeys(key for item in items for key in _keys(item)):
                self._basic[key].append((items, px))
        self._rows = {layer: RowIndex(catalogue.core.get(layer, ())) for layer in catalogue.layers}

    def match(self, case: Case) -> Packet:
        """The row that takes a case, and how the matching ended."""
        if not case.dx or not case.dx[0]:
            return Packet(DipStatus.CHECK_FAILED)
        if case.dx[0] in self.catalogue.excluded:
            return Packet(DipStatus.EXCLUDED)
        effective = effective_procedures(case, self.catalogue)
        for layer in self.catalogue.layers:
            if layer == _MIXED_LAYER:
                mixed = self._mixed(case, effective)
                if mixed is not None:
                    return Packet(DipStatus.MIXED, layer, mixed, effective.principal)
                continue
            row = self._core(layer, case, effective)
            if row is not None:
                basic = self._is_basic(case, effective)
                return Packet(DipStatus.CORE, layer, row, effective.principal, basic)
        return Packet(DipStatus.UNMATCHED, principal_px=effective.principal)

    def _core(self, layer: str, case: Case, effective: Effective) -> CoreRow | None:
        best: CoreRow | None = None
        best_rank: tuple[int, int, int] | None = None
        for row in self._rows[layer].candidates(case, effective):
            rank = fit(row, case, effective, self.catalogue)
            if rank is None:
                continue
            if layer == _IN_ORDER:
                return row
            if best_rank is None or rank > best_rank:
                best, best_rank = row, rank
        return best

    def _mixed(self, case: Case, effective: Effective) -> MixedRow | None:
        kind = _TREATMENT.get(self.catalogue.kinds.get(effective.principal, ""), _CONSERVATIVE)
        for wanted in dict.fromkeys((kind, _CONSERVATIVE)):
            rows = [r for r in self.catalogue.mixed if r.kind == wanted and r.dx.meets(case.dx[0])]
            if rows:
                return max(rows, key=lambda r: (r.dx.closeness, r.dx.first == r.dx.last))
        return None

    def _is_basic(self, case: Case, effective: Effective) -> bool:
        return any(
            closest(items, case.dx[:1]) >= 0 and (effective.principal in px if px else not effective.principal)
            for key in (case.dx[0][:3], "*")
            for items, px in self._basic.get(key, ())
        )


def fit(row: CoreRow, case: Case, effective: Effective, catalogue: Catalogue) -> tuple[int, int, int] | None:
    """How well a core row fits: closeness of its diagnosis, further codes met, codes met; None where it does not."""
    closeness = closest(row.dx, case.dx if row.looks_at_all_dx else case.dx[:1])
    if closeness < 0 or not _fits_newborn(row, case) or not _fits_secondary(row, case, catalogue):
        return None
    met = 0
    if row.px is not None:
        if not row.px:
            if effective.principal:
                return None
        else:
            principal = frozenset((effective.principal,)) - {""}
            met = most_met(row.px, effective.every if row.looks_at_all_px else principal)
            if met < 0:
                return None
    further = most_met(row.rpx, frozenset(effective.others)) if row.rpx else 0
    return None if further < 0 else (closeness, further, met)


def _fits_newborn(row: CoreRow, case: Case) -> bool:
    if row.below_days is not None:
        days = case.age_days
        if case.age != 0 or days is None or days >= row.below_days:
            return False
    if row.weight is None:
        return True
    weight = case.birth_weight
    return weight is not None and row.weight[0] <= weight <= row.weight[1]


def _fits_secondary(row: CoreRow, case: Case, catalogue: Catalogue) -> bool:
    others = case.dx[1:]
    if any(closest(items, others) < 0 for items in row.sdx):
        return False
    if row.resistant is None:
        return True
    return row.resistant is (case.dx[0] in catalogue.resistant or any(map(says_resistance, others)))


class RowIndex:
    """The rows of one layer by category of diagnosis and by procedure, so that a case sees only those that may fit."""

    def __init__(self, rows: Iterable[CoreRow]) -> None:
        self._by_principal: dict[tuple[str, str], list[CoreRow]] = defaultdict(list)
        self._by_any: dict[tuple[str, str], list[CoreRow]] = defaultdict(list)
        for row in rows:
            index = self._by_any if row.looks_at_all_dx else self._by_principal
            categories = dict.fromkeys(key for item in row.dx for key in _keys(item))
            for key in product(categories, dict.fromkeys(_procedure_keys(row))):
                index[key].append(row)

    def candidates(self, case: Case, effective: Effective) -> Iterable[CoreRow]:
        """The rows that may take a case, in the order of the catalogue."""
        procedures = (_NOT_JUDGED, effective.principal, *effective.others)
        found = _found(self._by_principal, (case.dx[0][:3], "*"), procedures)
        if self._by_any:
            found.update(_found(self._by_any, (*(code[:3] for code in case.dx), "*"), procedures))
        return found.values() if len(found) < 2 else [found[place] for place in sorted(found)]


def _found(
    index: Mapping[tuple[str, str], list[CoreRow]], categories: Iterable[str], procedures: tuple[str, ...]
) -> dict[int, CoreRow]:
    found: dict[int, CoreRow] = {}
    for key in product(categories, procedures):
        if key in index:
            found.update((row.place, row) for row in index[key])
    return found


def _procedure_keys(row: CoreRow) -> Iterable[str]:
    """One procedure of each alternative: where it is absent the alternative is not met."""
    if row.px is None:
        return (_NOT_JUDGED,)
    return [min(codes) for codes in row.px] if row.px else ("",)


def _keys(item: DiagnosisItem) -> tuple[str, ...]:
    if item.closeness == ANYTHING:
        return ("*",)
    return _categories(item.first, item.last) if item.first else (item.text[:3],)


def _categories(first: str, last: str) -> tuple[str, ...]:
    """The categories from ``first`` to ``last``: letters A–Z, digits 00–99."""
    if first == last:
        return (first,)
    every = (f"{letter}{number:02d}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for number in range(100))
    return tuple(category for category in every if first <= category <= last)
