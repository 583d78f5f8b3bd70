"""What the foot of the officer's desk counts: pages that wait, pages sent back, principal diagnoses found right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.review.grading import last_verdicts
from coding.store.store import Marked, WorklistQuery

if TYPE_CHECKING:
    from datetime import date

    from coding.store.store import Store


@dataclass(frozen=True, slots=True)
class OfficerFigures:
    """``right`` of ``graded``: principal diagnoses of the samples of this month; 0 graded: nobody looked."""

    submitted: int
    returned: int
    right: int
    graded: int

    @property
    def words(self) -> str:
        """待质控 12 · 退回未答 3 · 主诊正确率 96.2 %（25/26）"""
        rate = (
            f"{self.right / self.graded * 100:.1f} %（{self.right}/{self.graded}，本月）" if self.graded else "未判定"
        )
        return f"待质控 {self.submitted:,} · 退回未答 {self.returned:,} · 主诊正确率 {rate}"


def officer_figures(store: Store, today: date) -> OfficerFigures:
    """As the store stands: of a page that was graded twice the last verdict counts, in each sample of the month."""
    samples = [one for one in store.samples() if (one.at.year, one.at.month) == (today.year, today.month)]
    told = [v.principal for one in samples for v in last_verdicts(store.grades_of(one.id)) if v.principal is not None]
    return OfficerFigures(
        store.count(WorklistQuery(marked=Marked.SUBMITTED)),
        store.count(WorklistQuery(marked=Marked.RETURNED)),
        sum(told),
        len(told),
    )
