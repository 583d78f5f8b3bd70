"""What a month wants of one page, made in a worker where the page is examined: small on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.trace import trace_of
from coding.examine.examine import examine
from coding.exchange.insurer_group import insurer_group_of
from coding.indicators.facts_of import facts_of
from coding.payment.paid_match import PaidStay
from coding.payment.payment_sum import PricedStay
from coding.review.slip_lines import lines_of_page
from coding.work.paying import insured_words, ward_of

if TYPE_CHECKING:
    from coding.base.period import Period
    from coding.examine.examine import Examination
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.review.slips import SlipLine


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a month counts it; ``violation``: the insurer's class, "" = none."""

    rule: str
    severity: str
    dimension: str
    strength: str
    violation: str


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One page. ``facts`` None: it counts in none of the spells, or the program failed on it (``trace``).

    ``is_dated``: its day of discharge can be read. ``not_judged``: rules, and why each. ``lines``: what its doctor is
    asked. ``paid``: the stay as it is paid. ``insurer``: the insurer's group and ours, where the file holds the
    insurer's. ``name``: of the group. ``place``: row and record number where the program failed. ``is_lost``: nobody
    could examine it.
    """

    facts: PageFacts | None = None
    is_dated: bool = True
    found: tuple[Found, ...] = ()
    not_judged: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    defects: tuple[tuple[str, str], ...] = ()
    lines: tuple[SlipLine, ...] = ()
    paid: PaidStay | None = None
    insurer: tuple[str, str] | None = None
    name: str = ""
    trace: str = ""
    place: tuple[str, str] = ("", "")
    is_lost: bool = False


def month_page(
    page: FrontPage,
    knowledge: Knowledge,
    context: Context,
    *,
    spells: tuple[Period, ...],
    wants_paid: bool = False,
) -> MonthPage:
    """Examine one page that was discharged in one of the spells; what follows the figures only in the first of them.

    An error of the program costs this page and not the month.
    """
    day = page.date("discharge_datetime")
    if not any(spell.holds(day) for spell in spells):
        return MonthPage(is_dated=day is not None)
    try:
        seen = examine(page, knowledge, context)
        facts = facts_of(page, seen, knowledge, context)
        if not spells[0].holds(day):
            return MonthPage(facts)
        return MonthPage(
            facts,
            found=tuple(map(_found, (*seen.findings, *seen.for_others))),
            not_judged=(tuple(one.rule for one in seen.not_judged), tuple(one.reason for one in seen.not_judged)),
            defects=tuple((one.rule, one.defect) for one in seen.not_judged if one.is_defect),
            lines=_lines(page, seen, knowledge),
            paid=_paid(page, seen, knowledge) if wants_paid else None,
            insurer=_insurer(page, seen),
            name=seen.grouping.name,
        )
    except Exception as error:  # noqa: BLE001 - one page that the program fails on must not end the others
        return MonthPage(trace=trace_of(error), place=(str(page.origin.row), page.case_no))


def _found(finding: Finding) -> Found:
    return Found(
        finding.rule,
        finding.severity.value,
        finding.dimension.value,
        finding.strength.value,
        finding.violation,
    )


def _lines(page: FrontPage, seen: Examination, knowledge: Knowledge) -> tuple[SlipLine, ...]:
    figures = (seen.price.weight, seen.price.payment)
    return lines_of_page(page, (*seen.findings, *seen.for_others), knowledge.of(page).rules.role_of, figures)


def _insurer(page: FrontPage, seen: Examination) -> tuple[str, str] | None:
    told = insurer_group_of(page)
    return (told, seen.grouping.drg) if told else None


def _paid(page: FrontPage, seen: Examination, knowledge: Knowledge) -> PaidStay:
    """As ``coding.work.paid_results.paid_stay`` makes it, from the group and the price that were found."""
    cost, los = page.number("fee_total"), page.number("los_days")
    stay = PricedStay(
        page=0,
        case_no=page.case_no,
        day=page.date("discharge_datetime"),
        ward=ward_of(page),
        insured=insured_words(page),
        drg=seen.grouping.drg,
        name=seen.grouping.name or seen.grouping.status.value,
        cost=float(cost) if cost is not None and cost > 0 else None,
        los=float(los) if los is not None else None,
        price=seen.price,
    )
    scheme = knowledge.of(page).scheme
    traits = scheme.traits(stay.drg) if scheme.group_name(stay.drg) else None
    return PaidStay(
        stay,
        page.text("admission_times").strip(),
        page.text("setl_serial_no").strip(),
        traits.chapter if traits else "",
        traits.family if traits else "",
    )
