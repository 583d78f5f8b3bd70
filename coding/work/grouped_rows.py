"""Groups for the rows of a file, in order: a large plain file is shared out among processes of this machine."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.base.sheet_writer import people_line
from coding.exchange.pieces import Piece, pieces_of
from coding.grouping.case import Case, Grouping

if TYPE_CHECKING:
    from concurrent.futures import Future

    from coding.exchange.read import Source
    from coding.exchange.textfile import Record

#: The case number and the case of a record; no case where the record cannot be read.
Find = Callable[["Record"], tuple[str, Case | None]]
#: Fewer pieces are done sooner than a second process is there.
_WORTH_SHARING = 3
#: Pieces on their way for each process, and the most processes.
_AHEAD, _MOST_JOBS = 3, 8


@dataclass(frozen=True, slots=True)
class RowGrouper:
    """What is done with each row: ``find`` reads it, ``decide`` groups it, ``tail`` gives the cells of a group with the
    end of the line. ``unreadable`` is the answer to a row that could not be read.
    """

    find: Find
    decide: Callable[[Case], Grouping]
    tail: Callable[[Grouping], str]
    unreadable: Grouping

    def lines(self, records: Iterable[Record]) -> GroupedLines:
        """The lines of these rows."""
        find, decide = self.find, self.decide
        # Some hundreds of groups end many thousands of lines; a scheme makes each of them once: its identity will do.
        tails: dict[int, tuple[Grouping, str]] = {}
        lines: list[str] = []
        unreadable = 0
        for record in records:
            case_id, case = find(record)
            if case is None:
                unreadable += 1
                grouping = self.unreadable
            else:
                grouping = decide(case)
            known = tails.get(id(grouping))
            if known is None:
                known = tails[id(grouping)] = (grouping, self.tail(grouping))
            lines.append((case_id if case_id.isalnum() else people_line((case_id,))) + known[1])
        return GroupedLines("".join(lines), len(lines), unreadable)


@dataclass(frozen=True, slots=True)
class GroupedLines:
    """Lines of the result, how many they are, and how many of the rows were unreadable."""

    text: str
    rows: int
    unreadable: int


def grouped_lines(source: Source, rows: RowGrouper) -> Iterator[GroupedLines]:
    """The lines of all rows of a file, in order. Raises CodingError when a process dies."""
    pieces = pieces_of(source)
    first = list(islice(pieces, _WORTH_SHARING))
    if len(first) == _WORTH_SHARING and _can_share():
        yield from _shared_out(rows, first, pieces)
        return
    records = source.records()
    while batch := list(islice(records, 2000)):
        yield rows.lines(batch)


def _can_share() -> bool:
    """Only a process without other threads can be forked safely, and only a fork has the scheme loaded already."""
    import multiprocessing

    is_alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return is_alone and (os.cpu_count() or 1) > 1


def _shared_out(rows: RowGrouper, first: list[Piece], more: Iterator[Piece]) -> Iterator[GroupedLines]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    jobs = min(os.cpu_count() or 1, _MOST_JOBS)
    gc.freeze()  # the collector of a child would touch, and thereby copy, all that is shared
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), initializer=_prepare, initargs=(rows,))
    on_their_way: deque[Future[GroupedLines]] = deque()
    try:
        for piece in (*first, *more):
            on_their_way.append(pool.submit(_run, piece))
            if len(on_their_way) > _AHEAD * jobs:
                yield on_their_way.popleft().result()
        while on_their_way:
            yield on_their_way.popleft().result()
    except BrokenProcessPool as error:
        raise CodingError("并行进程意外退出（可能内存不足）：请把文件分小后再试。") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


#: In a worker: what it was forked with.
_given: list[RowGrouper] = []


def _prepare(rows: RowGrouper) -> None:
    # Ctrl+C is for the process that started the work; a worker would answer it with a stack trace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given[:] = [rows]


def _run(piece: Piece) -> GroupedLines:
    records = (record for record in piece.records() if record.problem or any(record.cells))
    return _given[0].lines(records)
