"""Running the rules of a book over one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.model import Grouping, Price
from coding.finding import Finding, NotJudged
from coding.page import FrontPage

if TYPE_CHECKING:
    from coding.examine import Context
    from coding.knowledge import Knowledge


def run_rules(
    page: FrontPage, knowledge: Knowledge, context: Context, grouping: Grouping, price: Price
) -> tuple[tuple[Finding, ...], tuple[NotJudged, ...]]:
    """The findings of a page and the rules that could not be judged on it."""
    return (), ()
