"""The trade of neighbours: which pages belong to one record or person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class KeepsNeighbours(Protocol):
    """Pages that share a record number or an identity number, whoever wrote them, as they stand now."""

    def neighbours(self, ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
        """For each of these ids the ids of its neighbours, ascending; () where there are none or the id is unknown.

        Of the pages that bear one number only the first ``MOST_NEIGHBOURS + 1`` are named
        (``coding.page.neighbour_index``): what half the pages share (0, 无) is no identity.
        """
        ...
