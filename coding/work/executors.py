"""Where the work on many pages is done: in this process, in several of this machine; beyond it, see ``cluster``.

The seam is narrow: a function, chunks that carry all they need, and the source of a Knowledge, which every worker
loads once. Hence pages, changes, contexts and examinations pickle.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Protocol

from coding.base.errors import CodingError
from coding.base.no_dump import leave_no_dump
from coding.base.trace import print_no_errors
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.work.jobs import LostChunk, Result

if TYPE_CHECKING:
    from coding.work.chunks import Chunk, Chunked
    from coding.work.pages_job import Work


#: Results, a list a chunk; closed when they are no longer wanted.
Pieces = Generator[list[Result] | LostChunk, None, None]
#: Windows waits for no more processes than this.
_MOST_PROCESSES = 61
#: Chunks on their way for each process.
_AHEAD = 3


class Executor(Protocol):
    """Does work on chunks of pages."""

    def map(self, work: Work[Result], chunks: Chunked, source: KnowledgeSource) -> Pieces[Result]:
        """What ``work`` gives for every page, a list a chunk, in the order of the chunks; of a chunk that this executor
        cannot have done by anybody, what became of it.

        Work that is no longer wanted is given up when the results are closed. Raises CodingError when a worker dies.
        """
        ...


class InProcess:
    """Does the work here and now."""

    def map(self, work: Work[Result], chunks: Chunked, source: KnowledgeSource) -> Pieces[Result]:
        """See Executor."""
        knowledge = load_knowledge(source)
        for chunk in chunks:
            yield [work(page, knowledge, context) for page, context in chunk]


class LocalProcesses:
    """Does the work in so many processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self.jobs = min(jobs, _MOST_PROCESSES)

    def map(self, work: Work[Result], chunks: Chunked, source: KnowledgeSource) -> Pieces[Result]:
        """See Executor."""
        method = _start_method(source)
        # what a process forks from it shares, the pages included; to another one they are sent
        is_shared = method.get_start_method() == "fork"
        pool = ProcessPoolExecutor(
            self.jobs, mp_context=method, initializer=_prepare, initargs=(source, chunks if is_shared else ())
        )
        on_their_way: deque[Future[list[Result]]] = deque()
        try:
            for number in range(len(chunks)):
                if is_shared:
                    on_their_way.append(pool.submit(_run_shared, work, number))
                else:
                    on_their_way.append(pool.submit(_run, work, chunks[number]))
                if len(on_their_way) > _AHEAD * self.jobs:  # keep what is on its way small
                    yield on_their_way.popleft().result()
            while on_their_way:
                yield on_their_way.popleft().result()
        except BrokenProcessPool as error:
            raise CodingError("并行进程意外退出（可能内存不足）：请用 --jobs 1 再试，或把文件分小。") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _start_method(source: KnowledgeSource) -> multiprocessing.context.BaseContext:
    """A fork shares what is loaded, but only a process without other threads can be forked safely."""
    if "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1:
        load_knowledge(source)
        gc.freeze()  # the collector of a child would touch, and thereby copy, all that is shared
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


#: In a worker: the Knowledge it has loaded and the chunks it shares with the process it was forked from.
_loaded: list[tuple[Knowledge, Sequence[Chunk]]] = []


def _prepare(source: KnowledgeSource, chunks: Sequence[Chunk]) -> None:
    # Ctrl+C is for the process that started the batch; a worker would answer it with a stack trace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_no_dump()
    print_no_errors(lambda _error: None)  # what goes wrong with a page is handed back, and told there
    _loaded[:] = [(load_knowledge(source), chunks)]


def _run_shared(work: Work[Result], number: int) -> list[Result]:
    return _run(work, _loaded[0][1][number])


def _run(work: Work[Result], chunk: Chunk) -> list[Result]:
    knowledge = _loaded[0][0]
    return [work(page, knowledge, context) for page, context in chunk]
