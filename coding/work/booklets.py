"""The booklet of a ward, from the pages of a store or of files."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.period import Period, read_period
from coding.examine.examine import examine
from coding.reports.booklet import Booklet, LossLine, booklet_report
from coding.review.losses import counted_reasons, course_of, courses, losses_of, reason_label, unknown_losses
from coding.review.people import Command
from coding.store.kept_months import MonthKind
from coding.work.booklet_parts import defect_lines, group_part
from coding.work.group_sums import SeenPage, by_group, is_grouped, rows_of
from coding.work.masked_seeing import without_identities
from coding.work.steps import Step, untold
from coding.work.stored_pages import TOGETHER, each_readable_in_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Set
    from datetime import datetime

    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.reports.report_page import Report
    from coding.review.losses import LossCourse
    from coding.store.store import Store
    from coding.work.contexts import Contexts

#: Groups that are told one by one; the others stand in the table of the ward.
MOST_GROUPS: Final = 20


def stored_booklet(
    store: Store, knowledge: Knowledge, contexts: Contexts, ward: str, period: str, *, made_at: datetime,
    hospital: str = "", step: Step = untold,
) -> Report:  # fmt: skip
    """The booklet of a ward over a period, as the person at the store may see it: no money for who is money-blind.

    Raises UnusableInputError where the period cannot be read or the ward has no page with facts in it.
    """
    span = read_period(period)
    seen = seen_pages(store, knowledge, contexts, span, lambda facts: facts.ward == ward, made_at, step)
    money = store.me.may(Command.SEE_MONEY)
    known = courses(store.month_entries(kinds=(MonthKind.LOSS,))) if money else {}
    return ward_booklet(
        ward,
        span.name,
        seen,
        knowledge,
        made_at=made_at,
        hospital=hospital,
        money=money,
        known=known,
        unseen=_unseen(store, span, ward, {one.page_id for one in seen}),
    )


def ward_booklet(  # noqa: PLR0913 - what stands on a cover is given one by one
    ward: str, period: str, seen: Sequence[SeenPage], knowledge: Knowledge, *, made_at: datetime, hospital: str = "",
    money: bool = True, known: Mapping[int, LossCourse] | None = None, unseen: int = 0,
) -> Report:  # fmt: skip
    """The booklet of pages at hand. ``known``: where their losses stand; ``unseen``: pages that are not examined yet.

    Raises UnusableInputError for no page.
    """
    if not seen:
        raise UnusableInputError(f"{ward or '未填写病区'}在 {period} 没有已质控的病案：请先重新质控这段时间的病案。")
    groups = by_group(seen)
    cases = {drg: len(found) for drg, found in groups.items()}
    names = {drg: group_name(found, knowledge) for drg, found in groups.items()}
    rows = rows_of(seen, names, money=money)
    parts = [
        group_part(
            found, rows[drg], knowledge, cases, money=money, losses=loss_lines(found, known or {}) if money else ()
        )
        for drg, found in list(groups.items())[:MOST_GROUPS]
    ]
    pairs = [(one.page_id, one.facts) for one in seen]
    return booklet_report(
        Booklet(
            ward=ward or "未填写病区",
            hospital=hospital,
            period=period,
            made_at=made_at,
            money=money,
            pages=len(seen),
            unseen=unseen,
            outside=sum(not is_grouped(one.facts) for one in seen),
            rows=tuple(rows.values()),
            parts=parts,
            defects=defect_lines(seen, knowledge),
            losses=loss_lines(seen, known or {}) if money else (),
            unpriced=unknown_losses(pairs) if money else 0,
            sources=knowledge_sources(knowledge, money=money),
        )
    )


def seen_pages(
    store: Store, knowledge: Knowledge, contexts: Contexts, span: Period, wanted: Callable[[PageFacts], bool],
    as_of: datetime, step: Step = untold,
) -> list[SeenPage]:  # fmt: skip
    """The pages of a store in a spell whose facts are wanted, examined as the worklist examines them."""
    facts = {
        page_id: one
        for page_id, one in store.facts(span.first.isoformat(), span.last.isoformat())
        if wanted(one)
    }  # fmt: skip
    masked = not store.me.may(Command.SEE_IDENTITIES)
    found: list[SeenPage] = []
    for done, (page_id, page, context) in enumerate(each_readable_in_context(store, list(facts), contexts, as_of)):
        if done % TOGETHER == 0:
            step(done, len(facts))
        seen = examine(page, knowledge, context)
        if masked:
            seen = without_identities(seen, knowledge.of(page).rules)
        found.append(SeenPage(page_id, page, facts[page_id], seen.findings))
    step(len(facts), len(facts))
    return found


def _unseen(store: Store, span: Period, ward: str, seen: Set[int]) -> int:
    """How many pages of the ward in this spell have no facts, or cannot be read, and so stand in no figure."""
    every = store.figures(span.first.isoformat(), span.last.isoformat())
    return sum((one.ward.strip() or one.dept) == ward and one.id not in seen for one in every)


def group_name(seen: Sequence[SeenPage], knowledge: Knowledge) -> str:
    """The name of the group of these pages, by the scheme of the last of them."""
    return knowledge.of(seen[-1].page).scheme.group_name(seen[-1].facts.drg)


def loss_lines(seen: Sequence[SeenPage], known: Mapping[int, LossCourse]) -> tuple[LossLine, ...]:
    """Reasons of loss of these pages, with stays and yuan."""
    stays = losses_of((one.page_id, one.facts) for one in seen)
    courses_here = {stay.page_id: course_of(stay.page_id, known) for stay in stays}
    return tuple(
        LossLine(reason_label(reason), cases, Decimal(fen) / 100)
        for reason, cases, fen in counted_reasons(stays, courses_here)
    )


def knowledge_sources(knowledge: Knowledge, *, money: bool) -> tuple[str, ...]:
    """What the booklet rests on, by the names that the parts give themselves."""
    said = [f"分组方案：{knowledge.scheme.title}"]
    if money:
        said.append(f"权重表：{knowledge.tariff.title}")
        if knowledge.policy is not None:
            said.append(f"支付政策：{knowledge.policy.title}")
    said.append(f"知识库校验值：{knowledge.stamp}")
    return tuple(said)
