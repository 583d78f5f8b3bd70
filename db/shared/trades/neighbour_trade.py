"""Neighbours in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.shared.tables import person_marks
from db.shared.trades.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class NeighbourTrade(Connections):
    """``coding.store.kept_neighbours``."""

    def neighbours(self, ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
        """For each of these ids the ids of the other pages of that record or person, ascending."""
        with self._reading() as connection:
            found = person_marks.neighbours(connection, ids)
            if self._sight.condition is None:
                return found
            return {page_id: tuple(sorted(self._sight.all_seen(connection, near))) for page_id, near in found.items()}
