"""What the rules of coding say of a choice of the principal diagnosis or of the main procedure.

The verdict is read off the examination of the page as the choice would make it, so it can never disagree with
the findings; it knows nothing of weights.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from coding.page.fields import ROW_ATTRIBUTES, RowGroup
from coding.page.finding import Dimension, Finding, Severity

if TYPE_CHECKING:
    from coding.examine.examine import Examination

#: Dimensions whose rules speak of the choice of codes and of their order.
_OF_CHOICE = (Dimension.CODING, Dimension.DRG)


class Choice(StrEnum):
    """The verdict on a choice; the texts are those of the screen."""

    ALLOWED = "允许"
    DOUBTFUL = "存疑"
    FORBIDDEN = "禁止"


def about_first(examination: Examination, group: RowGroup) -> tuple[Finding, ...]:
    """What the rules of coding and of grouping say of the first row of a group, gravest first.

    ``group``: diagnosis or procedure.
    """
    found = [f for f in examination.findings if f.dimension in _OF_CHOICE and _is_first(f, group)]
    return tuple(sorted(found, key=lambda f: tuple(Severity).index(f.severity)))


def verdict_on(examination: Examination, group: RowGroup) -> Choice:
    """Forbidden when a rule that blocks speaks against the first row, doubtful when one that warns does."""
    found = {f.severity for f in about_first(examination, group)}
    if Severity.ERROR in found:
        return Choice.FORBIDDEN
    return Choice.DOUBTFUL if Severity.WARNING in found else Choice.ALLOWED


def _is_first(finding: Finding, group: RowGroup) -> bool:
    spot = ROW_ATTRIBUTES.get(finding.place.field)
    return spot is not None and spot[0] == group and finding.place.index == 0
