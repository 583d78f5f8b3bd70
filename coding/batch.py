"""Many pages at once: a pure function mapped over pages through an executor, order kept.

Processes of this machine now; the same few lines will stand before a cluster later. Hence pages pickle, and
each worker loads its Knowledge by the source it is told.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from itertools import islice
from typing import TypeVar

from coding.errors import CodingError
from coding.examine import Context, Examination, examine
from coding.fields import is_blank
from coding.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.page import FrontPage

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
    tasks = _tasks(pages, as_of)
    done = 0
    for results in _in_order(work, tasks, source, jobs):
        yield from results
        done += len(results)
        if progress is not None:
            progress(done)
        if cancelled is not None and cancelled():
            raise BatchCancelledError("已取消：本次检查没有完成，结果没有写出。")


def neighbours(pages: Sequence[FrontPage]) -> Callable[[int], tuple[FrontPage, ...]]:
    """For the number of a page: the other pages with the same record number or identity card."""
    by_mark: dict[tuple[str, str], list[int]] = {}
    for number, page in enumerate(pages):
        for mark in _marks(page):
            by_mark.setdefault(mark, []).append(number)
    by_mark = {mark: numbers for mark, numbers in by_mark.items() if len(numbers) > 1}

    def of(number: int) -> tuple[FrontPage, ...]:
        found: dict[int, None] = {}
        for mark in _marks(pages[number]):
            # a mark that half the file shares (0, 无) is no identity
            for other in by_mark.get(mark, ())[:_MOST_NEIGHBOURS]:
                if other != number:
                    found[other] = None
        return tuple(pages[other] for other in sorted(found))

    return of


_MOST_NEIGHBOURS = 100


def _marks(page: FrontPage) -> list[tuple[str, str]]:
    marks = ((key, page.text(key).strip().upper()) for key in ("case_no", "id_no"))
    return [(key, text) for key, text in marks if not is_blank(text)]


#: Pages with their contexts, as they go to a worker.
_Task = list[tuple[FrontPage, Context]]


def _tasks(pages: Sequence[FrontPage], as_of: datetime) -> Iterator[_Task]:
    of = neighbours(pages)
    alone = Context(as_of, ())
    numbered = iter(range(len(pages)))
    while chunk := list(islice(numbered, _CHUNK)):
        yield [(pages[n], Context(as_of, near) if (near := of(n)) else alone) for n in chunk]


def _jobs(jobs: int, pages: int) -> int:
    if pages < _WORTH_A_PROCESS:
        return 1
    return min(jobs if jobs > 0 else os.cpu_count() or 1, 61, max(1, pages // _CHUNK))


def _in_order(work: Work[Result], tasks: Iterable[_Task], source: KnowledgeSource, jobs: int) -> Iterator[list[Result]]:
    if jobs == 1:
        knowledge = load_knowledge(source)
        for task in tasks:
            yield [work(page, knowledge, context) for page, context in task]
        return
    executor = ProcessPoolExecutor(jobs, mp_context=_start_method(source), initializer=_prepare, initargs=(source,))
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(_run, work, task))
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
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


_loaded: list[Knowledge] = []


def _prepare(source: KnowledgeSource) -> None:
    # Ctrl+C is for the process that started the batch; a worker would answer it with a stack trace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _loaded[:] = [load_knowledge(source)]


def _run(work: Work[Result], task: _Task) -> list[Result]:
    knowledge = _loaded[0]
    return [work(page, knowledge, context) for page, context in task]
