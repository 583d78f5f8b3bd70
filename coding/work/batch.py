"""Many pages at once: a pure function mapped over pages through an executor, order kept.

Processes of this machine now; the same few lines will stand before a cluster later. Hence pages pickle, and
each worker loads its Knowledge by the source it is told. Where pages lie on disk they stay there: a worker reads
those of its chunk.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from typing import TypeVar

from coding.base.errors import CodingError
from coding.examine.examine import Examination, examine
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.page.context import Context
from coding.page.front_page import FrontPage
from coding.page.neighbour_index import NeighbourIndex

Result = TypeVar("Result")
#: What is done with one page; a function of a module, so that it can be sent to a worker.
Work = Callable[[FrontPage, Knowledge, Context], Result]
#: Told after every chunk: pages done so far.
Progress = Callable[[int], None]

_CHUNK = 100
#: Fewer pages than this are done before a second process has started.
_WORTH_A_PROCESS = 400


class BatchCancelledError(CodingError):
    """The batch was cancelled; what was done so far is void."""


def examine_all(
    pages: Sequence[FrontPage],
    source: KnowledgeSource = KnowledgeSource(),
    *,
    as_of: datetime | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Examination]:
    """The examination of every page, in order; see ``map_pages``."""
    return map_pages(examine, pages, source, as_of=as_of, jobs=jobs, progress=progress, cancelled=cancelled)


def map_pages(
    work: Work[Result],
    pages: Sequence[FrontPage],
    source: KnowledgeSource = KnowledgeSource(),
    *,
    as_of: datetime | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Result]:
    """``work`` on every page with its neighbours in ``pages``, in order.

    ``jobs``: processes, 0 for one per processor, 1 for this process alone. ``as_of`` is "now" for the rules
    (default: now). Raises BatchCancelledError when ``cancelled()`` turns true, CodingError when a worker dies.
    """
    as_of = as_of or datetime.now()
    jobs = _jobs(jobs, len(pages))
    done = 0
    for results in _in_order(work, pages, source, as_of, jobs):
        yield from results
        done += len(results)
        if progress is not None:
            progress(done)
        if cancelled is not None and cancelled():
            raise BatchCancelledError("已取消：本次检查没有完成，结果没有写出。")


def neighbours(pages: Sequence[FrontPage]) -> Callable[[int], tuple[FrontPage, ...]]:
    """For the number of a page: the other pages with the same record number or identity card."""
    index = NeighbourIndex(pages)
    return lambda number: tuple(pages[other] for other in index.of(number))


#: A chunk of pages: the number of the first, how many, and of those that have any the numbers of their neighbours.
_Task = tuple[int, int, dict[int, tuple[int, ...]]]


def _tasks(pages: Sequence[FrontPage]) -> Iterator[_Task]:
    index = NeighbourIndex(pages)
    for first in range(0, len(pages), _CHUNK):
        count = min(_CHUNK, len(pages) - first)
        near = ((number, index.of(number)) for number in range(first, first + count))
        yield first, count, {number: others for number, others in near if others}


def _opened(pages: Sequence[FrontPage], task: _Task, as_of: datetime) -> Iterator[tuple[FrontPage, Context]]:
    """The pages of a chunk with their contexts."""
    first, count, near = task
    alone = Context(as_of, ())
    for number in range(first, first + count):
        others = near.get(number)
        yield pages[number], Context(as_of, tuple(pages[other] for other in others)) if others else alone


def _jobs(jobs: int, pages: int) -> int:
    if pages < _WORTH_A_PROCESS:
        return 1
    return min(jobs if jobs > 0 else os.cpu_count() or 1, 61, max(1, pages // _CHUNK))


def _in_order(
    work: Work[Result], pages: Sequence[FrontPage], source: KnowledgeSource, as_of: datetime, jobs: int
) -> Iterator[list[Result]]:
    if jobs == 1:
        knowledge = load_knowledge(source)
        for task in _tasks(pages):
            yield [work(page, knowledge, context) for page, context in _opened(pages, task, as_of)]
        return
    method = _start_method(source)
    # what a process forks from it shares, the pages included; to another one they are sent
    is_shared = method.get_start_method() == "fork"
    executor = ProcessPoolExecutor(
        jobs, mp_context=method, initializer=_prepare, initargs=(source, pages if is_shared else ())
    )
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for task in _tasks(pages):
            if is_shared:
                waiting.append(executor.submit(_run, work, task, as_of))
            else:
                waiting.append(executor.submit(_run_sent, work, list(_opened(pages, task, as_of))))
            if len(waiting) > 3 * jobs:  # keep what is on its way small
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CodingError("并行进程意外退出（可能内存不足）：请用 --jobs 1 再试，或把文件分小。") from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start_method(source: KnowledgeSource) -> multiprocessing.context.BaseContext:
    """A fork shares what is loaded, but only a process without other threads can be forked safely."""
    if "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1:
        load_knowledge(source)
        gc.freeze()  # the collector of a child would touch, and thereby copy, all that is shared
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


_loaded: list[tuple[Knowledge, Sequence[FrontPage]]] = []


def _prepare(source: KnowledgeSource, pages: Sequence[FrontPage]) -> None:
    # Ctrl+C is for the process that started the batch; a worker would answer it with a stack trace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _loaded[:] = [(load_knowledge(source), pages)]


def _run(work: Work[Result], task: _Task, as_of: datetime) -> list[Result]:
    knowledge, pages = _loaded[0]
    return [work(page, knowledge, context) for page, context in _opened(pages, task, as_of)]


def _run_sent(work: Work[Result], sent: list[tuple[FrontPage, Context]]) -> list[Result]:
    knowledge = _loaded[0][0]
    return [work(page, knowledge, context) for page, context in sent]
