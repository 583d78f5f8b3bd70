"""Whether the server can be reached: found out once, by whoever asks next, and not by each statement in its turn."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg

from coding.store.store_errors import StoreAwayError, StoreShutOutError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from coding.store.store_errors import StoreError

AWAY: Final = "连不上服务器：请检查网线和网络，接通后自动重连；正在录入的内容不会丢。"
#: Seconds between two tries to reach a server that was away.
_BETWEEN_TRIES: Final = 1.0
#: Looks of a tenth of a second at an answer that does not come, until it is doubted whether the server is there; and
#: after which it is once more: a statement may take its time.
_DOUBTED_AFTER: Final = 3
_DOUBTED_AGAIN: Final = 10


class Reach:
    """Known to all connections of one store. While the server is lost nobody waits for it: a statement that is under
    way is given up, the next ones are refused at once. Whoever listens finds it again; where nobody does, one in a
    second tries.

    ``losses``: how often it was lost; a connection of before the last one is none any more. ``is_doubted``: an answer
    is late; whoever listens asks the server whether it is there.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._lost_at: float | None = None
        self._why: StoreError | None = None
        self.losses = 0
        self.is_watched = False
        self.is_doubted = False

    @property
    def is_lost(self) -> bool:
        """Whether the server could not be reached when it was tried last."""
        return self._lost_at is not None

    def lose(self, error: BaseException | None = None) -> None:
        """It could not be reached, or does not go on with whoever was in; what it was found out by."""
        with self._lock:
            self.losses += self._lost_at is None
            self._lost_at = self._clock()
            self.is_doubted = False
            self._why = error.why if isinstance(error, StoreShutOutError) else None

    def find(self) -> None:
        """It was reached."""
        with self._lock:
            self._lost_at = None

    def require(self) -> None:
        """Raise StoreAwayError where it is not worth a try; StoreShutOutError where it is known why."""
        with self._lock:
            if self._lost_at is None:
                return
            if self.is_watched or (now := self._clock()) - self._lost_at < _BETWEEN_TRIES:
                raise StoreAwayError(AWAY) if self._why is None else StoreShutOutError(self._why)
            self._lost_at = now  # this one tries; the others do not wait for it


class GatheringPipeline(psycopg.Pipeline):
    """Sends what is asked when an answer is read, all at once: each statement by itself is a packet, and wakes the
    server for as little as that.
    """

    def _communicate_gen(self) -> Generator[Any, Any, None]:
        while self.command_queue:
            self.command_queue.popleft()()
        yield from ()


class PatientConnection(psycopg.Connection[Any]):
    """A connection that waits for its answer as long as the server is reached, however long that takes, and no longer.

    ``reach``: where it is told that the server is away. ``until``: up to when it waits itself, by the steady clock, as
    whoever finds out for the others has to.
    """

    reach: Reach | None = None
    until: float | None = None

    @contextmanager
    def pipeline(self) -> Iterator[psycopg.Pipeline]:
        """See psycopg."""
        if self._pipeline is None:
            self._pipeline = GatheringPipeline(self)
        with super().pipeline() as pipeline:
            yield pipeline

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """See psycopg: between two looks at the socket it is asked whether there is still somebody to wait for."""
        return super().wait(self._as_long_as_reached(gen), interval, timeout)

    def _as_long_as_reached(self, gen: Any) -> Any:
        reach, in_vain = self.reach, 0
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                in_vain = 0 if ready else in_vain + 1
                if in_vain and self.until is not None and time.monotonic() > self.until:
                    raise psycopg.OperationalError("no answer")
                if in_vain and reach is not None:
                    if reach.is_lost:
                        raise psycopg.OperationalError("the server cannot be reached")
                    reach.is_doubted |= in_vain % _DOUBTED_AGAIN == _DOUBTED_AFTER
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
