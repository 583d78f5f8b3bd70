"""What is told beside the score of a page: its completeness, and the second score of a TCM page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.rules.completeness import Completeness
    from coding.rules.second_score import SecondScore


@dataclass(frozen=True, slots=True)
class BesideScore:
    """Completeness after the indicators of 2016; ``tcm`` None for a page that is no TCM page."""

    completeness: Completeness
    tcm: SecondScore | None


def beside_score(page: FrontPage, seen: Examination, knowledge: Knowledge) -> BesideScore:
    """Both, of a page as it was examined; window and command line ask this one function."""
    from coding.rules.completeness import completeness_of
    from coding.rules.second_score import second_score

    held = knowledge.of(page)
    findings = (*seen.findings, *seen.for_others)
    tcm = second_score(page, findings, seen.not_judged, held.reference.tcm_sheet, held.rules)
    return BesideScore(completeness_of(page), tcm)
