"""Many pages at once: a pure function mapped over pages through an executor, order kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.examine.examine import Examination, examine
from coding.work.chunks import CHUNK, Chunks
from coding.work.contexts import Contexts
from coding.work.executors import Executor, InProcess, LocalProcesses
from coding.work.jobs import LostChunk

if TYPE_CHECKING:
    from datetime import datetime

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.page.front_page import FrontPage
    from coding.work.chunks import PagesInChunks
    from coding.work.jobs import Result
    from coding.work.pages_job import Work

#: Told after every chunk: pages done so far.
Progress = Callable[[int], None]
#: Fewer pages than this are done before a second process has started.
_WORTH_A_PROCESS = 400


class BatchCancelledError(CodingError):
    """The batch was cancelled; what was done so far is void."""


@dataclass(frozen=True, slots=True)
class LostRows:
    """Rows of a file that could not be done, and why: from the first data row to the last one, ``pages`` in all.

    ``trace``: for the log, where the program itself failed.
    """

    file: str
    first: int
    last: int
    pages: int
    why: str
    trace: str = ""

    def in_words(self) -> str:
        """第 101–200 行共 100 份没有结果：做这一块的工作进程一再意外退出。"""
        rows = f"第 {self.first:,} 行" if self.first == self.last else f"第 {self.first:,}–{self.last:,} 行"
        return f"“{self.file}”{rows}共 {self.pages:,} 份没有结果：{self.why}。"


#: Pages that could not be done → what stands in the place of their results.
Lost = Callable[[LostRows, "Sequence[FrontPage]"], "list[Result]"]


def examine_all(
    pages: Sequence[FrontPage],
    source: KnowledgeSource,
    as_of: datetime,
    contexts: Contexts = Contexts(),
    executor: Executor | None = None,
) -> Iterator[Examination]:
    """The examination of every page, in order; see ``map_pages``."""
    return map_pages(examine, pages, source, as_of, contexts, executor)


def map_pages(
    work: Work[Result],
    pages: Sequence[FrontPage],
    source: KnowledgeSource,
    as_of: datetime,
    contexts: Contexts = Contexts(),
    executor: Executor | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Result]:
    """``work`` on every page with its neighbours in ``pages``, in order.

    ``as_of`` is "now" for the rules; ``contexts`` has waivers and audience, as in the window. ``executor``: by default
    as many processes as the machine has, where so many pages are worth it. Raises BatchCancelledError when
    ``cancelled()`` turns true, CodingError when a worker dies.
    """
    chunks = Chunks(pages, as_of, contexts, CHUNK)
    yield from map_chunks(work, chunks, source, executor, progress=progress, cancelled=cancelled)


def map_chunks(
    work: Work[Result],
    chunks: PagesInChunks,
    source: KnowledgeSource,
    executor: Executor | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    lost: Lost[Result] | None = None,
) -> Iterator[Result]:
    """``work`` on every page of the chunks, in order; see ``map_pages``.

    ``lost`` is asked for what stands in the place of pages that nobody could do. Raises CodingError where pages are
    lost and nobody asks for them.
    """
    executor = executor or executor_for(len(chunks.pages))
    done = 0
    with closing(executor.map(work, chunks, source)) as found:
        for number, piece in enumerate(found):
            results = done_or_lost(piece, chunks, number, lost)
            yield from results
            done += len(results)
            if progress is not None:
                progress(done)
            if cancelled is not None and cancelled():
                raise BatchCancelledError("已取消：本次检查没有完成，结果没有写出。")


def done_or_lost(
    piece: list[Result] | LostChunk, chunks: PagesInChunks, number: int, lost: Lost[Result] | None
) -> list[Result]:
    """The results of a chunk; of one that could not be done what ``lost`` gives in their place, file by file."""
    if not isinstance(piece, LostChunk):
        return piece
    pages = [chunks.pages[n] for n in chunks.numbers(number)]
    found: list[Result] = []
    for file, of_file in groupby(pages, key=lambda page: page.origin.file):
        own = list(of_file)
        rows = LostRows(file, own[0].origin.row, own[-1].origin.row, len(own), piece.why, piece.trace)
        if lost is None:
            raise CodingError(rows.in_words())
        found += lost(rows, own)
    return found


def executor_for(pages: int, jobs: int = 0) -> Executor:
    """The executor for so many pages. ``jobs``: processes, 0 for one per processor, 1 for this process alone."""
    if pages < _WORTH_A_PROCESS or jobs == 1:
        return InProcess()
    wanted = min(jobs if jobs > 0 else os.cpu_count() or 1, max(1, pages // CHUNK))
    return LocalProcesses(wanted) if wanted > 1 else InProcess()
