"""The keys of a store on a server: what is a key file elsewhere is one row there, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.store.store_errors import KeyFileError
from db.shared.key_file import keys_text, read_keys_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from db.postgres.engine import PostgresConnection
    from db.shared.key_file import Keys

_READ: Final = "SELECT keys FROM key_file WHERE one = 1"
_KEEP: Final = "UPDATE key_file SET keys = ? WHERE one = 1"


@dataclass(frozen=True, slots=True)
class KeyTable:
    """``db.shared.key_file.KeyKeeper``. ``using``: a connection inside a transaction, the one under way if there is."""

    place: str
    using: Callable[[], AbstractContextManager[PostgresConnection]]

    @property
    def is_apart(self) -> bool:
        """See ``KeyKeeper``."""
        return False

    def read(self) -> Keys:
        """The keys as they stand. Raises KeyFileError."""
        with self.using() as connection:
            return read_keys_on(connection, self.place)

    def update(self, change: Callable[[Keys], Keys]) -> Keys:
        """Change and keep them, one seat at a time; what is kept then. Raises KeyFileError and its kin."""
        with self.using() as connection:
            kept = change(read_keys_on(connection, self.place, alone=True))
            connection.execute(_KEEP, (keys_text(kept),))
            return kept


def read_keys_on(connection: PostgresConnection, place: str, *, alone: bool = False) -> Keys:
    """The keys as they stand; ``alone``: nobody else changes them before the transaction ends. Raises KeyFileError."""
    row = connection.execute(f"{_READ}{' FOR UPDATE' if alone else ''}").fetchone()
    if row is None:
        raise KeyFileError(f"服务器 {place} 上没有密钥：请服务器管理员从备份恢复。")
    try:
        return read_keys_text(row[0])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyFileError(f"服务器 {place} 上的密钥已损坏：请服务器管理员从备份恢复。") from error
