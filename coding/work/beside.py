"""One piece of work in a process of its own beside the work of this one, where a fork is safe; else before it."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

Given = ParamSpec("Given")


@contextmanager
def beside(work: Callable[Given, None], *given: Given.args, **named: Given.kwargs) -> Iterator[None]:
    """``work`` is done when the block is left; what it raises is raised here.

    What it is given is shared with the other process, not sent. Without a safe fork it is done before the block.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        work(*given, **named)
        yield
        return
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_done, args=(theirs, lambda: work(*given, **named)))
    process.start()
    theirs.close()
    try:
        yield
        told = _told(ours)
    finally:
        process.join()
    if told is not None:
        raise told


def _done(answer: Connection, work: Callable[[], None]) -> None:
    gc.disable()  # the collector would touch, and thereby copy, all that is shared; the process ends soon
    try:
        work()
    except Exception as error:  # noqa: BLE001 - it is raised again in the process that asked
        answer.send(error)
    else:
        answer.send(None)


def _told(answer: Connection) -> Exception | None:
    try:
        told: Exception | None = answer.recv()
    except EOFError:
        return CodingError("写结果的进程意外退出（可能内存不足）：请关闭其他程序后再试。")
    return told
