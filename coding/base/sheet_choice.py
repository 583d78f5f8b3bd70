"""Which sheet of several is read: the first whose header is known, else the first that is not empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.base.sheets import Sheet

#: What a door finds in the rows of a sheet that is one of its own: columns, a header row.
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class ChosenSheet(Generic[Found]):
    """The sheet that is read, what was found in it (None: its header is not known) and the names of the others."""

    sheet: Sheet
    found: Found | None
    others: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """A Chinese sentence that says which sheet was taken; none where there is but one."""
        if not self.others:
            return ()
        return (f"只读取了工作表“{self.sheet.name}”，没有读取：{'、'.join(self.others)}。",)


def choose_sheet(sheets: Sequence[Sheet], recognise: Callable[[list[list[str]]], Found | None]) -> ChosenSheet[Found]:
    """The sheet that is read. ``recognise`` gives what a door needs of the rows of a sheet, None where it is not one
    of that door's. ``sheets`` has at least one; of others that are empty nothing is said.
    """
    taken, found = next((i for i, sheet in enumerate(sheets) if sheet.rows), 0), None
    for place, sheet in enumerate(sheets):
        found = recognise(sheet.rows)
        if found is not None:
            taken = place
            break
    others = tuple(sheet.name for place, sheet in enumerate(sheets) if place != taken and sheet.rows)
    return ChosenSheet(sheets[taken], found, others)
