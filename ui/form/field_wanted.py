"""Which items of the form apply to a page: newborn items on the page of a newborn or of a delivery, and wherever they
are filled or a finding stands on them. ``resources/fields/form_when.csv`` says to whom.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from ui.form.form_layout import form_sections

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from coding.page.front_page import FrontPage

_DAYS_OF_A_YEAR = 366


@cache
def conditional_items() -> Mapping[str, str]:
    """The items that do not apply to every page: field → when they do."""
    lines = (line for section in form_sections() for line in section.lines)
    return {item.key: item.when for line in lines for item in line if item.when}


def unwanted_items(page: FrontPage, marked: Collection[str] = ()) -> frozenset[str]:
    """The items that do not apply to the page; those that are filled or ``marked`` by a finding do."""
    old = days_old(page)
    return frozenset(
        key
        for key, when in conditional_items().items()
        if not page.text(key).strip(" -") and key not in marked and not _applies(when, page, old)
    )


def days_old(page: FrontPage) -> int | None:
    """How old the person was on admission, in days; at least so many where only the years are known. None = unknown."""
    days, years = page.integer("age_days"), page.integer("age_years")
    if years is not None and years > 0:
        return years * _DAYS_OF_A_YEAR
    if days is not None and days > 0:
        return days
    born, came = page.date("birth_date"), page.date("admission_datetime")
    return (came - born).days if born is not None and came is not None else None


def _applies(when: str, page: FrontPage, old: int | None) -> bool:
    below, beginnings = _conditions()[when]
    if old is None or old < below:  # where the age is not known it may be one
        return True
    return any(row.code.strip().upper().startswith(beginnings) for row in page.diagnoses) if beginnings else False


@cache
def _conditions() -> Mapping[str, tuple[int, tuple[str, ...]]]:
    rows = resource_table("fields/form_when.csv", "when", "days_below", "diagnoses")
    return {row["when"]: (int(row["days_below"]), tuple(row["diagnoses"].split())) for row in rows}
