"""What rules found in a spell of time, counted: by rule, and by ward and rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True)
class HitCounts:
    """Rule → pages with a finding, findings; (ward, rule) → pages. The rule with most pages first."""

    pages: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    wards: Mapping[tuple[str, str], int] = field(default_factory=dict)


def hit_counts(hits: pd.DataFrame, frame: pd.DataFrame) -> HitCounts:
    """The counts of hits (``hits_frame``) on the rows of a frame of facts."""
    if not len(hits):
        return HitCounts()
    found = hits.groupby("rule", observed=True).agg(pages=("row", "nunique"), findings=("count", "sum"))
    ordered = sorted(((str(rule), int(p), int(n)) for rule, p, n in found.itertuples()), key=lambda r: (-r[1], r[0]))
    wards = frame["ward"].astype(str).to_numpy()[hits["row"].to_numpy()]
    by_ward = hits.assign(ward=wards).groupby(["ward", "rule"], observed=True)["row"].nunique().reset_index()
    return HitCounts(
        {rule: pages for rule, pages, _ in ordered},
        {rule: findings for rule, _, findings in ordered},
        {(str(ward), str(rule)): int(pages) for ward, rule, pages in by_ward.itertuples(index=False)},
    )
