"""Who may write which kind of entry in the journal of the months, and what of it is shown to whom.

The table is ``resources/people/month_kinds.csv``; the kinds are those of ``coding.store.kept_months.MonthKind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coding.base.resources import resource_table
from coding.review.people import Command

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: In the column ``ward``: nobody who reads only some wards is shown such an entry.
_NOBODY: Final = "*"


@dataclass(frozen=True, slots=True)
class KindRights:
    """A row of the table. ``money``, ``whole``: keys of what an entry says that are hidden from whoever sees no money,
    or not all wards. ``ward``: the key that names the ward of an entry without a page, "" = everybody's. ``words``:
    keys of what people have written, in which somebody may be named.
    """

    command: Command
    label: str
    money: frozenset[str]
    whole: frozenset[str]
    ward: str
    words: tuple[str, ...] = ()

    def is_for(self, said: Mapping[str, Any], wards: Collection[str]) -> bool:
        """Whether an entry without a page is for somebody who reads these wards alone."""
        return not self.ward or (self.ward != _NOBODY and str(said.get(self.ward, "")) in wards)

    def shown(self, said: Mapping[str, Any], *, money: bool, everything: bool) -> Mapping[str, Any]:
        """What an entry says, to somebody who sees money or not, and all wards or not."""
        hidden = (frozenset() if money else self.money) | (frozenset() if everything else self.whole)
        return {key: value for key, value in said.items() if key not in hidden} if hidden else said


def kind_rights(kind: str) -> KindRights:
    """The rights on a kind of entry. Raises KeyError for one that no row has."""
    return _kinds()[kind]


def month_command(kind: str) -> Command | None:
    """What one has to be allowed to do to write an entry of this kind; None for a kind that there is not."""
    found = _kinds().get(kind)
    return found.command if found else None


@cache
def _kinds() -> Mapping[str, KindRights]:
    table = resource_table("people/month_kinds.csv", "kind", "command", "label", "money", "whole", "ward", "words")
    return {
        row["kind"]: KindRights(
            Command(row["command"]),
            row["label"],
            frozenset(row["money"].split()),
            frozenset(row["whole"].split()),
            row["ward"].strip(),
            tuple(row["words"].split()),
        )
        for row in table
    }
