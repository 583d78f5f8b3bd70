"""What says how facts are read off a page; apart from the reading, which needs the rules, for whoever only asks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resources
from coding.indicators.limits import LIMITS
from coding.indicators.page_items import ITEMS

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge

OUGHT: Final = "indicators/ought.csv"
MULTIPLES: Final = "indicators/multiples.csv"
#: Raised with what ``facts_of`` makes of the same page and the same verdict.
_VERSION: Final = 1


def facts_stamp(knowledge: Knowledge) -> str:
    """The stamp of facts made under a Knowledge: its own, with what says how facts are read off a page."""
    return f"{knowledge.stamp}-{facts_version()}"


@cache
def facts_version() -> str:
    """What says how facts are read off a page, whatever the Knowledge: another one makes other facts of the same
    verdict.
    """
    return f"{_VERSION}{resources().digest([ITEMS, LIMITS, OUGHT, MULTIPLES])}"
