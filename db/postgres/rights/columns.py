"""The tables of the store as the server has them: what is generated for people follows them column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.postgres.rights.names import TABLES, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import Connection

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attidentity <> '',
       pg_get_expr(d.adbin, d.adrelid), a.attnum = ANY (coalesce(i.indkey::int2[], '{}'))
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum AND a.attgenerated = ''
LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname, a.attnum
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``default``: an expression of SQL, "" for none."""

    name: str
    type: str
    is_identity: bool
    default: str
    is_key: bool

    @property
    def sql(self) -> str:
        """The name as SQL takes it."""
        return quoted(self.name)


def columns_of(connection: Connection) -> Mapping[str, Sequence[Column]]:
    """Table → its columns, of all tables of the store."""
    found: dict[str, list[Column]] = {}
    for table, name, kind, is_identity, default, is_key in connection.execute(_COLUMNS, (TABLES,)).fetchall():
        found.setdefault(table, []).append(Column(name, kind, is_identity, default or "", is_key))
    return found
