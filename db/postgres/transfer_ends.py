"""The two ends of a transfer on a server: a data file that comes to it, and one that goes from it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from coding.store.store_errors import SealedStoreError, StoreBusyError, StoreError
from db.postgres.array_words import indexed
from db.postgres.connections import WRITING
from db.postgres.founding import make_tables, require_utf8
from db.postgres.key_table import read_keys_on
from db.postgres.left import mark_left
from db.postgres.opening import APPLICATION, SCHEMA, require_schema, schema_version
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.postgres_store import PostgresStore
from db.postgres.stores import seat_at
from db.postgres.streamed import Streamed
from db.shared.audit.guards import kept_key
from db.shared.audit.verifying import verify_chain
from db.shared.key_file import keys_text
from db.shared.transfer.shelves import shelve, shelved
from db.shared.transfer.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.store.kept_audit import Head, Verified
    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.postgres.opening import Way
    from db.shared.key_file import Keys
    from db.shared.seat import Seat
    from db.shared.transfer.ends import Shelved, Step

#: Columns that the server makes of the others: they do not go over, and are made when a row comes.
_MADE: Final = frozenset({("said", "pairs")})
#: How the types are called in a binary COPY.
_TYPES: Final = {"bigint": "int8", "double precision": "float8"}
_COLUMNS: Final = (
    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0"
    " AND NOT attisdropped ORDER BY attnum"
)
_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ?"
    " AND pid <> pg_backend_pid()"
)
_OURS: Final = f"IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('{SCHEMA}'))"
_INDEXES: Final = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
    f" WHERE NOT indisprimary AND NOT indisunique AND indrelid {_OURS}"
)
_GUARDS: Final = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
    f" WHERE starts_with(tgname, 'guard_') AND NOT tgisinternal AND tgrelid {_OURS}"
)


class PostgresSource:
    """A store on a server that is to leave. ``beside``: where this machine keeps what belongs to it."""

    def __init__(self, way: Way, beside: Path, clock: Clock) -> None:
        self._way, self._beside, self._clock = way, beside, clock

    @property
    def place(self) -> str:
        """Server and database."""
        return self._way.name

    def enter(self, sign_in: SignIn | None) -> Seat:
        """See ``db.shared.transfer.ends``."""
        if sign_in is None:
            raise SealedStoreError(f"数据在服务器 {self.place} 上：请由管理员登录后迁移。")
        store = PostgresStore(self._beside, self._way, seat_at(self._way, sign_in, self._clock), self._clock)
        try:
            store.require_may_move()
            return store.seat
        finally:
            store.close()

    def keys(self) -> Keys | None:
        """See ``db.shared.transfer.ends``."""
        with _connected(self._way) as connection:
            return read_keys_on(connection, self.place)

    @contextmanager
    def alone(self, seat: Seat) -> Iterator[_Leaving]:  # noqa: ARG002 - a server asks who connects, not who moves
        """See ``db.shared.transfer.ends``."""
        with _connected(self._way) as connection:
            require_schema(connection, self.place)
            others = connection.execute(_OTHERS, (APPLICATION,)).fetchone()[0]
            if others or not connection.execute("SELECT pg_try_advisory_lock(?)", (WRITING,)).fetchone()[0]:
                raise StoreBusyError(f"服务器 {self.place} 还有窗口连着，没有迁移：请各处都关闭窗口后再试。")
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            leaving = _Leaving(connection, self._beside)
            yield leaving
            connection.execute("COMMIT")  # what is left open is rolled back with the connection


class PostgresTarget:
    """Where a store is to arrive: an empty database."""

    def __init__(self, way: Way, beside: Path) -> None:
        self._way, self._beside = way, beside

    @property
    def place(self) -> str:
        """Server and database."""
        return self._way.name

    @contextmanager
    def standing(self, seat: Seat) -> Iterator[_Side | None]:  # noqa: ARG002
        """See ``db.shared.transfer.ends``."""
        with _connected(self._way) as connection:
            if not schema_version(connection):
                yield None
                return
            require_schema(connection, self.place)
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield _Side(connection)

    @contextmanager
    def new(self, seat: Seat, keys: Keys | None) -> Iterator[_Arriving]:  # noqa: ARG002
        """See ``db.shared.transfer.ends``."""
        if keys is None:
            raise StoreError("数据文件还没有用户：请先在窗口中加密它（“用户 › 加密…”），再迁移到服务器。")
        with _connected(self._way) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT pg_advisory_xact_lock(?)", (WRITING,))
            if schema_version(connection):
                raise StoreError(f"服务器 {self.place} 上已有另一份数据，没有迁移：请换一个空的数据库。")
            require_utf8(connection, self.place)
            make_tables(connection)
            yield _Arriving(connection, self._beside)


class _Side:
    """An open store, inside a transaction."""

    def __init__(self, connection: Streamed) -> None:
        self.connection = connection

    def columns(self, table: str) -> tuple[str, ...]:
        """See ``db.shared.transfer.ends``."""
        return tuple(name for name in self._types(table) if (table, name) not in _MADE)

    def count(self, table: str) -> int:
        """See ``db.shared.transfer.ends``."""
        found: int = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    def rows(self, table: str, columns: Sequence[str], order: str) -> Iterator[Sequence[Any]]:
        """See ``db.shared.transfer.ends``."""
        types = self._types(table)
        told = f"COPY (SELECT {_names(columns)} FROM {table} ORDER BY {order}) TO STDOUT (FORMAT BINARY)"
        with self.connection.raw.cursor() as cursor, cursor.copy(told) as copy:
            copy.set_types([_TYPES.get(types[column], types[column]) for column in columns])
            if table != "audit_rows":
                yield from copy.rows()
                return
            name, key = columns.index("tbl"), columns.index("row")
            for row in copy.rows():
                yield *row[:key], kept_key(row[name], row[key]), *row[key + 1 :]

    def verify(self, step: Step) -> Verified:
        """See ``db.shared.transfer.ends``."""
        return verify_chain(self.connection, (), is_sealed=True, step=step)

    def _types(self, table: str) -> dict[str, str]:
        return dict(self.connection.execute(_COLUMNS, (f"{SCHEMA}.{table}",)).fetchall())


class _Leaving(_Side):
    """A store that goes."""

    def __init__(self, connection: Streamed, beside: Path) -> None:
        super().__init__(connection)
        self._beside = beside

    def shelves(self) -> Iterator[Shelved]:
        """See ``db.shared.transfer.ends``."""
        yield from shelved(self._beside)

    def close_for_good(self, told: Mapping[str, Any]) -> None:
        """See ``db.shared.transfer.ends``."""
        mark_left(self.connection, told)


class _Arriving(_Side):
    """A store that comes. Indexes are made when all rows are there; the audit of the rows comes with them."""

    def __init__(self, connection: Streamed, beside: Path) -> None:
        super().__init__(connection)
        self._beside = beside
        self._indexes = connection.execute(_INDEXES).fetchall()
        self._guards = connection.execute(_GUARDS).fetchall()
        for name, _ in self._indexes:
            connection.execute(f"DROP INDEX {name}")
        for table, guard in self._guards:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")  # what a step has put there comes from the other side

    def take(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """See ``db.shared.transfer.ends``."""
        made = [name for of, name in _MADE if of == table]
        into = f"COPY {table} ({_names([*columns, *made])}) FROM STDIN"
        words = columns.index("words") if table == "said" else -1
        key = columns.index("row") if table == "audit_rows" else -1
        with self.connection.raw.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                if any(isinstance(value, str) and "\0" in value for value in row):
                    raise StoreError(
                        f"“{table}”有一行（{row[0]}）含有服务器不收的空字符，没有迁移：请在原来的数据中改正这一行，"
                        "或交给维护人员。"
                    )
                if words >= 0:
                    copy.write_row((*row, indexed(row[words])))
                elif key >= 0:
                    copy.write_row((*row[:key], str(row[key]), *row[key + 1 :]))
                else:
                    copy.write_row(row)

    def shelve(self, files: Iterable[Shelved]) -> None:
        """See ``db.shared.transfer.ends``."""
        shelve(self._beside, files)

    def finish(self) -> None:
        """See ``db.shared.transfer.ends``."""
        for _, statement in self._indexes:
            self.connection.execute(statement)
        for table, guard in self._guards:
            self.connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")
        for table in TABLES:
            self.connection.execute(f"ANALYZE {table}")

    def keep(self, keys: Keys | None, head: Head) -> None:  # noqa: ARG002
        """See ``db.shared.transfer.ends``."""
        assert keys is not None
        self.connection.execute("INSERT INTO key_file (one, keys) VALUES (1, ?)", (keys_text(keys),))
        self.connection.execute("COMMIT")


@contextmanager
def _connected(way: Way) -> Iterator[Streamed]:
    """A connection for the length of a block; a transaction that was not committed goes with it."""
    raw = way.connect().raw
    try:
        with told_in_chinese(way.name):
            yield Streamed(raw)
    finally:
        with suppress(Exception):
            raw.close()


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
