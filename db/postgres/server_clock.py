"""The clock of the server, as it is read at this machine: seats whose own clocks differ write one order of moments."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.postgres.engine import PostgresConnection

#: By so much the clock of this machine may run other than its seconds do, before the server is asked anew.
_SLACK: Final = timedelta(seconds=2)


def _on_the_wall() -> datetime:
    return datetime.now(UTC)


class ServerClock:
    """Tells the present moment, without zone. What this machine is off by is measured when it is made, and has to be
    again when its clock was set meanwhile, or it slept.
    """

    def __init__(self, connection: PostgresConnection, wall: Callable[[], datetime] = _on_the_wall) -> None:
        self._wall = wall
        self._off = timedelta(0)
        self._began = wall(), time.monotonic()
        self.measure(connection)

    @property
    def is_astray(self) -> bool:
        """Whether the clock of this machine has gone another way than its seconds since it was measured."""
        wall, steady = self._began
        gone = timedelta(seconds=time.monotonic() - steady)
        return abs(self._wall() - wall - gone) > _SLACK

    def measure(self, connection: PostgresConnection) -> None:
        """Ask the server; the answer was given in the middle of the asking."""
        before = self._wall()
        (there,) = connection.execute("SELECT clock_timestamp()").fetchone()
        after = self._wall()
        self._off = there - (before + (after - before) / 2)
        self._began = after, time.monotonic()

    def __call__(self) -> datetime:
        """The moment at the server, as a clock on this wall would show it."""
        return (self._wall() + self._off).astimezone().replace(tzinfo=None)
