"""The facts of checked pages into a data set, some thousands at a time: the columns that figures are counted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coding.indicators.frame import facts_frame
from coding.store.checked_set import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.base.parquet_writer import DataSet, Partition
    from coding.work.checked_page import CheckedPage

#: Pages that are kept before they are written, of all partitions together: some 30 MB.
_MOST_PAGES: Final = 10_000
_READ: Final[dict[str, Callable[[CheckedPage], Any]]] = {
    "organisation": lambda one: one.organisation,
    "organisation_name": lambda one: one.organisation_name,
    "region": lambda one: one.region,
    "same_stay": lambda one: one.same_stay,
    "found": lambda one: one.found,
    "unjudged": lambda one: one.unjudged,
    "group_name": lambda one: one.group_name,
}


class FactsTable:
    """The table of facts of a data set."""

    def __init__(self, into: DataSet) -> None:
        self._into = into
        self._kept: dict[Partition, list[tuple[int, CheckedPage]]] = {}
        self.count = self._held = 0

    def add(self, page: CheckedPage) -> None:
        """One page; pages are numbered as they come."""
        self._kept.setdefault(page.partition, []).append((self.count, page))
        self.count += 1
        self._held += 1
        if self._held >= _MOST_PAGES:
            self.flush()

    def flush(self) -> None:
        """Write what is kept."""
        for partition, pages in self._kept.items():
            frame = facts_frame(page.facts for _, page in pages)
            columns: dict[str, Any] = {str(name): column.array for name, column in frame.items()}
            columns["number"] = [number for number, _ in pages]
            columns |= {name: [read(page) for _, page in pages] for name, read in _READ.items()}
            self._into.write(FACTS, partition, columns)
        self._kept.clear()
        self._held = 0
