"""Where one scheme does not divide a family of groups by complications, and another one does: one line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.grouping.grouper import Complication

if TYPE_CHECKING:
    from coding.grouping.case import Grouping
    from coding.grouping.grouper import Grouper

_DIVIDED = frozenset({Complication.MAJOR, Complication.MINOR, Complication.NONE})


def undivided_line(own: Grouper, here: Grouping, other: Grouper, there: Grouping) -> str:
    """What is to be said of a case that is in ``here`` under its own scheme and in ``there`` under another: that its
    ADRG is not divided here, and how it is divided there. "" where there is nothing to say.
    """
    if not (here.is_grouped and there.is_grouped) or own.words.method != other.words.method:
        return ""
    mine, others = own.traits(here.drg), other.traits(there.drg)
    if mine.complication is not Complication.UNDIVIDED or others.complication not in _DIVIDED:
        return ""
    if mine.family != others.family:
        return ""
    divided = [
        drg
        for drg in other.groups
        if (traits := other.traits(drg)).family == others.family and traits.complication in _DIVIDED
    ]
    return (
        f"本方案此 {own.words.family}（{mine.family}）不再细分；"
        f"在“{other.title}”中按并发症分为 {'、'.join(divided)}，本例为 {there.drg}。"
    )
