"""The one runner of background work: typed callbacks in the window's thread, progress, cancel, clean end."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from coding.base.errors import CodingError
from coding.base.timings import SLOW, kind_of_work, note_timing
from ui.courtesy import courtesy

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class CancelledError(Exception):
    """The work was cancelled; raised by ``Task.check`` inside the work and never shown."""


class Task(Generic[T]):
    """One piece of work: what it is called, and the way in which work and window talk while it runs.

    Inside the work: ``report`` and ``check``. In the window: ``cancel``.
    """

    def __init__(self, runner: TaskRunner, title: str, foreground: bool) -> None:
        self.title = title
        self.foreground = foreground
        self._runner = runner
        self._cancelled = threading.Event()
        self._courtesy = courtesy()

    @property
    def cancelled(self) -> bool:
        """Whether somebody has asked for the end."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask for the end; no callback but ``on_end`` follows, even when the work is done already."""
        self._cancelled.set()

    def check(self) -> None:
        """Leave the work when it was cancelled: call it between two steps. The window has its turn first."""
        self._courtesy.let_it_go_first()
        if self.cancelled:
            raise CancelledError

    def report(self, done: int, total: int, part: Any = None) -> None:
        """Tell how far the work is (``total`` 0 = not known), with a partial result where there is one.

        Leaves the work when it was cancelled.
        """
        self.check()
        self._runner.reported.emit(self, done, total, part)


class _Callbacks(Generic[T]):
    __slots__ = ("end", "error", "progress", "result")

    def __init__(
        self,
        result: Callable[[T], None] | None,
        error: Callable[[Exception], None] | None,
        progress: Callable[[int, int, Any], None] | None,
        end: Callable[[], None] | None,
    ) -> None:
        self.result, self.error, self.progress, self.end = result, error, progress, end


class TaskRunner(QObject):
    """Runs work in a few threads and calls back in the thread in which it was made.

    ``started`` and ``ended`` carry the Task, ``progressed`` the Task with done and total: what a status
    line needs. An error without ``on_error`` goes to ``failed``.
    """

    started = Signal(object)
    progressed = Signal(object, int, int)
    ended = Signal(object)
    failed = Signal(object)
    reported = Signal(object, int, int, object)  # from any thread; use Task.report
    _finished = Signal(object, object, object)  # from any thread: task, result, error

    def __init__(self, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="task")
        self._running: dict[Task[Any], _Callbacks[Any]] = {}
        self._closed = False
        self.reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        """Whether work is still taken on: not once the window has closed."""
        return not self._closed

    @property
    def running(self) -> tuple[Task[Any], ...]:
        """What has been started and has not ended."""
        return tuple(self._running)

    def run(
        self,
        title: str,
        work: Callable[[Task[T]], T],
        on_result: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[[int, int, Any], None] | None = None,
        on_end: Callable[[], None] | None = None,
        *,
        foreground: bool = False,
    ) -> Task[T]:
        """Start ``work`` behind the window. ``foreground``: the user waits for it and may cancel it.

        ``on_end`` follows last in every case: result, error or cancel. Once the window has closed nothing is done, and
        nobody called back: the Task is a cancelled one.
        """
        task: Task[T] = Task(self, title, foreground)
        if self._closed:
            task.cancel()
            return task
        self._running[task] = _Callbacks(on_result, on_error, on_progress, on_end)
        self.started.emit(task)
        self._pool.submit(self._do, task, work)
        return task

    def shutdown(self) -> None:
        """Cancel everything and wait for the threads; no callback is made afterwards. Idempotent."""
        self._closed = True
        for task in self._running:
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _do(self, task: Task[T], work: Callable[[Task[T]], T]) -> None:
        result: T | None = None
        error: Exception | None = None
        began = time.monotonic()
        try:
            task.check()
            result = work(task)
        except CancelledError:
            task.cancel()
        except Exception as raised:  # noqa: BLE001 - handed to the window, which tells it
            if not isinstance(raised, CodingError):
                _LOG.error("后台任务出错", exc_info=raised)
            error = raised
        _note(task.title, time.monotonic() - began)
        if not self._closed:
            self._finished.emit(task, result, error)

    def _on_reported(self, task: Task[Any], done: int, total: int, part: Any) -> None:
        callbacks = self._running.get(task)
        if callbacks is None or task.cancelled or self._closed:
            return
        self.progressed.emit(task, done, total)
        if callbacks.progress:
            callbacks.progress(done, total, part)

    def _on_finished(self, task: Task[Any], result: Any, error: Exception | None) -> None:
        callbacks = self._running.pop(task, None)
        if callbacks is None or self._closed:
            return
        try:
            if task.cancelled:
                return
            if error is None:
                if callbacks.result:
                    callbacks.result(result)
            elif callbacks.error:
                callbacks.error(error)
            else:
                self.failed.emit(error)
        finally:
            if callbacks.end:
                callbacks.end()
            self.ended.emit(task)


def _note(title: str, seconds: float) -> None:
    """Keep how long a piece of work took, where that was long: by its kind, as its title may name a file."""
    if seconds >= SLOW:
        note_timing(kind_of_work(title), seconds)
        _LOG.info("用时较长", extra={"code": f"{kind_of_work(title)} {seconds:.1f} 秒"})


def while_there(owner: QObject, do: Callable[..., object]) -> Callable[..., None]:
    """A callback that does nothing once ``owner`` is gone: a dialog may be closed before the work behind it ends."""

    def call(*told: object) -> None:
        if isValid(owner):
            do(*told)

    return call
