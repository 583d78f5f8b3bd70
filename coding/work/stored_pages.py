"""Many rows or pages of a store, some at a time."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from coding.store.store_errors import StoreCorruptError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.store.store import Store, WorklistRow
    from coding.work.contexts import Contexts

#: Rows that are read from the store at once.
CHUNK = 500
#: Pages that are read from the store at once, each with its neighbours.
TOGETHER = 25


def chunked(ids: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The ids in runs of ``size``."""
    return (list(ids[first : first + size]) for first in range(0, len(ids), size))


def each_row(store: Store, ids: Sequence[int]) -> Iterator[WorklistRow]:
    """The light rows one by one, read in chunks."""
    for chunk in chunked(ids):
        yield from store.rows(chunk)


def each_in_context(
    store: Store, ids: Sequence[int], contexts: Contexts, now: datetime
) -> Iterator[tuple[int, FrontPage, Context]]:
    """The pages one by one as they stand, each with its context; unknown ids are left out."""
    for chunk in chunked(ids, TOGETHER):
        found = contexts.of(chunk, now)
        yield from ((page_id, page, found[page_id]) for page_id, page in store.pages(chunk))


def each_readable_in_context(
    store: Store, ids: Sequence[int], contexts: Contexts, now: datetime
) -> Iterator[tuple[int, FrontPage, Context]]:
    """As ``each_in_context``; pages that are damaged are passed over, so that the others go on."""
    for chunk in chunked(ids, TOGETHER):
        try:
            yield from list(each_in_context(store, chunk, contexts, now))
        except StoreCorruptError:
            for page_id in chunk:
                with suppress(StoreCorruptError):
                    yield from list(each_in_context(store, [page_id], contexts, now))
