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

#: Dimensions whose rules speak of the choice of codes and of their order, and of whether the row can be true at all.
OF_CHOICE = (Dimension.CODING, Dimension.DRG, Dimension.ACCURACY)


class Choice(StrEnum):
    """The verdict on a choice; the texts are those of the screen."""

    ALLOWED = "允许"
    DOUBTFUL = "存疑"
    FORBIDDEN = "禁止"


def about_first(examination: Examination, group: RowGroup) -> tuple[Finding, ...]:
    """What the rules of coding and of grouping, and those of accuracy, say of the first row of a group, gravest first.

    ``group``: diagnosis or procedure.
    """
    found = [f for f in examination.findings if f.dimension in OF_CHOICE and _is_first(f, group)]
    return tuple(sorted(found, key=lambda f: tuple(Severity).index(f.severity)))


def verdict_on(examination: Examination, group: RowGroup) -> Choice:
    """Forbidden when a rule that blocks speaks against the first row, doubtful when one that warns does."""
    found = {f.severity for f in about_first(examination, group)}
    if Severity.ERROR in found:
        return Choice.FORBIDDEN
    return Choice.DOUBTFUL if Severity.WARNING in found else Choice.ALLOWED


def better_row(finding: Finding, group: RowGroup) -> int | None:
    """The row that a finding on the first one names as the better choice; None where it names none."""
    places = [(ROW_ATTRIBUTES.get(place.field), place.index) for place in finding.also]
    return next((index for spot, index in places if spot and spot[0] == group and spot[1] == "code" and index), None)


def _is_first(finding: Finding, group: RowGroup) -> bool:
    spot = ROW_ATTRIBUTES.get(finding.place.field)
    return spot is not None and spot[0] == group and finding.place.index == 0
