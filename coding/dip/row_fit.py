"""Whether a core row fits a case, and how well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.code_ranges import says_resistance
from coding.dip.items import most_met

if TYPE_CHECKING:
    from coding.dip.effective import Effective
    from coding.dip.packet_catalogue import Catalogue, CoreRow
    from coding.grouping.case import Case

#: Kinds of core rows whose empty procedure cell takes what no other row takes, where the pack says so.
FALLING_BACK = frozenset({"burn", "tb"})


def rank_of(
    row: CoreRow, closeness: int, case: Case, effective: Effective, catalogue: Catalogue
) -> tuple[int, int, int] | None:
    """How well a core row fits: closeness of its diagnosis, further codes met, codes met; None where it does not."""
    met = 0
    if row.px:
        if row.looks_at_all_px:
            met = most_met(row.px, effective.every)
        elif effective.principal in row.single_px:
            met = 1
        else:
            return None  # there is but one principal procedure: alternatives of several are never met by it
        if met < 0:
            return None
    elif (
        row.px is not None and effective.principal and not (catalogue.settings.falls_back and row.kind in FALLING_BACK)
    ):
        return None
    further = most_met(row.rpx, frozenset(effective.others)) if row.rpx else 0
    if further < 0 or not (row.is_plain or fits_beside(row, case, catalogue.resistant)):
        return None
    return closeness, further, met


def fits_beside(row: CoreRow, case: Case, resistant: frozenset[str]) -> bool:
    """Whether what a row asks beside diagnosis and procedures holds: days, weight, secondary diagnoses, resistance."""
    if row.below_days is not None:
        days = case.age_days
        if case.age != 0 or days is None or days >= row.below_days:
            return False
    if row.weight is not None:
        grams = case.birth_weight
        if grams is None or not row.weight[0] <= grams <= row.weight[1]:
            return False
    others = case.dx[1:]
    if row.sdx is not None and not row.sdx.met_by(others):
        return False
    return row.resistant is None or row.resistant is (case.dx[0] in resistant or any(map(says_resistance, others)))
