"""Many pages of a store, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coding.page.front_page import FrontPage
from coding.store.store import Store, WorklistRow

#: Pages and rows that are read from the store at once.
CHUNK = 500


def chunked(ids: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The ids in runs of ``size``."""
    return (list(ids[first : first + size]) for first in range(0, len(ids), size))


def pages_of(store: Store, ids: Sequence[int]) -> list[FrontPage]:
    """The pages as they stand, in the order of the ids: the one place that asks the store for many."""
    return [store.page(page_id) for page_id in ids]


def originals_of(store: Store, ids: Sequence[int]) -> list[FrontPage]:
    """The pages as they were imported, in the order of the ids."""
    return [store.original(page_id) for page_id in ids]


def each_page(store: Store, ids: Sequence[int], size: int = CHUNK) -> Iterator[FrontPage]:
    """The pages one by one, read in chunks."""
    for chunk in chunked(ids, size):
        yield from pages_of(store, chunk)


def each_row(store: Store, ids: Sequence[int]) -> Iterator[WorklistRow]:
    """The light rows one by one, read in chunks."""
    for chunk in chunked(ids):
        yield from store.rows(chunk)
