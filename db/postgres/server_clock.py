"""The clock of the server, as it is read at this machine: seats whose own clocks differ write one order of moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.postgres.engine import PostgresConnection


class ServerClock:
    """Tells the present moment, without zone. What this machine is off by is measured when it is made."""

    def __init__(self, connection: PostgresConnection) -> None:
        self._off = timedelta(0)
        self.measure(connection)

    def measure(self, connection: PostgresConnection) -> None:
        """Ask the server; the answer was given in the middle of the asking."""
        before = datetime.now(UTC)
        (there,) = connection.execute("SELECT clock_timestamp()").fetchone()
        after = datetime.now(UTC)
        self._off = there - (before + (after - before) / 2)

    def __call__(self) -> datetime:
        """The moment at the server, as a clock on this wall would show it."""
        return (datetime.now(UTC) + self._off).astimezone().replace(tzinfo=None)
