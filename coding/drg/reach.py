"""Which groups of a scheme no case can reach, told at the row that names them.

Such a group is told, not refused: packs hold them by mistake (a rule after ALWAYS, an empty list), and it is for their
makers to mend. What could not be decided is told as that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.complaint import Complaint, Grade
from coding.drg.group_code import is_rest
from coding.drg.reach_search import Reach, ReachSearch

if TYPE_CHECKING:
    from coding.drg.scheme import Scheme

_WORDS = {
    Reach.NEVER: "病组 {drg} 永远不会入组：没有任何病例能到达它（请检查它的条件、编码表和排在前面的条件）。",
    Reach.UNDECIDED: "病组 {drg} 未能判定能否到达：条件过于复杂，请用病例核对。",
}


def groups_by_reach(scheme: Scheme) -> dict[Reach, tuple[str, ...]]:
    """The groups (and ambiguity groups) that the rules name, by whether a case can come to them, in their order.

    The rest of an MDC of the national workbook is left out: it is empty where its ADRGs take everything.
    """
    search = ReachSearch(scheme)
    found: dict[Reach, list[str]] = {reach: [] for reach in Reach}
    for drg in search.groups:
        if not is_rest(drg):
            found[search.reach(drg)].append(drg)
    return {reach: tuple(groups) for reach, groups in found.items()}


def unreachable_groups(scheme: Scheme) -> tuple[str, ...]:
    """The groups that no case can come to: this was shown, not merely not found."""
    return groups_by_reach(scheme)[Reach.NEVER]


def check_scheme(scheme: Scheme) -> tuple[Complaint, ...]:
    """What is wrong with a pack, each with file and line; none of it keeps the pack from being used.

    Groups that no case reaches are among them; finding those takes up to a second.
    """
    faults = (complaint for complaint in scheme.pack.told() if complaint.grade is not Grade.NOTE)
    return (*faults, *reach_complaints(scheme))


def reach_complaints(scheme: Scheme) -> tuple[Complaint, ...]:
    """A complaint for each of them, at the row that names it."""
    found = groups_by_reach(scheme)
    told = []
    for reach, words in _WORDS.items():
        for drg in found[reach]:
            file, line = scheme.pack.places.get(drg, ("drg_rules.csv", 0))
            told.append(Complaint(file, line, words.format(drg=drg)))
    return tuple(told)
