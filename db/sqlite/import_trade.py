"""Files into SQLite, and what is needed to write their pages back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.sqlite import imports as importing
from db.sqlite.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.page.reading import Reading
    from coding.store.kept_imports import ImportResult, ImportSource


class ImportTrade(Connections):
    """``coding.store.kept_imports`` in SQLite."""

    def import_reading(self, reading: Reading, step: Callable[[int, int], None] | None = None) -> ImportResult:
        """Keep all pages of a file, all or none.

        A page whose key is known is updated while nobody has touched it, and the update stands in its
        history; two pages of one file with one key are both kept.
        """
        prepared = importing.prepare(reading)
        with self._transaction() as connection:
            return importing.import_pages(connection, self._written, prepared, self._clock(), step)

    def sources(self, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
        """The files that these pages came with last, each with its pages, in their order."""
        with self._reading() as connection:
            return importing.sources(connection, ids)

    def of_layout(self, layout: str) -> Sequence[int]:
        """The ids of the pages that came last with files of a layout, ascending."""
        with self._reading() as connection:
            return importing.of_layout(connection, layout)
