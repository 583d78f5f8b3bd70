"""Many pages at once: a pure function mapped over pages through an executor, order kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.examine.examine import Examination, examine
from coding.work.chunks import CHUNK, Chunks
from coding.work.contexts import Contexts
from coding.work.executors import Executor, InProcess, LocalProcesses, Result, Work

if TYPE_CHECKING:
    from datetime import datetime

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.page.front_page import FrontPage

#: Told after every chunk: pages done so far.
Progress = Callable[[int], None]
#: Fewer pages than this are done before a second process has started.
_WORTH_A_PROCESS = 400


class BatchCancelledError(CodingError):
    """The batch was cancelled; what was done so far is void."""


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
    executor = executor or executor_for(len(pages))
    done = 0
    with closing(executor.map(work, Chunks(pages, as_of, contexts, CHUNK), source)) as chunks:
        for results in chunks:
            yield from results
            done += len(results)
            if progress is not None:
                progress(done)
            if cancelled is not None and cancelled():
                raise BatchCancelledError("已取消：本次检查没有完成，结果没有写出。")


def executor_for(pages: int, jobs: int = 0) -> Executor:
    """The executor for so many pages. ``jobs``: processes, 0 for one per processor, 1 for this process alone."""
    if pages < _WORTH_A_PROCESS or jobs == 1:
        return InProcess()
    wanted = min(jobs if jobs > 0 else os.cpu_count() or 1, max(1, pages // CHUNK))
    return LocalProcesses(wanted) if wanted > 1 else InProcess()
