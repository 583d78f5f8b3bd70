"""Going through the findings of a page one by one: the next is the next, whatever was mended on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class FindingWalk:
    """Where she is among the findings of the page, by their rows; ``row`` is the one that is chosen.

    She has ``reached`` it once she has gone to it; the one that moves up when another was mended is chosen and not yet
    reached. ``follow`` carries both over to the findings after a change, so that no row number is ever stale.
    """

    def __init__(self) -> None:
        self.row = 0
        self.reached = False
        self._count = 0
        self._seen: frozenset[int] = frozenset()

    def start(self, count: int) -> None:
        """Another page: so many findings, none of them seen."""
        self.row, self.reached, self._count, self._seen = 0, False, count, frozenset()

    def follow(self, kept: Mapping[int, int], count: int) -> None:
        """The page has changed: which row is which now (those that are gone are left out), and how many there are."""
        self._seen = frozenset(kept[row] for row in self._seen if row in kept)
        self._count = count
        if self.row in kept:
            self.row = kept[self.row]
            return
        before = next((kept[row] for row in reversed(range(self.row)) if row in kept), -1)
        self.row = max(0, min(before + 1, count - 1))
        self.reached = before + 1 >= count  # nothing comes behind the one that is gone

    def choose(self, row: int) -> None:
        """She has chosen a row herself; rows from ``count`` on are no findings that stand."""
        self.row, self.reached = min(row, self._count), True
        self._seen |= {row}

    def step(self, by: int) -> int | None:
        """The row of the next (1) or previous (-1) finding, which is chosen and reached by this; None at the end.

        Before the end is told, those are gone to that came meanwhile and stand further up.
        """
        there = self._forward() if by > 0 else self.row - 1
        if there is None or not 0 <= there < self._count:
            return None
        self.choose(there)
        return there

    def _forward(self) -> int | None:
        there = self.row + self.reached
        if there < self._count:
            return there
        return next((row for row in range(self._count) if row not in self._seen), None)
