"""The insurer's results beside the pages: read, matched, compared, and the denials with the days left to appeal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from coding.exchange.paid_file import PaidFile, read_paid
from coding.payment.paid_comparison import Denial, PaidComparison, PaidMonth
from coding.payment.paid_difference import PaidDifference, differences
from coding.payment.paid_match import Matched, PaidStay, match_results, unpaid
from coding.payment.paid_together import together
from coding.rules.unjudged import UnknownError
from coding.rules.workdays import after_working_days
from coding.work.paying import priced_stay, terms_on
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from coding.grouping.grouper import GroupTraits
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.payment.paid_result import PaidResult
    from coding.payment.policy import Terms
    from coding.reference.workday_calendar import WorkdayCalendar
    from coding.store.store import KeptPaid, Store

_CALENDAR_DAYS = "自然日"
#: Pages between two looks whether to go on.
_TOGETHER = 100


def bring_paid(store: Store, path: Path) -> tuple[PaidFile, int]:
    """Read a result file into the store; the file, and how many results are new. Raises CodingError."""
    file = read_paid(path)
    return file, store.keep_paid(file.results, file.digest)


def compare_paid(
    results: Sequence[PaidResult],
    stays: Sequence[PaidStay],
    knowledge: Knowledge,
    today: date,
    read_on: Mapping[int, date] | None = None,
) -> PaidComparison:
    """Results against stays. ``read_on``: by the identity (``id``) of a result the day it was read, from which an
    appeal counts where the file names no day; by default today.
    """
    matched = together(match_results(results, stays))
    found = differences(matched, unpaid(matched, stays), _traits_of(knowledge))
    denials = [
        _denial(one, knowledge, today, _read_on(one.matched, read_on or {}) or today)
        for one in found
        if one.matched is not None and one.matched.result.is_denied
    ]
    denials.sort(key=lambda denial: denial.due or date.max)
    return PaidComparison(tuple(found), tuple(denials), tuple(_months(found)))


def _read_on(matched: Matched, read_on: Mapping[int, date]) -> date | None:
    """The day on which the last denial of a stay was read."""
    rows = [part for part in matched.parts if part.is_denied] or [matched.result]
    return max((day for row in rows if (day := read_on.get(id(row)))), default=None)


def paid_stay(number: int, page: FrontPage, knowledge: Knowledge) -> PaidStay:
    """A page as a result is looked for."""
    held = knowledge.of(page)
    stay = priced_stay(number, page, knowledge)
    traits = _traits(held, stay.drg)
    return PaidStay(
        stay,
        page.text("admission_times").strip(),
        page.text("setl_serial_no").strip(),
        traits.chapter if traits else "",
        traits.family if traits else "",
    )


def paid_stays(pages: Iterable[FrontPage], knowledge: Knowledge) -> list[PaidStay]:
    """The pages of files; their number is their place from 1."""
    return [paid_stay(at, page, knowledge) for at, page in enumerate(pages, 1)]


def compare_stored(
    store: Store, knowledge: Knowledge, ids: Sequence[int], today: date, step: Step = untold
) -> PaidComparison:
    """All results of a store against its pages. Of two results for the same stay the one read last counts."""
    kept = latest(store.paid_results())
    months = {one.result.month for one in kept}
    numbers = {one.result.case_no.lstrip("0") for one in kept}
    anywhere = any(not one.result.case_no for one in kept)
    wanted = [
        row.id
        for row in each_row(store, ids)
        if anywhere or row.discharge_date[:7] in months or row.case_no.lstrip("0") in numbers
    ]
    stays = []
    for done, (page_id, page) in enumerate(store.pages(wanted), 1):
        stays.append(paid_stay(page_id, page, knowledge))
        if done % _TOGETHER == 0 or done == len(wanted):
            step(done, len(wanted))
    read_on = {id(one.result): one.read_at.date() for one in kept}
    return compare_paid([one.result for one in kept], stays, knowledge, today, read_on)


def latest(kept: Iterable[KeptPaid]) -> list[KeptPaid]:
    """Of several results for the same stay the one that was read last; in the order in which they came first."""
    found: dict[tuple[object, ...], list[KeptPaid]] = {}
    for one in kept:
        result = one.result
        of_stay = (result.case_no, result.settlement_no, result.admission_times, result.discharged, result.settled)
        earlier = found.setdefault(of_stay, [])
        if earlier and earlier[-1].batch != one.batch:
            earlier.clear()
        earlier.append(one)  # twice in one file: both are shown
    return [one for rows in found.values() for one in rows]


def results_of_page(store: Store, page: FrontPage) -> list[KeptPaid]:
    """What the insurer said of the stay of a page, read last; none where record number or day differ."""
    if not page.case_no:
        return []
    day = page.date("discharge_datetime")
    kept = latest(store.paid_results(page.case_no))
    return [one for one in kept if one.result.discharged is not None and one.result.discharged == day]


def insurer_words(one: KeptPaid) -> str:
    """What the insurer has paid and what it refuses, its reason marked as its own words; "" where it says neither."""
    result, told = one.result, []
    if result.paid is not None:
        told.append(f"医保结算 {result.paid:,.2f} 元。")
    if result.is_denied:
        told.append(f"医保拒付 {result.denied:,.2f} 元，原因（医保原文）：{result.reason or '没有写明'}")
    return "".join(told)


# -- appeals


def appeal_due(told: date, terms: Terms, calendar: WorkdayCalendar | None = None) -> tuple[date | None, str]:
    """The last day of an appeal, and why there is none to be told."""
    days = terms.number("appeal_days")
    if days is None:
        return None, "支付政策没有申诉期限（appeal_days）"
    if terms.text("appeal_counting") == _CALENDAR_DAYS:
        return told + timedelta(days=int(days)), ""
    try:
        return after_working_days(told, int(days), calendar), ""
    except UnknownError as error:
        return None, str(error).rstrip("。")


def _denial(one: PaidDifference, knowledge: Knowledge, today: date, read: date) -> Denial:
    assert one.matched is not None
    told = one.matched.result.told or read
    terms = terms_on(knowledge)(told)
    if terms is None:
        return Denial(one, one.matched.result.told, None, None, why="没有支付政策，申诉期限未知")
    due, why = appeal_due(told, terms, knowledge.on(told).reference.calendar)
    rows = terms.all("appeal_days")
    counting = terms.text("appeal_counting", "工作日") if rows else ""
    left = None if due is None else (due - today).days
    return Denial(one, told, due, left, counting, rows[0].clause if rows else "", why)


# -- sums


def _months(found: Sequence[PaidDifference]) -> Iterable[PaidMonth]:
    by_month: dict[str, list[PaidDifference]] = {}
    for one in found:
        if one.matched is not None:
            stay = one.matched.stay
            by_month.setdefault((stay.month if stay is not None else "") or one.matched.result.month, []).append(one)
    for month, lines in sorted(by_month.items()):
        both = [line for line in lines if line.difference is not None]
        matches = [line.matched for line in lines if line.matched is not None]
        denied = [m.result for m in matches if m.result.is_denied]
        yield PaidMonth(
            month=month or "没有日期",
            results=sum(len(match.parts) or 1 for match in matches),
            matched=sum(m.stay is not None for m in matches),
            doubtful=sum(m.stay is not None and bool(m.why) for m in matches),
            estimated=round(sum(line.estimated or 0 for line in both), 2),
            paid=round(sum(line.paid or 0 for line in both), 2),
            difference=round(sum(line.difference or 0 for line in both), 2),
            denied=round(sum(result.denied or 0 for result in denied), 2),
            denials=len(denied),
        )


def _traits_of(knowledge: Knowledge) -> Callable[[str], GroupTraits | None]:
    """The traits of a group under any of the schemes that hold on some day."""

    def traits(drg: str) -> GroupTraits | None:
        held = (_traits(one, drg) for one in (*knowledge.spans[::-1], knowledge))
        return next((found for found in held if found is not None), None)

    return traits


def _traits(knowledge: Knowledge, drg: str) -> GroupTraits | None:
    return knowledge.scheme.traits(drg) if knowledge.scheme.group_name(drg) else None
