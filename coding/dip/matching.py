"""Which row of a DIP catalogue takes a case: layer by layer, the closest row first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.dip.any_role import AnyRole
from coding.dip.effective import Bars
from coding.dip.items import closest
from coding.dip.mixed_rows import MixedRows
from coding.dip.packet_catalogue import CONSERVATIVE, IN_ORDER, MIXED_LAYER, TREATMENT
from coding.dip.row_fit import rank_of
from coding.dip.row_index import RowIndex, categories_of
from coding.grouping.case import GroupStatus

if TYPE_CHECKING:
    from coding.dip.effective import Effective
    from coding.dip.packet_catalogue import BasicPair, Catalogue, CoreRow, MixedRow
    from coding.grouping.case import Case


@dataclass(frozen=True, slots=True)
class Packet:
    """What a case is matched to: ``row`` is None where nothing takes it; ``basic`` marks 基层病种."""

    status: GroupStatus
    layer: str = ""
    row: CoreRow | MixedRow | None = None
    principal_px: str = ""
    basic: bool = False

    @property
    def seq(self) -> str:
        """The number of the row in the catalogue."""
        return self.row.seq if self.row else ""


_NO_DIAGNOSIS = Packet(GroupStatus.CHECK_FAILED)
_EXCLUDED = Packet(GroupStatus.EXCLUDED)


class Matcher:
    """Matches cases against one catalogue; rows are looked up by category of diagnosis and by procedure."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.bars = Bars(catalogue)
        self._basic: dict[str, list[BasicPair]] = defaultdict(list)
        for pair in catalogue.basic:
            for key in dict.fromkeys(key for item in pair.items for key in categories_of(item)):
                self._basic[key].append(pair)
        back = catalogue.settings.falls_back
        self._rows = [(layer, RowIndex(catalogue.core.get(layer, ()), falls_back=back)) for layer in catalogue.layers]
        self._mixed = MixedRows(catalogue.mixed)
        self._any = AnyRole(catalogue, self.bars, self._mixed) if catalogue.settings.any_procedure else None

    def match(self, case: Case) -> Packet:
        """The row that takes a case, and how the matching ended."""
        if not case.dx or not case.dx[0]:
            return _NO_DIAGNOSIS
        if self.bars.excludes(case.dx[0]):
            return _EXCLUDED
        if self._any is not None:
            return self._by_every_procedure(self._any, case)
        effective = self.bars.effective(case)
        procedures = (effective.principal, *effective.others)
        for layer, rows in self._rows:
            if layer == MIXED_LAYER:
                mixed = self._mixed_row(case, effective)
                if mixed is not None:
                    return Packet(GroupStatus.MIXED, layer, mixed, effective.principal)
                continue
            row = self._core(layer, rows, case, effective, procedures)
            if row is not None:
                basic = self.is_basic(case, effective.principal)
                return Packet(GroupStatus.CORE, layer, row, effective.principal, basic)
        return Packet(GroupStatus.UNMATCHED, principal_px=effective.principal)

    def _core(
        self, layer: str, rows: RowIndex, case: Case, effective: Effective, procedures: tuple[str, ...]
    ) -> CoreRow | None:
        best: CoreRow | None = None
        best_rank: tuple[int, int, int] | None = None
        for closeness, row in rows.candidates(case, procedures):
            rank = rank_of(row, closeness, case, effective, self.catalogue)
            if rank is None:
                continue
            if layer == IN_ORDER:
                return row
            if best_rank is None or rank > best_rank:
                best, best_rank = row, rank
        return best

    def _mixed_row(self, case: Case, effective: Effective) -> MixedRow | None:
        kind = TREATMENT.get(self.catalogue.kinds.get(effective.principal, ""), CONSERVATIVE)
        return self._mixed.of(case.dx[0], kind) or self._mixed.of(case.dx[0], CONSERVATIVE)

    def _by_every_procedure(self, role: AnyRole, case: Case) -> Packet:
        row, principal = role.match(case)
        if row is None:
            return Packet(GroupStatus.UNMATCHED, principal_px=principal)
        if row.layer == MIXED_LAYER:
            return Packet(GroupStatus.MIXED, MIXED_LAYER, row, principal)
        return Packet(GroupStatus.CORE, row.layer, row, principal, self.is_basic(case, principal))

    def is_basic(self, case: Case, principal: str) -> bool:
        """Whether a core row's case is 基层病种: its diagnosis with this effective procedure ("" = none) is a pair."""
        return any(
            closest(pair.items, case.dx[:1]) >= 0 and (principal in pair.px if pair.px else not principal)
            for key in (case.dx[0][:3], "*")
            for pair in self._basic.get(key, ())
        )
