"""Neighbours in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.sqlite import person_marks
from db.sqlite.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class NeighbourTrade(Connections):
    """``coding.store.kept_neighbours`` in SQLite."""

    def neighbours(self, ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
        """For each of these ids the ids of the other pages of that record or person, ascending."""
        with self._reading() as connection:
            return person_marks.neighbours(connection, ids)
