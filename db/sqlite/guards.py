"""Guards on tables of record (schema 10): each write calls a function that only a connection with a seat has.

A connection without it cannot write to them at all; one that takes the guards away first leaves rows whose digests no
entry of the audit has, and ``verify`` finds each.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from db.sqlite.sums import SUMMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.sqlite.driver import sqlite3

#: The function as SQL calls it.
_WROTE: Final = "seat_wrote"
_DIGEST_BYTES: Final = 16
#: SQLite takes at least 999 parameters in one statement.
_AT_ONCE: Final = 500

#: Tables whose sum and whose digest are over the same columns.
_RECORDS: Final = (
    "shapes", "changes", "rule_edits", "waivers", "terms", "paid_results", "people", "reviews", "samples",
    "sample_words", "month_entries",
)  # fmt: skip
#: Name of what is guarded → its table, its key, and the columns that its digest is over.
GUARDED: Final[dict[str, tuple[str, str, str]]] = {
    "pages": (
        "pages",
        "id",
        "id, key, mark, original_mark, touched, admitted, discharged, discharge_date, case_no, patient_name, dept,"
        " principal, progress, ward, doctor, coder, insured, team, cost, stay, import_id",
    ),
    "verdicts": (
        "pages",
        "id",
        "id, state, errors, warnings, infos, not_judged, status, drg, weight, payment, score, stamp, unproved,"
        " list_differs, overdue, held",
    ),
    "contents": ("contents", "page_id", "page_id, original, original_shape, current, current_shape"),
    "settings": ("settings", "key", SUMMED["settings"]),
    "imports": ("imports", "id", SUMMED["imports"]),
    "incoming": ("incoming", "import_id", "import_id, first_page"),
    "assignments": ("assignments", "page_id", SUMMED["assignments"]),
    "groupings": ("groupings", "id", "id, page_id, at, status, drg, weight, payment, stamp"),
    "page_facts": ("page_facts", "page_id", "page_id, mark, stamp, shape, suspected, numbers, texts"),
    "moved": ("moved", "page_id", SUMMED["moved"]),
    **{name: (name, "id", SUMMED[name]) for name in _RECORDS},
}

#: A row: the name of what is guarded, and the key.
Row = tuple[str, Any]


def row_digest(*values: Any) -> bytes:
    """What stands for the content of a row in the audit."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


class Written:
    """The guarded rows that the transaction under way has written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: dict[Row, None] = {}
        self._is_open = False
        connection.create_function(_WROTE, 2, self._note)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Take down what is written inside; outside nothing guarded can be written."""
        self._rows = {}
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False

    def digests(self) -> list[tuple[str, Any, bytes | None]]:
        """Each row that was written, in a fixed order, and the digest of what it holds now; None: it has gone."""
        found: list[tuple[str, Any, bytes | None]] = []
        by_name: dict[str, list[Any]] = {}
        for name, key in self._rows:
            by_name.setdefault(name, []).append(key)
        for name in sorted(by_name):
            keys = sorted(by_name[name], key=lambda key: (str(type(key)), key))
            now: dict[Any, bytes] = {}
            for start in range(0, len(keys), _AT_ONCE):
                now.update(digests_of(self._connection, name, keys[start : start + _AT_ONCE]))
            found += [(name, key, now.get(key)) for key in keys]
        return found

    def _note(self, name: str, key: Any) -> int:
        if not self._is_open:
            raise PermissionError(name)
        self._rows[name, key] = None
        return 1


def digests_of(connection: sqlite3.Connection, name: str, keys: list[Any]) -> dict[Any, bytes]:
    """The digests of these rows as they stand; rows that are not there are left out."""
    table, key, columns = GUARDED[name]
    places = ",".join("?" * len(keys))
    rows = connection.execute(f"SELECT {key}, {columns} FROM {table} WHERE {key} IN ({places})", keys)
    return {row[0]: row_digest(*row[1:]) for row in rows}


def all_digests(connection: sqlite3.Connection, name: str) -> Iterator[tuple[Any, bytes]]:
    """The key and the digest of every row of a guarded table."""
    table, key, columns = GUARDED[name]
    for row in connection.execute(f"SELECT {key}, {columns} FROM {table}"):
        yield row[0], row_digest(*row[1:])


def count_rows(connection: sqlite3.Connection, name: str) -> int:
    """How many rows a guarded table has."""
    found: int = connection.execute(f"SELECT count(*) FROM {GUARDED[name][0]}").fetchone()[0]
    return found
