"""What pages are paid under the policy in force, for the window and for the command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.grouping.insured import insured_of
from coding.page.fields import field_catalogue
from coding.payment.payment_sum import PaymentOfMonth, PricedStay, payment_of
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.payment.policy import Terms
    from coding.store.store import Store

#: Pages between two looks whether to go on.
_TOGETHER = 100


def priced_stay(number: int, page: FrontPage, knowledge: Knowledge) -> PricedStay:
    """A page as sums see it: group and price by what holds on its day of discharge, as ``examine`` has them."""
    reference = knowledge.of(page).reference
    grouping = reference.group(page)
    cost, los = page.number("fee_total"), page.number("los_days")
    return PricedStay(
        page=number,
        case_no=page.case_no,
        day=page.date("discharge_datetime"),
        ward=ward_of(page),
        insured=insured_words(page),
        drg=grouping.drg,
        name=grouping.name or grouping.status.value,
        cost=float(cost) if cost is not None and cost > 0 else None,
        los=float(los) if los is not None else None,
        price=reference.price(page, grouping),
    )


def terms_on(knowledge: Knowledge) -> Callable[[date], Terms | None]:
    """The terms of the policy that holds on a day, of whichever policy that is."""

    def of_day(day: date) -> Terms | None:
        policy = knowledge.on(day).policy
        return None if policy is None else policy.of(day)

    return of_day


def ward_of(page: FrontPage) -> str:
    """The ward of discharge in words; where the page says none, the department."""
    ward = page.text("discharge_ward").strip()
    return ward or field_catalogue().value_label("discharge_dept", page.text("discharge_dept").strip())


def insured_words(page: FrontPage) -> str:
    """The kind of insured, or the way of payment in words."""
    method = page.text("payment_method").strip()
    return insured_of(method) or field_catalogue().value_label("payment_method", method)


def pay_stored(
    store: Store, knowledge: Knowledge, ids: Sequence[int], month: str = "", step: Step = untold
) -> PaymentOfMonth:
    """What the pages of a month (``2026-10``; "" for all) of a store are paid."""
    wanted = [row.id for row in each_row(store, ids) if row.discharge_date.startswith(month)]

    def stays() -> Iterator[PricedStay]:
        for done, (page_id, page) in enumerate(store.pages(wanted), 1):
            yield priced_stay(page_id, page, knowledge)
            if done % _TOGETHER == 0 or done == len(wanted):
                step(done, len(wanted))

    return payment_of(list(stays()), terms_on(knowledge))


def pay_pages(pages: Iterable[FrontPage], knowledge: Knowledge) -> PaymentOfMonth:
    """What the pages of files are paid."""
    return payment_of([priced_stay(at, page, knowledge) for at, page in enumerate(pages, 1)], terms_on(knowledge))
