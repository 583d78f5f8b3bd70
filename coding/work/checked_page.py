"""What a roll-up counts of one page, made in a worker where the page is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.indicators.facts_of import facts_of
from coding.work.same_stay import stay_digest

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.indicators.page_facts import PageFacts
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage

#: Columns, or folders of a data set, that name the organisation or the region where no field of the page does.
_ORGANISATION: Final = ("org", "organisation", "organization", "机构", "医疗机构")
_REGION: Final = ("region", "area", "admdvs", "地区", "统筹区")
#: The code of an institution of the medical insurance: H, the division of six figures, a number.
_INSTITUTION: Final = re.compile(r"[HP](\d{4})\d{2}\d{5}")


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """One page. ``organisation``: its code, else its name; ``month``: of discharge, as 2026-10, "" without a day;
    ``same_stay``: a number that pages of one stay share, None where the page has no record number; ``found``: a rule
    for each finding; ``unjudged``: rules, with blanks between them.
    """

    facts: PageFacts
    organisation: str
    organisation_name: str
    region: str
    same_stay: int | None
    found: tuple[str, ...]
    unjudged: str
    group_name: str

    @property
    def month(self) -> str:
        """The month of discharge."""
        return self.facts.discharged[:7]

    @property
    def partition(self) -> tuple[str, str]:
        """Where its rows go."""
        return self.organisation, self.month


def checked_page(page: FrontPage, seen: Examination, knowledge: Knowledge, context: Context) -> CheckedPage:
    """What is counted of a page as it was examined under this Knowledge and context."""
    code, name = page.text("org_code").strip(), page.text("org_name").strip()
    digest = int.from_bytes(stay_digest(page)[:8], "big", signed=True)
    return CheckedPage(
        facts=facts_of(page, seen, knowledge, context),
        organisation=code or name or _extra(page, _ORGANISATION),
        organisation_name=name,
        region=_region(page, code),
        same_stay=digest if page.case_no.strip() else None,
        found=tuple(finding.rule for finding in (*seen.findings, *seen.for_others)),
        unjudged=" ".join(one.rule for one in seen.not_judged),
        group_name=seen.grouping.name,
    )


def _region(page: FrontPage, code: str) -> str:
    """The region as the source says it; else the prefecture of an institution's code."""
    said = _extra(page, _REGION)
    known = _INSTITUTION.fullmatch(code.upper())
    return said or (f"{known[1]}00" if known else "")


def _extra(page: FrontPage, names: tuple[str, ...]) -> str:
    found = (text.strip() for name in names if (text := page.extra.get(name, "")))
    return next(found, "")
