"""How many pages would be told otherwise under another Knowledge: each is examined as it stands, nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.page.step import PageState
from coding.work.steps import untold
from coding.work.stored_pages import TOGETHER, chunked, each_readable_in_context

if TYPE_CHECKING:
    from datetime import datetime

    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store, WorklistRow
    from coding.work.contexts import Contexts
    from coding.work.steps import Step

#: Digits behind the point of a weight: what is less is of the reckoning.
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class VerdictEffect:
    """Of ``pages`` that were compared so many would be told otherwise: ``regrouped`` by another group, ``reweighed`` by
    another weight, ``judged`` by other findings; ``told`` by any of them. ``passed``: of these so many are done.
    ``unseen``: pages that have no verdict yet, or cannot be read: of them nothing is said.
    """

    pages: int = 0
    told: int = 0
    regrouped: int = 0
    reweighed: int = 0
    judged: int = 0
    passed: int = 0
    unseen: int = 0

    def in_words(self) -> str:
        """会改变 37 份病案的结论（比较了 480 份）：病组 12，权重 30，检查结果 9；其中 5 份已完成。"""
        compared = f"比较了 {self.pages:,} 份"
        unseen = f"，{self.unseen:,} 份还没有结论，不能比较" if self.unseen else ""
        if not self.pages and self.unseen:
            return f"还不能说会改变多少份病案的结论：{self.unseen:,} 份都还没有结论，换用后随即检查。"
        if not self.told:
            return f"不改变任何病案的结论（{compared}{unseen}）。"
        parts = (("病组", self.regrouped), ("权重", self.reweighed), ("检查结果", self.judged))
        how = "，".join(f"{word} {count:,}" for word, count in parts if count)
        done = f"；其中 {self.passed:,} 份已完成" if self.passed else ""
        return f"会改变 {self.told:,} 份病案的结论（{compared}{unseen}）：{how}{done}。"


def verdict_effect(
    store: Store, after: Knowledge, contexts: Contexts, now: datetime, step: Step = untold
) -> VerdictEffect:
    """Compare what the worklist tells of every page with what it would tell. ``step`` may raise to cancel."""
    from coding.examine.examine import examine

    ids = list(store.worklist())
    counts = dict.fromkeys(("pages", "told", "regrouped", "reweighed", "judged", "passed"), 0)
    done = 0
    for chunk in chunked(ids, TOGETHER):
        rows = {row.id: row for row in store.rows(chunk) if row.state}
        for page_id, page, context in each_readable_in_context(store, list(rows), contexts, now):
            row = rows[page_id]
            differs = _differences(row, examine(page, after, context))
            counts["pages"] += 1
            for name in differs:
                counts[name] += 1
            if differs:
                counts["told"] += 1
                counts["passed"] += PageState(row.progress).is_done
        done += len(chunk)
        step(done, len(ids))
    return VerdictEffect(**counts, unseen=len(ids) - counts["pages"])


def _differences(row: WorklistRow, seen: Examination) -> list[str]:
    from coding.page.finding import Severity

    weight = seen.price.weight
    found = []
    if row.drg != seen.grouping.drg:
        found.append("regrouped")
    if _rounded(row.weight) != _rounded(weight):
        found.append("reweighed")
    if (row.errors, row.warnings) != (seen.count(Severity.ERROR), seen.count(Severity.WARNING)):
        found.append("judged")
    return found


def _rounded(weight: float | None) -> float | None:
    return None if weight is None else round(weight, _DIGITS)
