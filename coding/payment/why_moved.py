"""Why a case stands in another group, whatever the two schemes pay by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from coding.drg.scheme import Scheme
from coding.drg.walk_difference import NEW, OLD, WalkDifferences
from coding.grouping.case import Case, Grouping, GroupStatus
from coding.grouping.first_difference import DifferenceKind, FirstDifference

if TYPE_CHECKING:
    from coding.grouping.grouper import Grouper

#: The first difference of a case with its results under the old and the new scheme; None where there is none.
WhyMoved = Callable[[Case, Grouping, Grouping], FirstDifference | None]


def why_moved(old: Grouper, new: Grouper) -> WhyMoved:
    """What answers for two schemes: step by step between two of DRG, by the packet between two of DIP."""
    if isinstance(old, Scheme) and isinstance(new, Scheme):
        return WalkDifferences(old, new).of
    kind = DifferenceKind.PACKET if old.words.method == new.words.method else DifferenceKind.METHOD
    return lambda case, was, will: _by_results(kind, (old, new), case, was, will)


def _by_results(
    kind: DifferenceKind, schemes: tuple[Grouper, Grouper], case: Case, was: Grouping, will: Grouping
) -> FirstDifference | None:
    if was.drg == will.drg and was.status is will.status:
        return None
    if GroupStatus.CHECK_FAILED in (was.status, will.status):
        kind = DifferenceKind.CHECK
    words = f"{OLD}：{_told(schemes[0], case, was)}；{NEW}：{_told(schemes[1], case, will)}"
    if kind is DifferenceKind.METHOD:
        words += "。两方案付费方式不同，没有可比的步骤，只比较支付测算"
    return FirstDifference(kind, case.dx[0] if case.dx else "", words)


def _told(scheme: Grouper, case: Case, result: Grouping) -> str:
    """The group, or why there is none."""
    if result.is_grouped:
        return f"{result.drg} {result.name}（{result.status.value}）"
    return scheme.cause(case, result, lambda _code: False).rstrip("。") or result.status.value
