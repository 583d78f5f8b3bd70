"""Matching of the 2.0 catalogues of many cities: px is compared with all procedures, not with a principal one.

The layer of first groups goes first, by its order alone. All other rows are taken together: the kind of treatment goes
first (core surgery, treatment, diagnostic; then mixed surgery, treatment, diagnostic; then core conservative and mixed
conservative), then the closest diagnosis, the most ``+`` (related procedures count as joined), the most codes met, the
mean cost nearest to the cost of the case, and the order of the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.packet_catalogue import (
    CONSERVATIVE,
    DIAGNOSTICS,
    IN_ORDER,
    MIXED_LAYER,
    OPERATIONS,
    TREATMENT,
    TREATMENTS,
)
from coding.dip.row_fit import fits_beside
from coding.dip.row_index import RowIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.dip.effective import Bars
    from coding.dip.mixed_rows import MixedRows
    from coding.dip.packet_catalogue import Catalogue, CoreRow, MixedRow
    from coding.grouping.case import Case

_KINDS = (OPERATIONS, TREATMENTS, DIAGNOSTICS)


class AnyRole:
    """Matches cases against a catalogue whose procedures are compared with all of a case."""

    def __init__(self, catalogue: Catalogue, bars: Bars, mixed: MixedRows) -> None:
        self._kinds = catalogue.kinds
        self._resistant = catalogue.resistant
        self._bars = bars
        self._has_mixed = MIXED_LAYER in catalogue.layers
        self._mixed = mixed
        self._first = RowIndex(catalogue.core.get(IN_ORDER, ()), is_any=True)
        rows = (row for layer in catalogue.layers if layer != IN_ORDER for row in catalogue.core[layer])
        self._core = RowIndex(rows, is_any=True)

    def match(self, case: Case) -> tuple[CoreRow | MixedRow | None, str]:
        """The row that takes a case, and the first procedure that it rests on ("" = none)."""
        procedures = self._bars.counted(case.px)
        for _, row in self._first.candidates(case, ("", *procedures)):
            met = self._met(row, case, procedures)
            if met is not None:
                return row, _first_of(procedures, met)
        return self._closest(case, procedures)

    def _closest(self, case: Case, procedures: tuple[str, ...]) -> tuple[CoreRow | MixedRow | None, str]:
        best: tuple[tuple[float, ...], CoreRow, frozenset[str]] | None = None
        for closeness, row in self._core.candidates(case, ("", *procedures)):
            met = self._met(row, case, procedures)
            if met is None:
                continue
            further = max((len(codes) for codes in row.rpx if codes <= frozenset(procedures)), default=0)
            joined = further + max((len(codes) - 1 for codes in row.px or () if codes <= met), default=0)
            far = 0.0 if case.cost is None or row.mean_cost is None else abs(row.mean_cost - case.cost)
            unknown = case.cost is not None and row.mean_cost is None
            rank = (self._kind_of(row, met), -closeness, -joined, -len(met) - further, unknown, far, row.place)
            if best is None or rank < best[0]:
                best = (rank, row, met)
        core_kind = len(_KINDS) + 1 if best is None else best[0][0]
        if best is not None and core_kind < len(_KINDS):
            return best[1], _first_of(procedures, best[2])
        kinds = {self.kind(code) for code in procedures}
        mixed = [self._mixed_row(case, kind) for kind in _KINDS if kind in kinds]
        found = next((row for row in mixed if row is not None), None)
        if found is None and best is not None:
            return best[1], _first_of(procedures, best[2])
        found = found or self._mixed_row(case, CONSERVATIVE)
        principal = next((code for code in procedures if found is not None and self.kind(code) == found.kind), "")
        return found, principal if found is not None and found.kind != CONSERVATIVE else ""

    def kind(self, code: str) -> str:
        """The kind of treatment of a procedure; one that no table names counts as conservative."""
        return TREATMENT.get(self._kinds.get(code, ""), CONSERVATIVE)

    def _met(self, row: CoreRow, case: Case, procedures: tuple[str, ...]) -> frozenset[str] | None:
        """The procedures of a case that a row asks for; None where the row does not fit."""
        every = frozenset(procedures)
        if row.px is not None and not row.px and any(self.kind(code) != CONSERVATIVE for code in procedures):
            return None
        met = frozenset(code for codes in row.px or () if codes <= every for code in codes)
        if row.px and not met:
            return None
        if row.rpx and not any(codes <= every for codes in row.rpx):
            return None
        return met if row.is_plain or fits_beside(row, case, self._resistant) else None

    def _kind_of(self, row: CoreRow, met: frozenset[str]) -> int:
        """The place of a row's kind of treatment: by the procedures that it met, else as the catalogue calls it."""
        named = TREATMENT.get(row.kind, row.kind)
        kinds = {self.kind(code) for code in met} | ({named} if named in _KINDS else set())
        return next((at for at, kind in enumerate(_KINDS) if kind in kinds), len(_KINDS))

    def _mixed_row(self, case: Case, kind: str) -> MixedRow | None:
        return self._mixed.of(case.dx[0], kind) if self._has_mixed else None


def _first_of(procedures: Iterable[str], met: frozenset[str]) -> str:
    return next((code for code in procedures if code in met), "")
