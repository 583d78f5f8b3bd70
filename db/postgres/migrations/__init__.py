"""The schema on a server, one step a file, numbered as ``db.shared.schema_steps`` has them.

On a server the schema begins with version 11: its step makes all that the steps up to it make elsewhere. A step that
was released is never altered: what has to change goes into a new file. All that a store lacks run in one transaction
(``db.postgres.upgrading``), as the owner of the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.postgres.migrations import p0011_beginning, p0012_worklist
from db.shared.schema_steps import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.postgres.engine import PostgresConnection

_BY_NUMBER: dict[int, Callable[[PostgresConnection], None]] = {
    11: p0011_beginning.migrate,
    12: p0012_worklist.migrate,
}

#: The steps from the first on; None: what it brings comes with a later one.
STEPS: tuple[Callable[[PostgresConnection], None] | None, ...] = tuple(
    _BY_NUMBER.get(number) for number in range(1, len(NAMES) + 1)
)
