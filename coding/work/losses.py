"""The loss list of a store: drawn up, said to, and told, by whoever may see money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.reports.loss_list import LossList, loss_report
from coding.review.losses import course_of, courses, losses_of, require_word, said_of, unknown_losses
from coding.review.people import Command
from coding.store.kept_months import MonthKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.reports.report_page import Report
    from coding.review.losses import LossCourse, LossStay
    from coding.store.kept_months import KeepsMonths, MonthEntry
    from coding.store.store import Store


def loss_stays(store: Store, period: str, ward: str = "", least: int = 1) -> tuple[LossStay, ...]:
    """The stays of a spell that lose at least so many fen; ``ward`` "" = of all wards that are seen.

    Raises UnusableInputError for a period that cannot be read and for who may not see money.
    """
    return losses_of(_facts(store, period, ward), least)


def loss_courses(store: KeepsMonths) -> dict[int, LossCourse]:
    """Where each stay stands of which something was said."""
    return courses(store.month_entries(kinds=(MonthKind.LOSS,)))


def say_loss(
    store: Store, stay: LossStay, step: str, reason: str = "", words: str = "", *, by: str = "", back: bool = False
) -> MonthEntry:
    """Write down what a station says of a stay (``by``: whose word it is), or that it sends it back with a question.

    Raises UnusableInputError for a word that may not be said now, NotAllowedError for who may not write it down.
    """
    _require_money(store)
    known = courses(one for one in store.month_entries(kinds=(MonthKind.LOSS,)) if one.page_id == stay.page_id)
    require_word(course_of(stay.page_id, known), step, reason, words, back=back)
    said = said_of(step, reason, words, by, stay.ward, back=back)
    month = stay.discharged[:7]
    return store.note_month(MonthKind.LOSS, said, month=month, subject=stay.case_no, page_id=stay.page_id)


def loss_list(
    store: Store, knowledge: Knowledge, period: str, ward: str = "", *, made_at: datetime, hospital: str = ""
) -> Report:
    """The list as it stands, for any writer. Raises as ``loss_stays``."""
    facts = _facts(store, period, ward)
    without = _without(store, period, ward, {page_id for page_id, _ in facts})
    stays = losses_of(facts)
    return loss_report(
        LossList(
            hospital=hospital,
            period=read_period(period).name,
            made_at=made_at,
            ward=ward,
            stays=stays,
            known=loss_courses(store),
            names=_names(stays, knowledge),
            pages=len(facts) + without,
            unknown=unknown_losses(facts) + without,
        )
    )


def _names(stays: tuple[LossStay, ...], knowledge: Knowledge) -> Mapping[str, str]:
    return {stay.drg: knowledge.scheme.group_name(stay.drg) for stay in stays}


def _facts(store: Store, period: str, ward: str) -> list[tuple[int, PageFacts]]:
    _require_money(store)
    span = read_period(period)
    facts = store.facts(span.first.isoformat(), span.last.isoformat())
    return [(page_id, one) for page_id, one in facts if not ward or one.ward == ward]


def _without(store: Store, period: str, ward: str, known: Collection[int]) -> int:
    """Pages that were not examined as they are now: nobody can say whether they lose."""
    span = read_period(period)
    days = span.first.isoformat(), span.last.isoformat()
    lacking = set(store.without_facts("", *days)).difference(known)
    return sum(one.id in lacking and (not ward or (one.ward or one.dept) == ward) for one in store.figures(*days))


def _require_money(store: Store) -> None:
    if not store.me.may(Command.SEE_MONEY):
        raise UnusableInputError("亏损清单写的是费用和支付额，您的权限看不到：请由医保办打开。")
