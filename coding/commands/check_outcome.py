"""What ``check`` says of one page, as lines of its tables: made in a worker, small on its way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from coding.base.sheet_writer import csv_line, people_line
from coding.base.trace import trace_of
from coding.commands.check_answers import principal_lines, suggestion_lines
from coding.commands.output import number_text
from coding.commands.packet_cells import packet_of_page
from coding.examine.beside_score import BesideScore, beside_score
from coding.examine.examine import Examination, examine
from coding.knowledge.dated import span_of
from coding.payment.price_words import policy_sentences
from coding.work.checked_page import checked_page

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.work.checked_page import CheckedPage

#: What says in every table where a page stands; the name of the file stands before it.
PLACE = ("file", "row", "case_no")
_WHAT = ("rule", "severity", "strength", "dimension", "field", "index", "value", "message", "hint", "basis")
FINDINGS = (*PLACE, *_WHAT, "violation")
_STAY = ("ward", "doctor", "coder", "insured", "cost", "los", "multiple", "balance")
GROUPS = (*PLACE, "status", "mdc", "adrg", "drg", "weight", "payment", *_STAY)
#: Behind the groups where a payment policy was given.
UNDER_POLICY = ("band", "policy")
#: Followed by the groups of items of the score.
SCORES = (*PLACE, "score", "grade")
#: Behind the groups of items: completeness after the indicators of 2016, and the second score of a TCM page.
BESIDE_SCORE = ("items_filled", "items_required", "completeness", "tcm_score", "tcm_lost")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tables say of one page, as the lines that follow the name of the file; small, as it comes from
    another process.

    ``counted``: rule, severity and dimension of each finding. ``defects``: rules that the program itself failed on,
    with the trace. ``span``: in which of the spans between the days on which the Knowledge changes the page was
    discharged. ``principals`` and ``suggestions``: lines, where they were asked for. ``items``: required items, filled
    and all; ``tcm``: the second score. ``counted_by``: what a roll-up counts, where it is
    asked for. ``trace`` is set, and the lines are empty, when the program itself failed on the page; ``place`` and
    ``raw`` are row, record number and the values then. ``lost``: why nobody could examine the page.
    """

    state: str = ""
    findings: tuple[str, ...] = ()
    counted: tuple[tuple[str, str, str], ...] = ()
    status: str = ""
    group: str = ""
    score: str = ""
    not_judged: tuple[str, ...] = ()
    defects: tuple[tuple[str, str], ...] = ()
    items: tuple[int, int] = (0, 0)
    tcm: float | None = None
    trace: str = ""
    place: tuple[str, str] = ("", "")
    raw: str = ""
    span: int = 0
    principals: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    counted_by: CheckedPage | None = None
    lost: str = ""


def lost_outcome(page: FrontPage, why: str) -> Outcome:
    """What is said of a page that nobody could examine."""
    return Outcome(place=_place(page), raw=_raw(page), lost=why)


@lru_cache(maxsize=1_024)
def _one(rules: tuple[str, ...]) -> tuple[str, ...]:
    """Rules that are the same on many pages as one object: it goes to another process once for all of them."""
    return rules


def _place(page: FrontPage) -> tuple[str, str]:
    return str(page.origin.row), page.case_no


def _raw(page: FrontPage) -> str:
    return csv_line(tuple(page.values.values()))


def outcome_of(
    page: FrontPage,
    knowledge: Knowledge,
    context: Context,
    *,
    principals: bool = False,
    suggestions: bool = False,
    facts: bool = False,
) -> Outcome:
    """Examine one page. An error of the program costs this page and not the batch.

    ``principals``: ask each diagnosis as principal; ``suggestions``: propose codes; ``facts``: for a roll-up.
    """
    place = _place(page)
    try:
        seen = examine(page, knowledge, context)
        asked = principal_lines(page, knowledge, context, seen, place) if principals else ()
        proposed = suggestion_lines(page, knowledge, seen, place) if suggestions else ()
        beside = beside_score(page, seen, knowledge)
        counted_by = checked_page(page, seen, knowledge, context) if facts else None
    except Exception as error:  # noqa: BLE001 - one page that the program fails on must not end the others
        return Outcome(trace=trace_of(error), place=place, raw=_raw(page))
    return Outcome(
        state=seen.state,
        findings=tuple(people_line((*place, *_told(finding))) for finding in seen.findings),
        counted=tuple((f.rule, f.severity.value, f.dimension.value) for f in seen.findings),
        status=seen.grouping.status.value,
        group=people_line((*place, *_grouped(seen), *_stay(page, seen), *_beside(page, seen, knowledge))),
        score=people_line((*place, *_scored(seen), *_beside_score(beside))),
        not_judged=_one(tuple([n.rule for n in seen.not_judged])),
        defects=tuple([(n.rule, n.defect) for n in seen.not_judged if n.defect]),
        items=(beside.completeness.filled, beside.completeness.required),
        tcm=None if beside.tcm is None else beside.tcm.points,
        span=span_of(page.date("discharge_datetime"), knowledge.first_days) if knowledge.spans else 0,
        principals=asked,
        suggestions=proposed,
        counted_by=counted_by,
    )


def _told(finding: Finding) -> tuple[str, ...]:
    index = finding.place.index
    return (
        finding.rule,
        finding.severity.value,
        finding.strength.value,
        finding.dimension.value,
        finding.place.field,
        "" if index is None else str(index),
        finding.value,
        finding.message,
        finding.hint,
        finding.basis,
        finding.violation,
    )


def _grouped(seen: Examination) -> tuple[str, ...]:
    group, price = seen.grouping, seen.price
    weight, payment = number_text(price.weight, 4), number_text(price.payment, 2)
    if price.standard is not None and price.payment is not None:
        payment = f"{price.payment:.2f}"  # of a packet as ``group`` writes it, and the published cases
    return group.status.value, group.mdc, group.adrg, group.drg, weight, payment


def _stay(page: FrontPage, seen: Examination) -> tuple[str, ...]:
    """Who had the page, how it is paid, cost (yuan) and days, cost ÷ mean cost of the group, payment − cost."""
    by = (page.text(key).strip() for key in ("discharge_ward", "attending_physician", "coder", "payment_method"))
    cost, days = page.number("fee_total"), page.number("los_days")
    figures = (None if cost is None else float(cost), None if days is None else float(days))
    return (
        *by,
        number_text(figures[0], 2),
        number_text(figures[1], 0),
        number_text(seen.price.multiple, 4),
        number_text(seen.price.balance, 2),
    )


def _beside(page: FrontPage, seen: Examination, knowledge: Knowledge) -> tuple[str, ...]:
    """What stands behind the group where DIP is paid, and where a policy was given."""
    return (*packet_of_page(page, knowledge), *_under_policy(seen, knowledge))


def _under_policy(seen: Examination, knowledge: Knowledge) -> tuple[str, ...]:
    """The band of the multiple, and what the policy says of the stay, with its clauses."""
    return (seen.price.band, "".join(policy_sentences(seen.price))) if knowledge.has_policy else ()


def _beside_score(beside: BesideScore) -> tuple[str, ...]:
    held, tcm = beside.completeness, beside.tcm
    told = (str(held.filled), str(held.required), f"{held.share:.4f}")
    return (*told, *(("", "") if tcm is None else (number_text(tcm.points, 1), "、".join(tcm.lost))))


def _scored(seen: Examination) -> tuple[str, ...]:
    score = seen.score
    return number_text(score.points, 2), score.grade, *(number_text(lost, 2) for lost in score.losses.values())
