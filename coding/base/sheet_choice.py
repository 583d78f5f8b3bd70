"""Which sheet of several is read: of those whose header is known the one with most to read, else the first that is
not empty.
"""

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


def choose_sheet(
    sheets: Sequence[Sheet],
    recognise: Callable[[list[list[str]]], Found | None],
    usable: Callable[[list[list[str]], Found], int] | None = None,
) -> ChosenSheet[Found]:
    """The sheet that is read. ``recognise`` gives what a door needs of the rows of a sheet, None where it is not one
    of that door's. ``usable`` says how many rows the door can use: of several sheets that are its own the one with
    most is read, among equals the first; a sheet that explains the columns has the header, and nothing under it.
    ``sheets`` has at least one; of others that are empty nothing is said.
    """
    taken, found = next((i for i, sheet in enumerate(sheets) if sheet.rows), 0), None
    most = -1
    for place, sheet in enumerate(sheets):
        own = recognise(sheet.rows)
        if own is None:
            continue
        count = 0 if usable is None or len(sheets) == 1 else usable(sheet.rows, own)
        if count > most:
            taken, found, most = place, own, count
    others = tuple(sheet.name for place, sheet in enumerate(sheets) if place != taken and sheet.rows)
    return ChosenSheet(sheets[taken], found, others)
