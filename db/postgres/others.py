"""Who else is at a store on a server: windows and commands of this program, whoever sits at them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from db.postgres.opening import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.postgres.engine import PostgresConnection

#: A session that was closed a moment ago is seen at the server for a little while.
_PATIENCE: Final = 2.0
_OTHERS: Final = (
    "FROM pg_stat_activity WHERE datname = current_database() AND application_name = ? AND pid <> pg_backend_pid()"
)
_WHO: Final = (
    "SELECT DISTINCT usename::text || coalesce('（' || host(client_addr) || '）', '（服务器本机）')"
    f" {_OTHERS} ORDER BY 1"
)
_CUT: Final = f"SELECT pg_terminate_backend(pid) {_OTHERS}"


def others_at(connection: PostgresConnection) -> Sequence[str]:
    """Under which logins, and from where, somebody else is there and stays."""
    until = time.monotonic() + _PATIENCE
    while who := [row[0] for row in connection.execute(_WHO, (APPLICATION,)).fetchall()]:
        if time.monotonic() > until:
            return who
        time.sleep(0.05)
    return ()


def cut_off_others(connection: PostgresConnection) -> None:
    """End their sessions; each of them is told so by the next thing that it does."""
    connection.execute(_CUT, (APPLICATION,))
