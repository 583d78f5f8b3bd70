"""What the hospital brings to the weight conference for one group, from the pages of a store or of files."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.page.fields import field_catalogue
from coding.reports.forum_sheet import FeeLine, ForumData, forum_report
from coding.review.people import Command
from coding.work.booklet_parts import family_lines, principal_counts
from coding.work.booklets import group_name, knowledge_sources, seen_pages
from coding.work.group_sums import by_group, rows_of
from coding.work.steps import Step, untold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from coding.indicators.figures import GroupRow
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.reports.report_page import Report
    from coding.store.store import Store
    from coding.work.contexts import Contexts
    from coding.work.group_sums import SeenPage

#: How the label of an item begins that is within the item above it.
_PART = "其中"
#: Sums, and no items.
_SUMS = frozenset({"fee_total", "fee_self_pay"})


def stored_forum_sheet(
    store: Store, knowledge: Knowledge, contexts: Contexts, drg: str, period: str, *, made_at: datetime,
    hospital: str = "", step: Step = untold,
) -> Report:  # fmt: skip
    """The sheet of a group over a period. Raises UnusableInputError for a group without a stay, for a period that
    cannot be read, and for who may not see money: the sheet is of nothing else.
    """
    if not store.me.may(Command.SEE_MONEY):
        raise UnusableInputError("权重调整意见准备表写的是费用和权重，您的权限看不到：请由医保办打开。")
    span = read_period(period)
    seen = seen_pages(store, knowledge, contexts, span, lambda facts: facts.drg == drg, made_at, step)
    return forum_sheet(drg, span.name, seen, knowledge, made_at=made_at, hospital=hospital)


def forum_sheet(
    drg: str, period: str, seen: Sequence[SeenPage], knowledge: Knowledge, *, made_at: datetime, hospital: str = ""
) -> Report:
    """The sheet of a group from pages at hand; those of other groups are passed over."""
    own = by_group(seen).get(drg, [])
    if not own:
        raise UnusableInputError(f"病组 {drg} 在 {period} 没有已入组的病案：请核对病组编码和时期。")
    last = own[-1].page
    held = knowledge.of(last)
    cases = {group: len(found) for group, found in by_group(seen).items()}
    facts = [one.facts for one in own]
    return forum_report(
        ForumData(
            row=rows_of(own, {drg: group_name(own, knowledge)})[drg],
            hospital=hospital,
            period=period,
            made_at=made_at,
            ratios=sorted(_ratios(facts)),
            fees=tuple(_fees(one.page for one in own)),
            by_ward=tuple(_by_ward(drg, own)),
            principals=principal_counts(own, held),
            family=tuple(family_lines(drg, cases, last, held, money=True)),
            judged=sum(one.thresholds for one in facts),
            sources=knowledge_sources(knowledge, money=True),
        )
    )


def _ratios(facts: Iterable[PageFacts]) -> Iterator[Decimal]:
    for one in facts:
        if one.cost is not None and one.reference_cost:
            yield Decimal(one.cost) / 100 / Decimal(one.reference_cost)


def _by_ward(drg: str, own: Sequence[SeenPage]) -> Iterator[tuple[str, GroupRow]]:
    wards = Counter(one.facts.ward for one in own)
    for ward, _ in sorted(wards.items(), key=lambda pair: (-pair[1], pair[0])):
        yield ward or "未填写病区", rows_of([one for one in own if one.facts.ward == ward], {})[drg]


def _fees(pages: Iterable[FrontPage]) -> Iterator[FeeLine]:
    """The fee items of the front page that come to something, in the order of the page."""
    items = [
        (key, field.label)
        for key, field in field_catalogue().items()
        if key.startswith("fee_") and field.on_front_page and key not in _SUMS
    ]
    sums: dict[str, Decimal] = {}
    filled: Counter[str] = Counter()
    for page in pages:
        for key, _ in items:
            yuan = page.number(key)
            if yuan is not None:
                sums[key] = sums.get(key, Decimal(0)) + Decimal(yuan)
                filled[key] += 1
    for key, label in items:
        if sums.get(key):
            yield FeeLine(label, sums[key], filled[key], label.startswith(_PART))
