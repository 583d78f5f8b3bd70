"""Until which day the settlement list of a stay is uploaded: as the region's policy says, else as the table here does.

``resources/rules/tables/list_due.csv``; keys ``list_due_days``, ``list_due_counting``, ``list_due_from`` of a policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.rules.unjudged import UnknownError
from coding.rules.workdays import after_working_days

if TYPE_CHECKING:
    from coding.rules.facts import Facts

_WORKING, _SETTLED = "工作日", "结算"


@dataclass(frozen=True, slots=True)
class DueTerm:
    """So many days, calendar or working days, from the day of discharge or of settlement."""

    days: int
    counting: str
    begins: str

    def in_words(self) -> str:
        """出院后7个自然日"""
        return f"{self.begins}后{self.days}个{self.counting}"


@cache
def _usual() -> DueTerm:
    row = next(iter(resource_table("rules/tables/list_due.csv", "days", "counting", "from", "source")))
    return DueTerm(int(row["days"]), row["counting"], row["from"])


def _term(facts: Facts) -> DueTerm:
    policy, usual = facts.reference.policy, _usual()
    terms = policy.of(facts.moment("discharge_datetime").date()) if policy is not None else None
    days = terms.number("list_due_days") if terms is not None else None
    if terms is None or days is None:
        return usual
    counting, begins = terms.text("list_due_counting", usual.counting), terms.text("list_due_from", usual.begins)
    return DueTerm(int(days), counting, begins)


def list_due(facts: Facts) -> datetime:
    """The last day. Raises UnknownError where the day of settlement or the calendar is not known."""
    term = _term(facts)
    if term.begins == _SETTLED:
        if "setl_end_date" not in facts.given:
            raise UnknownError("清单上传期限从结算之日起算，没有【结算结束日期】，提供后可判断。")
        begins = facts.moment("setl_end_date")
    else:
        begins = facts.moment("discharge_datetime")
    if term.counting == _WORKING:
        day = after_working_days(begins.date(), term.days, facts.reference.calendar)
        return datetime(day.year, day.month, day.day)
    return datetime(begins.year, begins.month, begins.day) + timedelta(days=term.days)


def list_due_words(facts: Facts) -> str:
    """2026-07-12（出院后7个自然日）"""
    return f"{list_due(facts):%Y-%m-%d}（{_term(facts).in_words()}）"
