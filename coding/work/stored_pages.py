"""Many rows of a store, some hundreds at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.store.store import Store, WorklistRow

#: Rows that are read from the store at once.
CHUNK = 500


def chunked(ids: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The ids in runs of ``size``."""
    return (list(ids[first : first + size]) for first in range(0, len(ids), size))


def each_row(store: Store, ids: Sequence[int]) -> Iterator[WorklistRow]:
    """The light rows one by one, read in chunks."""
    for chunk in chunked(ids):
        yield from store.rows(chunk)
