"""The two ends of a transfer on a server: a data file that comes to it, and one that goes from it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from coding.review.people import Command
from coding.store.store_errors import NotAllowedError, SealedStoreError, StoreBusyError, StoreError
from db.postgres.array_words import indexed
from db.postgres.connections import WRITING
from db.postgres.founding import make_tables
from db.postgres.key_table import read_keys_on
from db.postgres.left import mark_left, require_not_left
from db.postgres.opening import APPLICATION, require_schema, schema_version
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.streamed import Streamed
from db.shared.audit.guards import kept_key
from db.shared.audit.verifying import verify_chain
from db.shared.key_file import keys_text
from db.shared.signing_in import seat_in
from db.shared.transfer.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.store.kept_audit import Head, Verified
    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.postgres.engine import PostgresConnection
    from db.postgres.opening import Way
    from db.shared.key_file import Keys
    from db.shared.seat import Seat
    from db.shared.transfer.ends import Shelved, Step

#: How long is waited for whoever writes.
_PATIENCE: Final = "1s"
#: Columns that the server makes of the others: they do not go over, and are made when a row comes.
_MADE: Final = frozenset({("said", "pairs")})
_COLUMNS: Final = (
    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0"
    " AND NOT attisdropped ORDER BY attnum"
)
_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ?"
    " AND pid <> pg_backend_pid()"
)
_INDEXES: Final = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisprimary"
    " AND NOT indisunique AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('frontpage'))"
)
_GUARDS: Final = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE starts_with(tgname, 'guard_') AND NOT tgisinternal"
    " AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('frontpage'))"
)
