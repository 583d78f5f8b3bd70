"""The two ends of a transfer on a server: a data file that comes to it, and one that goes from it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from coding.base.private_copies import content_of, keep_copy
from coding.store.store_errors import SealedStoreError, StoreBusyError, StoreError
from db.postgres.array_words import ArrayWords
from db.postgres.founding import make_tables, put_rights, require_administrator, require_utf8
from db.postgres.key_table import read_keys_on
from db.postgres.left import mark_left
from db.postgres.opening import require_schema, schema_version
from db.postgres.others import others_at
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.postgres_store import PostgresStore
from db.postgres.rights.names import TABLES as SCHEMA
from db.postgres.rights.names import WRITING, Names
from db.postgres.rights.signing import set_password
from db.postgres.sealed_identities import IDENTITIES, SEALED, SealedConnection, cells_of, opened
from db.postgres.shelf_trade import KEEP, named_in, packed_content, unpacked_content
from db.postgres.stores import seat_at
from db.postgres.streamed import Streamed
from db.shared.audit.guards import each_row, kept_key, row_digest
from db.shared.audit.link_checks import KEPT_OTHERWISE
from db.shared.audit.verifying import verify_chain
from db.shared.identity_cells import IdentityCells, is_cell
from db.shared.key_file import keys_text
from db.shared.tables.word_index import SAID
from db.shared.transfer.shelves import shelve, shelved, shelves_of
from db.shared.transfer.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.store.kept_audit import Head, Verified
    from coding.store.kept_copies import ImportedCopy
    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.postgres.engine import PostgresConnection
    from db.postgres.opening import Way
    from db.shared.audit.guards import RowDigest
    from db.shared.key_file import Keys
    from db.shared.seat import Seat
    from db.shared.transfer.ends import Shelved, Step

#: How the types are called in a binary COPY.
_TYPES: Final = {"bigint": "int8", "double precision": "float8"}
_COLUMNS: Final = (
    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0"
    " AND NOT attisdropped ORDER BY attnum"
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
#: Rows that are read and written at once.
_AT_ONCE: Final = 1_000
#: Rows whose last digest is one that the server has made.
_BY_SERVER: Final = (
    "SELECT DISTINCT ON (row) CASE WHEN length(digest) = 32 THEN row END FROM audit_rows WHERE tbl = ?"
    " ORDER BY row, entry DESC"
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
    def alone(self, seat: Seat) -> Iterator[_Leaving]:
        """See ``db.shared.transfer.ends``."""
        with _connected(self._way) as connection:
            require_schema(connection, self.place)
            if connection.is_by_rights:
                raise StoreError(
                    f"服务器 {self.place} 只给您看一部分内容，没有迁移：请在连接文件中写明 user（postgres）。"
                )
            if (
                others_at(connection)
                or not connection.execute("SELECT pg_try_advisory_lock(?)", (WRITING,)).fetchone()[0]
            ):
                raise StoreBusyError(f"服务器 {self.place} 还有窗口连着，没有迁移：请各处都关闭窗口后再试。")
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            yield _Leaving(connection, cells_of(connection, seat), self._beside)
            connection.execute("COMMIT")  # what is left open is rolled back with the connection


class PostgresTarget:
    """Where a store is to arrive: an empty database. ``rights``: the server holds everybody to their roles;
    ``seals``: who administers it reads no names.
    """

    def __init__(self, way: Way, beside: Path, sign_in: SignIn | None, *, rights: bool, seals: bool) -> None:
        self._way, self.beside, self._sign_in, self.seals = way, beside, sign_in, seals
        self._rights = Names(way.server.dbname) if rights else None

    @property
    def place(self) -> str:
        """Server and database."""
        return self._way.name

    @contextmanager
    def standing(self, seat: Seat) -> Iterator[_Side | None]:
        """See ``db.shared.transfer.ends``."""
        with _connected(self._way) as connection:
            if not schema_version(connection):
                yield None
                return
            require_schema(connection, self.place)
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield _Side(connection, cells_of(connection, seat))

    @contextmanager
    def new(self, seat: Seat, keys: Keys | None) -> Iterator[_Arriving]:
        """See ``db.shared.transfer.ends``."""
        if keys is None:
            raise StoreError("数据文件还没有用户：请先在窗口中加密它（“用户 › 加密…”），再迁移到服务器。")
        with _connected(self._way) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT pg_advisory_xact_lock(?)", (WRITING,))
            if schema_version(connection):
                raise StoreError(f"服务器 {self.place} 上已有另一份数据，没有迁移：请换一个空的数据库。")
            require_utf8(connection, self.place)
            if self._rights is not None:
                require_administrator(connection, self.place)
            make_tables(connection)
            yield _Arriving(connection, seat, self)

    def put_rights(self, connection: PostgresConnection, seat: Seat) -> None:
        """Hold everybody to their roles. Who moves the store signs in with the password that they have; for all others
        the server has none yet.
        """
        if self._rights is None:
            return
        put_rights(connection, self.place, self._rights)
        if seat.person.id > 0 and self._sign_in is not None:
            set_password(connection, seat.person, self._sign_in.password, self._rights.prefix)


class _Side:
    """An open store, inside a transaction."""

    def __init__(self, connection: PostgresConnection, cells: IdentityCells | None) -> None:
        self.connection = connection if cells is None else SealedConnection(connection, cells)
        self._cells = cells

    def columns(self, table: str) -> tuple[str, ...]:
        """See ``db.shared.transfer.ends``."""
        return tuple(self._types(table))

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
            yield from self._read(table, columns, copy.rows())

    def verify(self, step: Step) -> Verified:
        """See ``db.shared.transfer.ends``."""
        return verify_chain(self.connection, (), is_sealed=True, step=step)

    def _read(self, table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
        """Rows as they are everywhere: keys of the audit of their kinds, cells opened."""
        if table == "audit_rows":
            name, key = columns.index("tbl"), columns.index("row")
            for row in rows:
                yield *row[:key], kept_key(row[name], row[key]), *row[key + 1 :]
        elif self._cells is not None:
            mark = columns.index("mark") if table == "person_marks" else None
            for row in rows:
                yield opened(row, self._cells, mark)
        else:
            yield from rows

    def _types(self, table: str) -> dict[str, str]:
        return dict(self.connection.execute(_COLUMNS, (f"{SCHEMA}.{table}",)).fetchall())


class _Leaving(_Side):
    """A store that goes."""

    def __init__(self, connection: PostgresConnection, cells: IdentityCells | None, beside: Path) -> None:
        super().__init__(connection, cells)
        self._beside = beside

    def shelves(self) -> Iterator[Shelved]:
        """See ``db.shared.transfer.ends``."""
        folder = shelves_of(self._beside)
        for copy in _copies(self.connection):
            row = self.connection.execute("SELECT packed FROM shelves WHERE stamp = ?", (copy.digest,)).fetchone()
            if row is not None and not copy.place(folder).exists():
                keep_copy(unpacked_content(copy.file, bytes(row[0])), folder)
        yield from shelved(self._beside)

    def kept_otherwise(self) -> Iterator[RowDigest]:
        """See ``db.shared.transfer.ends``."""
        for name in KEPT_OTHERWISE if self._cells is not None else ():
            by_server = {kept_key(name, key) for (key,) in self.connection.execute(_BY_SERVER, (name,)).fetchall()}
            for key, values in each_row(self.connection, name):
                if key in by_server and any(isinstance(value, str) and is_cell(value) for value in values):
                    yield name, key, row_digest(*self.connection.engine.opened(values))

    def close_for_good(self, told: Mapping[str, Any]) -> None:
        """See ``db.shared.transfer.ends``."""
        mark_left(self.connection, told)


class _Arriving(_Side):
    """A store that comes. Indexes are made when all rows are there; the audit of the rows comes with them."""

    def __init__(self, connection: PostgresConnection, seat: Seat, target: PostgresTarget) -> None:
        assert seat.data_key is not None
        self._own_cells = IdentityCells(seat.data_key)
        super().__init__(connection, self._own_cells if target.seals else None)
        self._seat, self._target, self._is_said = seat, target, False
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
        if table == "settings":
            rows = list(rows)
            self._look_for_cells(columns, rows)
        rows = iter(rows)
        while part := list(islice(rows, _AT_ONCE)):
            self._copy(table, columns, [self._kept(table, columns, row) for row in part])

    def shelve(self, files: Iterable[Shelved]) -> None:
        """See ``db.shared.transfer.ends``."""
        shelve(self._target.beside, files)
        for copy in _copies(self.connection):
            place = copy.place(shelves_of(self._target.beside))
            if place.exists():
                packed = packed_content(content_of(place))
                self.connection.execute(KEEP, (copy.digest, packed, copy.brought_at))

    def finish(self) -> Sequence[RowDigest]:
        """See ``db.shared.transfer.ends``."""
        self._index()
        for _, statement in self._indexes:
            self.connection.execute(statement)
        added = []
        if self._cells is not None and not self._is_said:
            self.connection.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (IDENTITIES, SEALED))
            added = [("settings", IDENTITIES, row_digest(IDENTITIES, SEALED))]
        self._target.put_rights(self.connection, self._seat)
        for table, guard in self._guards:
            self.connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")
        for table in TABLES:
            self.connection.execute(f"ANALYZE {table}")
        return added

    def keep(self, keys: Keys | None, head: Head) -> None:  # noqa: ARG002
        """See ``db.shared.transfer.ends``."""
        assert keys is not None
        self.connection.execute("INSERT INTO key_file (one, keys) VALUES (1, ?)", (keys_text(keys),))
        self.connection.execute("COMMIT")

    def _look_for_cells(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A store in which identities were sealed once has them sealed again."""
        said = {row[columns.index("key")]: row[columns.index("value")] for row in rows}
        self._is_said = said.get(IDENTITIES) == SEALED
        if self._is_said and self._cells is None:
            self._cells = self._own_cells
            self.connection = SealedConnection(self.connection, self._own_cells)

    def _kept(self, table: str, columns: Sequence[str], row: Sequence[Any]) -> Sequence[Any]:
        """A row as the server keeps it."""
        if any(isinstance(value, str) and "\0" in value for value in row):
            raise StoreError(
                f"“{table}”有一行（{row[0]}）含有服务器不收的空字符，没有迁移：请在原来的数据中改正这一行，或交给维护人员。"
            )
        if table == "audit_rows":
            key = columns.index("row")
            return *row[:key], str(row[key]), *row[key + 1 :]
        if isinstance(self.connection, SealedConnection):
            return self.connection.sealed_row(table, columns, row)
        return row

    def _copy(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        into = f"COPY {table} ({_names(columns)}) FROM STDIN"
        with self.connection.raw.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def _index(self) -> None:
        """The words of all pages, some thousand at a time."""
        words, last = self.connection.engine.words, -1
        assert isinstance(words, ArrayWords)
        asked = f"SELECT id, {', '.join(SAID)} FROM pages WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}"
        while pages := self.connection.execute(asked, (last,)).fetchall():
            made = [(page_id, *words.row_of(dict(zip(SAID, texts, strict=True)))) for page_id, *texts in pages]
            self._copy("said", ("page_id", "words", "pairs"), made)
            last = pages[-1][0]


def _copies(connection: PostgresConnection) -> list[ImportedCopy]:
    """The copies of the hospital's knowledge that the settings name."""
    texts = connection.execute("SELECT value FROM settings WHERE starts_with(value, ?)", ("{",)).fetchall()
    return [copy for (text,) in texts for copy in named_in(text)]


@contextmanager
def _connected(way: Way) -> Iterator[PostgresConnection]:
    """A connection for the length of a block; a transaction that was not committed goes with it."""
    line = way.connect()
    try:
        with told_in_chinese(way.name):
            yield Streamed(line)
    finally:
        with suppress(Exception):
            line.raw.close()


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
