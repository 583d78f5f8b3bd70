"""What is guarded: the tables of record, and the digests of their rows that the audit keeps.

Each engine has its own way to know which rows a transaction has written. A row that was written past it has a digest
that no entry of the audit has, and ``verify`` finds it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from coding.store.store_errors import StoreCorruptError
from db.shared.audit.row_text import server_digest
from db.shared.tables.sums import SUMMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from db.shared.sql.engine import Connection, Cursor

_DIGEST_BYTES: Final = 16
#: Every engine takes at least 999 parameters in one statement.
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

#: What is guarded whose key is a text.
TEXT_KEYS: Final = frozenset({"settings"})
#: A row: the name of what is guarded, and the key.
Row = tuple[str, Any]
#: A row that was written: what is guarded, its key, its digest (None: it has gone).
RowDigest = tuple[str, Any, bytes | None]


def row_digest(*values: Any) -> bytes:
    """What stands for the content of a row in the audit."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


def digests(connection: Connection, rows: Iterable[Row]) -> list[RowDigest]:
    """Each of these rows, in a fixed order, and the digest of what it holds now."""
    by_name: dict[str, list[Any]] = {}
    for name, key in rows:
        by_name.setdefault(name, []).append(key)
    in_order = {name: sorted(by_name[name], key=lambda key: (str(type(key)), key)) for name in sorted(by_name)}
    # all are asked before one is read: to another machine that is one way, not ten
    asked = {name: list(_asked(connection, name, keys)) for name, keys in in_order.items()}
    found: list[RowDigest] = []
    for name, keys in in_order.items():
        now = {row[0]: row_digest(*row[1:]) for cursor in asked[name] for row in cursor}
        found += [(name, key, now.get(key)) for key in keys]
    return found


def digests_of(connection: Connection, name: str, keys: list[Any]) -> dict[Any, bytes]:
    """The digests of these rows as they stand; rows that are not there are left out."""
    return {row[0]: row_digest(*row[1:]) for cursor in _asked(connection, name, keys) for row in cursor}


def kept_key(name: str, key: Any) -> Any:
    """The key of a row as it is; where an engine keeps all of them as texts it is made out of one."""
    return int(key) if isinstance(key, str) and name not in TEXT_KEYS and key.isdigit() else key


def _asked(connection: Connection, name: str, keys: list[Any]) -> Iterator[Cursor]:
    table, key, columns = GUARDED[name]
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        places = ",".join("?" * len(part))
        yield connection.execute(f"SELECT {key}, {columns} FROM {table} WHERE {key} IN ({places})", part)


def all_digests(connection: Connection, name: str) -> Iterator[tuple[Any, bytes]]:
    """The key and the digest of every row of a guarded table."""
    for key, values in each_row(connection, name):
        yield key, row_digest(*connection.engine.opened(values))


def each_row(connection: Connection, name: str) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The key and the columns of every row of a guarded table."""
    table, key, columns = GUARDED[name]
    as_kept = connection.engine.as_kept(connection)
    for row in as_kept.execute(f"SELECT {key}, {columns} FROM {table}"):
        yield row[0], row[1:]


def is_digest(connection: Connection, kept: bytes, values: tuple[Any, ...]) -> bool:
    """Whether a digest is that of a row: ours is of what it says, the one that a server makes of what stands there."""
    if len(kept) == _DIGEST_BYTES:
        try:
            return kept == row_digest(*connection.engine.opened(values))
        except StoreCorruptError:  # what was sealed does not open: it was altered
            return False
    return kept == server_digest(*values)


def count_rows(connection: Connection, name: str) -> int:
    """How many rows a guarded table has."""
    found: int = connection.execute(f"SELECT count(*) FROM {GUARDED[name][0]}").fetchone()[0]
    return found
