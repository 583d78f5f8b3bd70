"""The pages of a run in chunks: what goes to a worker, on this machine or another, is a chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from coding.page.neighbour_index import NeighbourIndex
from coding.work.contexts import Contexts

if TYPE_CHECKING:
    from datetime import datetime

    from coding.page.context import Context
    from coding.page.front_page import FrontPage

#: Pages that are done together.
CHUNK = 100


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pages that are done together, each with its context: a chunk carries its neighbours and asks nobody."""

    pages: tuple[tuple[FrontPage, Context], ...]

    def __iter__(self) -> Iterator[tuple[FrontPage, Context]]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)


class Chunks(Sequence[Chunk]):
    """The pages of a batch, each with its neighbours in the batch, in chunks that are made when they are asked for.

    ``as_of`` is "now" for the rules. Of ``contexts`` the waivers for all pages and the audience hold; pages of a batch
    have no ids. Where pages lie on disk they stay there.
    """

    def __init__(
        self, pages: Sequence[FrontPage], as_of: datetime, contexts: Contexts = Contexts(), size: int = CHUNK
    ) -> None:
        self.pages = pages
        self._as_of = as_of
        self._contexts = contexts
        self._size = size
        self._index = NeighbourIndex(pages)

    def __len__(self) -> int:
        return -(-len(self.pages) // self._size)

    @overload
    def __getitem__(self, number: int) -> Chunk: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Chunk, ...]: ...
    def __getitem__(self, number: int | slice) -> Chunk | tuple[Chunk, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        if not 0 <= number < len(self):
            raise IndexError(number)
        first = number * self._size
        return Chunk(tuple(self._opened(n) for n in range(first, min(first + self._size, len(self.pages)))))

    def _opened(self, number: int) -> tuple[FrontPage, Context]:
        others = tuple(self.pages[other] for other in self._index.of(number))
        return self.pages[number], self._contexts.among(others, self._as_of)
