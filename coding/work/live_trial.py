"""Trying a rule while it is being written: on the last month, with what stands beside it and how often it is alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.examine.examine import examine
from coding.page.finding import NotJudged
from coding.work.dry_run import Firing, rows_of_months, try_page
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_in_context

if TYPE_CHECKING:
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.rules.rule import CompiledRule
    from coding.store.store import Store
    from coding.work.contexts import Contexts

#: Samples that are shown; all that fire are counted.
SAMPLES = 50
#: Pages of those that fire which are held against all other rules; on more the share is told of these.
_HELD_AGAINST = 400


@dataclass(frozen=True, slots=True)
class LiveTrial:
    """What came of it: pages tried, pages that fire, by ward with its own number of pages, the first samples.

    ``repeated`` of the ``held`` pages that fire another rule tells at the same place already; ``beside``: which rules,
    and on how many pages. ``reasons``: why pages were not judged, and on how many.
    """

    pages: int
    fires: int
    wards: tuple[tuple[str, int, int], ...]
    samples: tuple[Firing, ...]
    repeated: int
    held: int
    beside: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """The share of the pages that fire."""
        return self.fires / self.pages if self.pages else 0.0

    @property
    def not_judged(self) -> int:
        """Pages on which the rule could not be judged."""
        return sum(number for _, number in self.reasons)


@dataclass(slots=True)
class _Count:
    """What is counted on the way."""

    asked: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    samples: list[Firing] = field(default_factory=list)
    repeated: int = 0
    held: int = 0

    def result(self, pages: int) -> LiveTrial:
        """All of it, wards with the most that fire first."""
        wards = sorted(self.fired, key=lambda ward: (-self.fired[ward], ward))
        return LiveTrial(
            pages,
            sum(self.fired.values()),
            tuple((ward, self.fired[ward], self.asked[ward]) for ward in wards),
            tuple(self.samples),
            self.repeated,
            self.held,
            tuple(self.beside.most_common(3)),
            tuple(self.reasons.most_common()),
        )


def try_live(
    store: Store,
    knowledge: Knowledge,
    contexts: Contexts,
    proposed: CompiledRule,
    months: int,
    moment: datetime,
    step: Step = untold,
) -> LiveTrial:
    """Try a rule on the pages discharged in the last ``months`` of the store. Writes nothing.

    ``step`` is told how far it is after every few pages, and may leave the work.
    """
    rows = {row.id: row for row in rows_of_months(store, months)}
    count = _Count()
    for done, (page_id, page, context) in enumerate(each_in_context(store, list(rows), contexts, moment)):
        row = rows[page_id]
        ward = row.dept or "不明"
        count.asked[ward] += 1
        said = try_page(proposed, page, knowledge, context)
        if isinstance(said, NotJudged):
            count.reasons[said.reason] += 1
        elif said:
            count.fired[ward] += 1
            if len(count.samples) < SAMPLES:
                count.samples.append(Firing(row, said))
            if count.held < _HELD_AGAINST:
                _hold_against(count, proposed.rule.id, said, page, knowledge, context)
        if done % 10 == 0:
            step(done, len(rows))
    return count.result(len(rows))


def _hold_against(
    count: _Count, rule_id: str, said: tuple[Finding, ...], page: FrontPage, knowledge: Knowledge, context: Context
) -> None:
    """Whether another rule that is in force tells something at the same place."""
    places = {finding.place for finding in said}
    others = {
        finding.rule
        for finding in examine(page, knowledge, context).findings
        if finding.rule != rule_id and finding.place in places
    }
    count.held += 1
    count.repeated += bool(others)
    count.beside.update(sorted(others))  # of those alike often the first by name: whatever the order of a set
