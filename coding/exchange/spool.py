"""Pages on disk that behave like a tuple of pages: a large file must not fill the memory."""

from __future__ import annotations

import os
import tempfile
import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

from coding.page.front_page import FrontPage
from coding.page.neighbour_index import placed_marks
from coding.page.packed_page import Shape, pack, shape_of, unpack

#: Up to so many pages stay in memory: they are some 20 MB.
IN_MEMORY = 2_000
#: Where a file is read without moving the place that processes forked from this one share, and where it is written.
_READS_APART = hasattr(os, "pread")


@dataclass(frozen=True, slots=True)
class Written:
    """Where the pages of a spool lie: ends of their bytes, shapes, the number of the shape of each; and their marks,
    two numbers each, with the end of those of each page.
    """

    places: array[int]
    shapes: list[Shape]
    shape_of: array[int]
    marks: array[int]
    marks_of: array[int]


class PageSpool(Sequence[FrontPage]):
    """Pages in a temporary file, read one by one as they are asked for; the file goes with the object.

    Each is encrypted (AES-256-GCM) with a key that is never outside the memory: what the disk keeps of a file that is
    gone, or that a power cut has left, says nothing. The number of a page is its nonce, and no key is used twice.
    What all pages of a file share (supplied keys, names of the origin) is kept once; by which marks pages find their
    neighbours is kept beside them, so that nobody opens them for it.
    """

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # no part of the start

        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._file = tempfile.TemporaryFile(prefix="frontpage-")  # noqa: SIM115 - lives as long as the pages
        self._places = array("Q", [0])
        self._shapes: list[Shape] = []
        self._shape_ids: dict[Shape, int] = {}
        self._shape_of = array("I")
        self._marks, self._marks_of = array("q"), array("Q", [0])
        self._lock = threading.Lock()
        self._is_behind = False

    def append(self, page: FrontPage) -> None:
        """Add a page at the end."""
        shape = shape_of(page)
        number = self._shape_ids.get(shape)
        if number is None:
            number = self._shape_ids[shape] = len(self._shapes)
            self._shapes.append(shape)
        data, marks = pack(page), placed_marks(page)
        with self._lock:
            data = self._cipher.encrypt(_nonce(len(self)), data, None)
            if not _READS_APART:
                self._file.seek(self._places[-1])
            self._file.write(data)
            self._is_behind = True
            self._shape_of.append(number)
            self._places.append(self._places[-1] + len(data))
            for mark in marks:
                self._marks.extend(mark)
            self._marks_of.append(len(self._marks))

    def __len__(self) -> int:
        return len(self._places) - 1

    @overload
    def __getitem__(self, index: int) -> FrontPage: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FrontPage, ...]: ...
    def __getitem__(self, index: int | slice) -> FrontPage | tuple[FrontPage, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        count = len(self)
        if not -count <= index < count:
            raise IndexError(index)
        return unpack(*self.packed(index % count))

    def packed(self, at: int) -> tuple[bytes, Shape]:
        """The page of this number as bytes, and its shape: what goes to another process is not made a page here."""
        start, end = self._places[at], self._places[at + 1]
        data = self._cipher.decrypt(_nonce(at), self._read(start, end - start), None)
        return data, self._shapes[self._shape_of[at]]

    def written(self) -> Written:
        """Where its pages lie, for a process that has the same file and key: this one was forked from it."""
        with self._lock:
            self._file.flush()
        return Written(self._places, self._shapes, self._shape_of, self._marks, self._marks_of)

    def take(self, written: Written) -> None:
        """Have the pages that another process has written to the same file; this one has written none."""
        self._places, self._shapes, self._shape_of = written.places, written.shapes, written.shape_of
        self._marks, self._marks_of = written.marks, written.marks_of

    def marks(self, at: int) -> list[tuple[int, int]]:
        """The marks of the page of this number; see ``placed_marks``."""
        start, end = self._marks_of[at], self._marks_of[at + 1]
        return [(self._marks[n], self._marks[n + 1]) for n in range(start, end, 2)]

    def _read(self, start: int, length: int) -> bytes:
        if _READS_APART:
            if self._is_behind:
                with self._lock:
                    self._file.flush()
                    self._is_behind = False
            return os.pread(self._file.fileno(), length, start)
        with self._lock:
            self._file.seek(start)
            return self._file.read(length)

    def __iter__(self) -> Iterator[FrontPage]:
        return (self[i] for i in range(len(self)))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class SpoolPart(Sequence[FrontPage]):
    """Some pages of a spool, one after the other: those of one file of many."""

    def __init__(self, spool: PageSpool, first: int, count: int) -> None:
        self._spool, self._first, self._count = spool, first, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> FrontPage: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FrontPage, ...]: ...
    def __getitem__(self, index: int | slice) -> FrontPage | tuple[FrontPage, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._count)))
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._spool[self._first + index % self._count]

    def packed(self, at: int) -> tuple[bytes, Shape]:
        """As that of the spool."""
        return self._spool.packed(self._first + at)

    def marks(self, at: int) -> list[tuple[int, int]]:
        """As those of the spool."""
        return self._spool.marks(self._first + at)


