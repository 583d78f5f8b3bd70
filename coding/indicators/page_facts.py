"""What the figures of a month count of one page: made where the page is examined, small on its way, no name in it.

Amounts are whole fen (0.01 yuan), weights whole ten-thousandths, so that every sum is exact. ``None`` = the page, or
what was put beside it, does not say: such a page is in no denominator that asks for it, and never counts as 0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page as a row. Times are ISO texts (``2026-10-07T16:41:00``; "" = not readable), ``insured`` codes 付费方式.

    ``status`` as ``coding.grouping.case.Status``; ``ought``: it ought to be grouped by the scope of the policy;
    ``operative``: its group is an operative one. ``reference_cost`` (yuan), ``reference_stay`` (days) of its group by
    the tariff of its day, as the tariff writes them; "" = none. ``multiple``: high, low or "" by the policy;
    ``thresholds``: both could be judged. ``candidate``: of a special case; None where no policy says what one is.
    ``ward``: the ward of discharge, of pages without one the name of the department. ``operated``: an operation or an
    intervention stands on it; None where its source has no place for procedures. ``level``: the highest, 1 to 4.
    ``complication``: that of its group: mcc, cc, none, undivided or "". ``principal``: code of the principal diagnosis,
    ``age``: whole years. ``clean_wounds``, ``infected_wounds``: operations with an incision of class Ⅰ, those of them
    that healed 丙. ``score``: tenths of a point. ``state``: that of the examination: error, warning, clean.
    ``errors``, ``warnings``, ``infos``: findings that are not waived. ``defects``: six numbers of findings (errors and
    warnings, not waived) in the order of ``coding.page.finding.Dimension``; ``judged``: of each dimension whether at
    least one rule was judged; ``asked``: which rules were (``coding.indicators.judged.rules_of``).
    ``violations``: classes of violation found, clear and suspected apart, as names.
    ``in_time``: limit id → True in time, False late; a limit whose time the page lacks is absent.
    ``archived``: when the record came into the archive, as ``discharged``; "" = not yet, None = nobody says.
    ``readmitted_15``, ``readmitted_31``, ``same_day``: another stay of the person; None where neighbours are not known.
    """

    case_no: str
    discharged: str
    admitted: str = ""
    ward: str = ""
    dept: str = ""
    doctor: str = ""
    team: str = ""
    coder: str = ""
    insured: str = ""
    # the group
    status: str = ""
    mdc: str = ""
    adrg: str = ""
    drg: str = ""
    weight: int | None = None
    ought: bool = True
    operative: bool | None = None
    complication: str = ""
    reference_cost: str = ""
    reference_stay: str = ""
    # money and days
    cost: int | None = None
    payment: int | None = None
    drugs: int | None = None
    consumables: int | None = None
    services: int | None = None
    stay: int | None = None
    multiple: str = ""
    thresholds: bool = False
    candidate: bool | None = None
    excluded: bool = False
    # the stay
    died: bool | None = None
    operated: bool | None = None
    level: int | None = None
    minimally_invasive: bool | None = None
    pathway: bool | None = None
    day_surgery: bool | None = None
    elective: bool | None = None
    risk: str = ""
    principal: str = ""
    age: int | None = None
    clean_wounds: int | None = None
    infected_wounds: int | None = None
    # quality
    state: str = ""
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    defects: tuple[int, ...] = (0, 0, 0, 0, 0, 0)
    judged: tuple[bool, ...] = (True, True, True, True, True, True)
    unjudged_rules: int = 0
    asked: str = ""
    score: int | None = None
    grade: str = ""
    items_filled: int | None = None
    items_required: int | None = None
    first_pass: bool | None = None
    violations: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    # beside the page
    in_time: tuple[tuple[str, bool], ...] = ()
    archived: str | None = None
    has_list: bool = False
    list_differs: bool | None = None
    readmitted_15: bool | None = None
    readmitted_31: bool | None = None
    same_day: bool | None = None
