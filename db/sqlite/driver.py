"""The one driver of every data file, clear or sealed: SQLCipher 4, which reads what SQLite has written.

Its errors are its own: ``sqlite3.Error`` of Python never comes from a data file. Types are those of the standard
module, whose interface it has. Source: zetetic.net/sqlcipher/sqlcipher-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlcipher3 import dbapi2 as sqlite3

__all__ = ["KEY_BYTES", "sqlite3", "unlock"]

#: Of a data key: 32 bytes that encrypt, 16 bytes of salt, handed over raw so that nothing is derived at each opening.
KEY_BYTES = 48


def unlock(connection: sqlite3.Connection, key: bytes | None) -> None:
    """Have a new connection read a sealed file with its data key; None: the file is clear."""
    if key is None:
        return
    assert len(key) == KEY_BYTES
    connection.execute("PRAGMA cipher_log_level = NONE")  # else each wrong key is told on stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = OFF")  # locked memory is scarce where no administrator is
