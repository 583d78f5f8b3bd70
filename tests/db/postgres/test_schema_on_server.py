"""One numbered list of steps for both engines: they end in the same tables, with columns that read as the same."""

from contextlib import closing

from db.postgres.founding import make_tables
from db.postgres.migrations import STEPS
from db.shared.schema_steps import NAMES
from db.sqlite.driver import sqlite3
from db.sqlite.migrations import STEPS as FILE_STEPS
from db.sqlite.sqlite_store import SqliteStore

#: What each engine has for itself: the index of words; what lies beside a file elsewhere.
_OF_A_FILE = {"words"}
_OF_A_SERVER = {"key_file", "shelves", "schema_version", "written"}
#: How a type is called there → what Python reads.
_READ = {
    "INTEGER": "int", "TEXT": "str", "REAL": "float", "BLOB": "bytes",
    "bigint": "int", "text": "str", "double precision": "float", "bytea": "bytes",
}  # fmt: skip


def test_every_step_has_a_number_in_both_engines():
    assert len(STEPS) == len(FILE_STEPS) == len(NAMES)
    assert STEPS[-1] is not None
    assert [step.__module__.rpartition(".")[2].partition("_")[2] for step in FILE_STEPS] == list(NAMES)


def test_both_engines_end_in_the_same_tables_and_columns(place, tmp_path):
    SqliteStore(tmp_path / "病案.sqlite").close()
    with closing(sqlite3.connect(tmp_path / "病案.sqlite")) as raw:
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: {row[1]: row[2] for row in raw.execute(f"PRAGMA table_info('{name}')")}
            for name in names
            if not name.startswith(("words", "sqlite_"))
        }
    with closing(place.begin(1)) as store, store._reading() as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'frontpage'"
        ).fetchall()
    there: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        there.setdefault(table, {})[column] = kind
    assert there.keys() - _OF_A_SERVER == columns.keys() - _OF_A_FILE
    for table, known in columns.items():
        read = {column: _READ[kind] for column, kind in known.items() if kind}  # the key of a row is of any type there
        made = {column: _READ.get(kind, kind) for column, kind in there[table].items() if column in read}
        assert made == read, table
        assert there[table].keys() - known.keys() <= {"pairs"}, table


def test_tables_are_made_in_a_transaction_that_leaves_nothing(cluster):
    from db.postgres.engine import PostgresConnection

    database = cluster.fresh()
    with cluster.connected(database) as raw:
        raw.execute("BEGIN")
        raw.execute("SET search_path = frontpage")
        make_tables(PostgresConnection(raw))
        raw.execute("ROLLBACK")
        assert raw.execute("SELECT to_regnamespace('frontpage')").fetchone() == (None,)
    cluster.drop(database)
