"""A large text file read by two processes: both go through its rows, each makes pages of one half of them.

What a row means is known only by going through all rows before it, for a cell may hold line ends; that costs little
beside the pages. What comes of the halves is joined so that nobody can tell it from one reading.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from coding.exchange.rows_read import Found, Recognised, RowsRead
from coding.exchange.spool import PageSpool, PageStack, SpoolPart, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from coding.exchange.textfile import Record
    from coding.page.front_page import FrontPage

#: Fewer rows are read by one process before the second has begun.
_WORTH_TWO: Final = 4_000
#: The part of the rows of which the first process makes pages: the second has to go through these as well.
_FIRST_PART: Final = 0.53
_STEP: Final = 20


class TextSource(Recognised, Protocol):
    """A text file that was recognised."""

    def records(self) -> Iterator[Record]:
        """Its rows, as often as wanted."""
        ...

    def rows_estimated(self) -> int:
        """How many there will be."""
        ...


class _ToDisk(PageStack):
    """Pages that go to a spool at once."""

    def __init__(self, spool: PageSpool) -> None:
        super().__init__()
        self._spool = spool

    def append(self, page: FrontPage) -> None:
        """Add a page at the end."""
        self._spool.append(page)

    def finished(self) -> Sequence[FrontPage]:
        """The pages."""
        return SpoolPart(self._spool, 0, len(self._spool))


def read_by_two(
    source: TextSource, stack: PageStack, progress: Callable[[int, int], None] | None = None
) -> RowsRead | None:
    """All rows of a file; None where it is to be read by one: few rows, a process that has threads or cannot fork,
    many rows on end that are no pages, a second process that does not begin or has come to nothing. Raises OSError.
    """
    total = source.rows_estimated()
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if total < _WORTH_TWO or not can_fork:
        return None
    first = int(total * _FIRST_PART)
    begun = _begun(source, first)
    if begun is None:
        return None
    second, receiving, spool = begun
    try:
        read = RowsRead(source, stack)
        for count in read.all_of(islice(source.records(), first)):
            if progress is not None and count % _STEP == 0:
                progress(2 * count, max(total, 2 * count))
        told = _received(receiving)
    finally:
        second.kill()
        second.join()
        receiving.close()
    if told is None:
        return None
    found, written = told
    spool.take(written)
    return read if read.join(found, SpoolPart(spool, 0, len(spool))) else None


def _begun(source: TextSource, first: int) -> tuple[BaseProcess, Connection, PageSpool] | None:
    """The second process, what it tells through, and where its pages lie; None where the system has none to give."""
    method = multiprocessing.get_context("fork")
    try:
        spool = PageSpool()
        receiving, sending = method.Pipe(duplex=False)
        with sending:
            second = method.Process(target=_read_second, args=(source, first, spool, sending), daemon=True)
            second.start()
    except OSError:
        return None
    return second, receiving, spool


def _read_second(source: TextSource, first: int, spool: PageSpool, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that was started
    read = RowsRead(source, _ToDisk(spool))
    with sending, suppress(Exception):  # whatever goes wrong here is told by the one that reads all rows then
        for _ in read.all_of(islice(source.records(), first, None)):
            pass
        sending.send((read.found(), spool.written()))


def _received(receiving: Connection) -> tuple[Found, Written] | None:
    try:
        told: tuple[Found, Written] = receiving.recv()
    except (EOFError, OSError):
        return None
    return told
