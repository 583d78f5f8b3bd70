"""From a front page to what a grouper reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coding.base.numbers import read_number
from coding.codes.edition import carried, carried_by, spelled
from coding.codes.entry import CodeKind
from coding.grouping.case import Case
from coding.grouping.fee_shares import fee_share, fee_share_fields
from coding.page.fields import ROW_ATTRIBUTES, is_blank

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.page.front_page import FrontPage
    from coding.page.rows import IntensiveCare

#: Single fields that are read below, beside those of the shares of the cost.
_SINGLE = (
    *("sex", "age_years", "age_days", "newborn_birth_weight_1"),
    *("discharge_dept", "los_days", "discharge_way", "fee_total", "payment_method"),
)
_DURATION = re.compile(r"(\d+)/(\d+)/(\d+)")


def case_of(page: FrontPage, tables: CodeTables | None = None) -> Case:
    """What the grouper reads of a page: told once, however many ask; see ``_read_case``."""
    return page.once(tables, _read_case)


def _read_case(page: FrontPage, tables: CodeTables | None) -> Case:
    """What the grouper reads of a page: codes in their canonical spelling, rows without a code left out.

    ``dx[0]`` is always the principal row: when that has no code ``dx[0]`` is "" and the case fails the
    check for a principal diagnosis, as no other diagnosis may slip into its place. A main procedure without
    a code is left out like any other row. Sex other than 1 or 2 is missing. Codes of the clinical edition are
    carried to the insurance edition here and nowhere else, where a crosswalk was imported; the case says which.
    """
    sex = page.integer("sex")
    dx = [spelled(row.code, CodeKind.DIAGNOSIS) for row in page.diagnoses]
    px = [spelled(row.code, CodeKind.PROCEDURE) for row in page.procedures]
    changed: list[tuple[str, str]] = []
    for kind, codes, rows in ((CodeKind.DIAGNOSIS, dx, page.diagnoses), (CodeKind.PROCEDURE, px, page.procedures)):
        if tables is not None and (crosswalk := carried_by(page, kind, tables)) is not None:
            for at, code in enumerate(codes):
                codes[at] = carried(code, rows[at].name, crosswalk, tables)
                if codes[at] != code:
                    changed.append((code, codes[at]))
    return Case(
        sex=sex if sex in (1, 2) else None,
        age=_whole(page, "age_years"),
        age_days=_whole(page, "age_days"),
        birth_weight=_whole(page, "newborn_birth_weight_1"),
        dept="" if is_blank(page.text("discharge_dept")) else page.text("discharge_dept").strip(),
        los=_whole(page, "los_days"),
        leaving_type=page.text("discharge_way").strip(),
        icu_hours=_icu_hours(page),
        dx=(*dx[:1], *(code for code in dx[1:] if code)),
        px=tuple(code for code in px if code),
        carried=tuple(dict.fromkeys(changed)),
        cost=_cost(page),
        insured=page.text("payment_method").strip(),
        drug_share=fee_share(page, "drug"),
        treat_share=fee_share(page, "treat"),
    )


def case_reads() -> frozenset[str]:
    """The keys of all fields that a case is read from."""
    rows = {key for key, (group, _) in ROW_ATTRIBUTES.items() if group in ("diagnosis", "procedure", "intensive_care")}
    return frozenset({*_SINGLE, *fee_share_fields(), *rows})


def _cost(page: FrontPage) -> float | None:
    cost = page.number("fee_total")
    return float(cost) if cost is not None and cost > 0 else None


def _whole(page: FrontPage, key: str) -> int | None:
    number = page.integer(key)
    return number if number is None or number >= 0 else None


def _icu_hours(page: FrontPage) -> float | None:
    """Hours in intensive care over all stays; None when the page tells of none.

    A compact file gives the hours as one number, kept among the columns that no field knows.
    """
    stated = page.extra.get("icu_hours", "")
    if not is_blank(stated) and (number := read_number(stated)) is not None:
        return float(number)
    hours = [_hours(page, row, at) for at, row in enumerate(page.intensive_cares)]
    known = [h for h in hours if h is not None]
    return sum(known) if known else None


def _hours(page: FrontPage, row: IntensiveCare, index: int) -> float | None:
    if match := _DURATION.fullmatch(row.total_duration.strip()):
        days, hours, minutes = map(int, match.groups())
        return days * 24 + hours + minutes / 60
    began, ended = page.moment("icu_in_time", index), page.moment("icu_out_time", index)
    if began is None or ended is None or ended < began:
        return None
    return (ended - began).total_seconds() / 3600