class Pages(Sequence[FrontPage]):
    """Several sequences of pages as one, without copying them."""

    def __init__(self, parts: Iterable[Sequence[FrontPage]]) -> None:
        flat = chain.from_iterable(part.parts if isinstance(part, Pages) else (part,) for part in parts)
        self._parts = tuple(part for part in flat if len(part))
        self._ends: list[int] = []
        for part in self._parts:
            self._ends.append(len(part) + (self._ends[-1] if self._ends else 0))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> FrontPage: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FrontPage, ...]: ...
    def __getitem__(self, index: int | slice) -> FrontPage | tuple[FrontPage, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        part, at = self.place(index % len(self))
        return part[at]

    def place(self, index: int) -> tuple[Sequence[FrontPage], int]:
        """The sequence that holds the page of this number, and where in it."""
        number = bisect_right(self._ends, index)
        return self._parts[number], index - (self._ends[number - 1] if number else 0)

    def __iter__(self) -> Iterator[FrontPage]:
        for part in self._parts:
            yield from part

    @property
    def parts(self) -> tuple[Sequence[FrontPage], ...]:
        """The sequences, one after the other."""
        return self._parts


def marks_of(pages: Sequence[FrontPage]) -> Iterator[list[tuple[int, int]]]:
    """The marks of each page of any sequence; see ``placed_marks``."""
    if isinstance(pages, Pages):
        for part in pages.parts:
            yield from marks_of(part)
    elif isinstance(pages, PageSpool | SpoolPart):
        yield from map(pages.marks, range(len(pages)))
    else:
        yield from map(placed_marks, pages)


def packed_page(pages: Sequence[FrontPage], index: int) -> tuple[bytes, Shape]:
    """A page of any sequence as bytes, and its shape; one that lies on disk is taken as it lies there."""
    if isinstance(pages, Pages):
        pages, index = pages.place(index)
    if isinstance(pages, PageSpool | SpoolPart):
        return pages.packed(index)
    page = pages[index]
    return pack(page), shape_of(page)


class SharedSpool:
    """Where the pages of many files lie, read one after the other: the first of all of them in memory, then on disk.

    Many small files must not fill the memory where one large one does not.
    """

    def __init__(self) -> None:
        self.left = IN_MEMORY
        self._spool: PageSpool | None = None

    @property
    def spool(self) -> PageSpool:
        """The pages on disk; made when first asked for."""
        if self._spool is None:
            self._spool = PageSpool()
        return self._spool


class PageStack:
    """Collects the pages of a file: in memory while they are few, on disk from then on. ``shared``: with the pages of
    files that were collected before it.
    """

    def __init__(self, shared: SharedSpool | None = None) -> None:
        self._shared = shared or SharedSpool()
        self._few: list[FrontPage] = []
        self._first: int | None = None

    def append(self, page: FrontPage) -> None:
        """Add a page at the end."""
        if self._first is not None:
            self._shared.spool.append(page)
            return
        self._few.append(page)
        if len(self._few) > self._shared.left:
            self._first = len(self._shared.spool)
            for early in self._few:
                self._shared.spool.append(early)
            self._few.clear()

    def finished(self) -> Sequence[FrontPage]:
        """The pages: a tuple, or a sequence on disk that behaves like one."""
        if self._first is None:
            self._shared.left -= len(self._few)
            return tuple(self._few)
        spool = self._shared.spool
        return SpoolPart(spool, self._first, len(spool) - self._first)
