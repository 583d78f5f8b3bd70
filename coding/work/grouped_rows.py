"""Groups for the rows of a file, in order: a large plain file is shared out among processes of this machine, or among
the workers of a cluster.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from coding.base.errors import CodingError
from coding.base.sheet_writer import people_line
from coding.exchange.pieces import Piece, pieces_of
from coding.grouping.case import Case, Grouping
from coding.work.jobs import LostChunk, Opened

if TYPE_CHECKING:
    from concurrent.futures import Future

    from coding.exchange.read import RowShape, Source
    from coding.exchange.textfile import Record
    from coding.work.jobs import Job, Places

#: The case number and the case of a record; no case where the record cannot be read.
Find = Callable[["Record"], tuple[str, Case | None]]
#: Fewer pieces are done sooner than a second process is there.
_WORTH_SHARING = 3
#: Pieces on their way for each process, and the most processes.
_AHEAD, _MOST_JOBS = 3, 8
#: Rows that are done together where a file cannot be taken apart.
_TOGETHER = 2000


@dataclass(frozen=True, slots=True)
class GroupedLines:
    """Lines of the result, how many they are, how many of the rows were unreadable, and how many had no day of
    discharge where one is asked for.
    """

    text: str
    rows: int
    unreadable: int
    dayless: int = 0


class RowWriter(ABC):
    """Writes a line for every row of a file. ``stamp`` names what it groups by."""

    stamp: str

    @abstractmethod
    def lines(self, records: Iterable[Record]) -> GroupedLines:
        """The lines of these rows."""

    @abstractmethod
    def unanswered(self, records: Iterable[Record]) -> GroupedLines:
        """The lines of rows of which nothing is known: as of rows that cannot be read."""


class Recipe(Protocol):
    """What rows are grouped by, as it is sent: files and answers. ``repr`` tells it from every other."""

    def files(self) -> Iterable[str]:
        """The files and folders that it reads."""
        ...

    def at(self, places: Places) -> Recipe:
        """The same where these files lie elsewhere."""
        ...

    def row_writer(self, shape: RowShape) -> RowWriter:
        """All that it needs, loaded."""
        ...


#: What is sent together: a piece of the file, or rows.
Rows = Piece | tuple["Record", ...]
#: Has a job done on what can be given anew as often as it is wanted.
DoRows = Callable[["Job[Rows, GroupedLines]", Callable[[], Iterator[Rows]]], Iterator[GroupedLines | LostChunk]]


@dataclass(frozen=True)
class RowsJob:
    """Rows of a file grouped by a recipe."""

    recipe: Recipe
    shape: RowShape

    def __repr__(self) -> str:
        return f"{self.recipe!r} {self.shape.match.layout.id} {self.shape.match.header!r}"

    def files(self) -> Iterable[str]:
        """See Job."""
        return self.recipe.files()

    def at(self, places: Places) -> RowsJob:
        """See Job."""
        return RowsJob(self.recipe.at(places), self.shape)

    def opened(self) -> Opened[Rows, GroupedLines]:
        """See Job."""
        writer = self.recipe.row_writer(self.shape)
        return Opened(writer.stamp, partial(_lines, writer))


def _lines(writer: RowWriter, rows: Rows) -> GroupedLines:
    return writer.lines(_records(rows))


def _records(rows: Rows) -> Iterator[Record]:
    records = rows.records() if isinstance(rows, Piece) else rows
    return (record for record in records if record.problem or any(record.cells))


@dataclass(frozen=True, slots=True)
class RowGrouper(RowWriter):
    """What is done with each row: ``find`` reads it, ``decide`` groups it, ``tail`` gives the cells of a group with the
    end of the line. ``unreadable`` is the answer to a row that could not be read.
    """

    find: Find
    decide: Callable[[Case], Grouping]
    tail: Callable[[Grouping], str]
    unreadable: Grouping
    case_no: Callable[[list[str]], str]
    stamp: str = ""

    def lines(self, records: Iterable[Record]) -> GroupedLines:
        """See RowWriter."""
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

    def unanswered(self, records: Iterable[Record]) -> GroupedLines:
        """See RowWriter."""
        tail = self.tail(self.unreadable)
        lines = [people_line((self.case_no(record.cells),)) + tail for record in records]
        return GroupedLines("".join(lines), len(lines), len(lines))


@dataclass(frozen=True, slots=True)
class LostLines:
    """Lines of rows that could not be done: the rows count from the first data row of the file; see LostChunk."""

    lines: GroupedLines
    first: int
    chunk: LostChunk

    def in_words(self) -> str:
        """第 1–2,000 行没有结果：做这一块的工作进程一再意外退出。"""
        return f"第 {self.first:,}–{self.first + self.lines.rows - 1:,} 行没有结果：{self.chunk.why}。"


def grouped_by(source: Source, recipe: Recipe, writer: RowWriter, do: DoRows) -> Iterator[GroupedLines | LostLines]:
    """The lines of all rows of a file, in order, done elsewhere; ``writer`` answers for rows that could not be done."""
    done = 0
    for rows, found in zip(_rows_of(source), do(RowsJob(recipe, source.shape), partial(_rows_of, source)), strict=True):
        lines = writer.unanswered(_records(rows)) if isinstance(found, LostChunk) else found
        yield LostLines(lines, done + 1, found) if isinstance(found, LostChunk) else lines
        done += lines.rows


def _rows_of(source: Source) -> Iterator[Rows]:
    """The rows of a file as they are sent: nobody else has got the file."""
    is_whole = True
    for piece in pieces_of(source):
        is_whole = False
        if piece.data is not None:
            yield piece
            continue
        records = _records(piece)
        while batch := tuple(islice(records, _TOGETHER)):
            yield batch
    if is_whole:
        records = source.records()
        while batch := tuple(islice(records, _TOGETHER)):
            yield batch


def grouped_lines(source: Source, rows: RowWriter) -> Iterator[GroupedLines]:
    """The lines of all rows of a file, in order. Raises CodingError when a process dies."""
    pieces = pieces_of(source)
    first = list(islice(pieces, _WORTH_SHARING))
    if len(first) == _WORTH_SHARING and _can_share():
        yield from _shared_out(rows, first, pieces)
        return
    records = source.records()
    while batch := list(islice(records, _TOGETHER)):
        yield rows.lines(batch)


def _can_share() -> bool:
    """Only a process without other threads can be forked safely, and only a fork has the scheme loaded already."""
    import multiprocessing

    is_alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return is_alone and (os.cpu_count() or 1) > 1


def _shared_out(rows: RowWriter, first: list[Piece], more: Iterator[Piece]) -> Iterator[GroupedLines]:
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
_given: list[RowWriter] = []


def _prepare(rows: RowWriter) -> None:
    # Ctrl+C is for the process that started the work; a worker would answer it with a stack trace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given[:] = [rows]


def _run(piece: Piece) -> GroupedLines:
    return _lines(_given[0], piece)
