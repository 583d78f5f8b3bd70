"""``examine(page, knowledge, context)``: what is known of a page. Pure: the window, the batch and the
command line call this one function and can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coding.drg.case import case_of
from coding.drg.model import Grouping, Price
from coding.finding import Finding, NotJudged, Severity
from coding.knowledge import Knowledge
from coding.page import FrontPage
from coding.rules.engine import run_rules
from coding.rules.score import Score, score_page


@dataclass(frozen=True, slots=True)
class Context:
    """What a verdict needs beside the page; stamped with it.

    ``as_of`` is "now" for rules about deadlines and future dates (None: not judged).
    ``neighbours`` are other pages of the batch with the same record or identity (None: not supplied).
    """

    as_of: datetime | None = None
    neighbours: tuple[FrontPage, ...] | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of a page under a Knowledge: findings, what was not judged, group, price, score."""

    findings: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    grouping: Grouping
    price: Price
    score: Score
    stamp: str

    def count(self, severity: Severity) -> int:
        """How many findings of one severity."""
        return sum(f.severity is severity for f in self.findings)

    @property
    def state(self) -> str:
        """error, warning or clean: the worst that was found. Information does not count."""
        if self.count(Severity.ERROR):
            return "error"
        return "warning" if self.count(Severity.WARNING) else "clean"


def examine(page: FrontPage, knowledge: Knowledge, context: Context = Context()) -> Examination:
    """All rules, the group, its price and the score of one page."""
    grouping = knowledge.scheme.group(case_of(page, knowledge))
    price = knowledge.tariff.price(grouping.drg)
    findings, not_judged = run_rules(page, knowledge, context, grouping, price)
    return Examination(findings, not_judged, grouping, price, score_page(page, findings), knowledge.stamp)
