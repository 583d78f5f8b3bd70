"""The pages of a run in chunks: what goes to a worker, on this machine or another, is a chunk."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, overload

from coding.exchange.spool import marks_of, packed_page
from coding.page.context import Context
from coding.page.neighbour_index import NeighbourIndex
from coding.page.packed_page import comparable, unpack
from coding.work.contexts import Contexts

if TYPE_CHECKING:
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.page.packed_page import Shape

#: Pages that are done together; of so many that it is a long run more: each piece costs a way there and back.
CHUNK = 100
_LONG_RUN, _LARGE_CHUNK = 10_000, 400
#: Pages without neighbours that are done together: less is to be done with them.
PLAIN_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pages that are done together, each with its context: a chunk carries its neighbours and asks nobody."""

    pages: tuple[tuple[FrontPage, Context], ...]

    def __iter__(self) -> Iterator[tuple[FrontPage, Context]]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)


@dataclass(frozen=True, slots=True)
class PackedChunk:
    """A chunk as bytes, quick to make and to send: pages come from disk as they lie there, and are made by the worker.

    ``pages``: those of the chunk, then their neighbours that are not among them, each as bytes with the number of its
    shape. ``near``: for each page of the chunk the places of its neighbours; None where nobody knows them.
    """

    shapes: tuple[Shape, ...]
    pages: tuple[tuple[bytes, int], ...]
    near: tuple[tuple[int, ...] | None, ...]
    context: Context

    def opened(self) -> Chunk:
        """The chunk; a page that is the neighbour of several is made once."""
        pages = [unpack(data, self.shapes[shape]) for data, shape in self.pages]
        return Chunk(tuple((pages[at], self._context(near, pages)) for at, near in enumerate(self.near)))

    def _context(self, near: tuple[int, ...] | None, pages: Sequence[FrontPage]) -> Context:
        if near is None:
            return self.context
        return replace(self.context, neighbours=tuple(pages[other] for other in near))

    def comparable(self) -> Iterator[bytes]:
        """What tells this chunk from every other, the same in every run."""
        for data, shape in self.pages:
            yield comparable(data, self.shapes[shape])
        yield repr((self.near, self.context)).encode("utf-8", "surrogatepass")


class Chunked(Sequence[Chunk]):
    """Chunks that are made when they are asked for."""

    @abstractmethod
    def packed(self, number: int) -> PackedChunk:
        """A chunk as it is sent."""


class Chosen(Chunked):
    """Some of the chunks, by their numbers."""

    def __init__(self, chunks: Chunked, numbers: Sequence[int]) -> None:
        self._chunks = chunks
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, number: int) -> Chunk: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Chunk, ...]: ...
    def __getitem__(self, number: int | slice) -> Chunk | tuple[Chunk, ...]:
        if isinstance(number, slice):
            return tuple(self._chunks[n] for n in self._numbers[number])
        return self._chunks[self._numbers[number]]

    def packed(self, number: int) -> PackedChunk:
        """See Chunked."""
        return self._chunks.packed(self._numbers[number])


class PagesInChunks(Chunked):
    """Pages in chunks. Where pages lie on disk they stay there."""

    def __init__(self, pages: Sequence[FrontPage], context: Context, size: int) -> None:
        self.pages = pages
        self._context = context
        self._size = size

    def __len__(self) -> int:
        return -(-len(self.pages) // self._size)

    @overload
    def __getitem__(self, number: int) -> Chunk: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Chunk, ...]: ...
    def __getitem__(self, number: int | slice) -> Chunk | tuple[Chunk, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        return Chunk(tuple((self.pages[n], self._context_of(n)) for n in self.numbers(number)))

    def numbers(self, number: int) -> range:
        """The numbers of the pages of a chunk."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return range(number * self._size, min((number + 1) * self._size, len(self.pages)))

    def packed(self, number: int) -> PackedChunk:
        """See Chunked."""
        places = {page: at for at, page in enumerate(self.numbers(number))}
        near = []
        for page in self.numbers(number):
            others = self._near(page)
            near.append(None if others is None else tuple(places.setdefault(o, len(places)) for o in others))
        shapes: dict[Shape, int] = {}
        pages = []
        for page in places:
            data, shape = packed_page(self.pages, page)
            pages.append((data, shapes.setdefault(shape, len(shapes))))
        return PackedChunk(tuple(shapes), tuple(pages), tuple(near), self._context)

    def _context_of(self, number: int) -> Context:
        near = self._near(number)
        if near is None:
            return self._context
        return replace(self._context, neighbours=tuple(self.pages[other] for other in near))

    @abstractmethod
    def _near(self, number: int) -> tuple[int, ...] | None:
        """The numbers of a page's neighbours; None where they are not known."""


class Chunks(PagesInChunks):
    """The pages of a batch, each with its neighbours in the batch.

    ``as_of`` is "now" for the rules. Of ``contexts`` the waivers for all pages and the audience hold; pages of a batch
    have no ids.
    """

    def __init__(
        self, pages: Sequence[FrontPage], as_of: datetime, contexts: Contexts = Contexts(), size: int = 0
    ) -> None:
        """``size``: pages of a chunk; 0: as many as are worth it."""
        usual = CHUNK if len(pages) < _LONG_RUN else _LARGE_CHUNK
        super().__init__(pages, contexts.among((), as_of), size or usual)
        self._index = NeighbourIndex(marks_of(pages))

    def _near(self, number: int) -> tuple[int, ...]:
        return self._index.of(number)


class PlainChunks(PagesInChunks):
    """Pages without neighbours and without a day: a group asks for none."""

    def __init__(self, pages: Sequence[FrontPage], size: int = PLAIN_CHUNK) -> None:
        super().__init__(pages, Context(), size)

    def _near(self, _number: int) -> None:
        return None
