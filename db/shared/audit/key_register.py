"""Which key is whose, as the chain registered them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coding.store.kept_audit import Deed
from db.shared.audit.chain import COLUMNS, Link
from db.shared.seat import PROGRAM, key_id

if TYPE_CHECKING:
    from db.shared.sql.engine import Connection

#: Entries that may register a key.
REGISTERING: Final = (Deed.BEGIN, Deed.SEAL, Deed.KEY, Deed.PERSON, Deed.PASSWORD)


@dataclass(frozen=True, slots=True)
class Registered:
    """A key: its public half, whose it is, which entry registered it, and who signed that entry (number and name)."""

    public: bytes
    owner: int
    entry: int
    by: int
    by_name: str


@dataclass(slots=True)
class KeyRegister:
    """The keys by their ids, filled entry by entry."""

    keys: dict[str, Registered] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> KeyRegister:
        """All keys that the chain has registered."""
        register = cls()
        places = ",".join("?" * len(REGISTERING))
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM audit WHERE deed IN ({places}) ORDER BY id", [deed.value for deed in REGISTERING]
        )
        for row in rows:
            register.take(Link(*row))
        return register

    def take(self, link: Link) -> None:
        """Register the key of an entry, where it brings one."""
        made = self.read(link)
        if made is not None:
            self.keep(made)

    def keep(self, made: Registered) -> None:
        """Register a key."""
        self.keys[key_id(made.public)] = made

    @staticmethod
    def read(link: Link) -> Registered | None:
        """The key that an entry brings, not registered yet."""
        about = link.told
        if link.deed not in REGISTERING or not isinstance(about.get("key"), str):
            return None
        try:
            public = bytes.fromhex(about["key"])
            return Registered(public, int(about["of"]), link.id, link.who, link.name)
        except (ValueError, KeyError, TypeError):
            return None

    def note(self, link: Link) -> str:
        """What is told at every entry of a key that somebody else than its owner has registered; "" = nothing."""
        found = self.keys.get(link.key)
        if found is None or found.by in (found.owner, PROGRAM):
            return ""
        return f"签名密钥由“{found.by_name}”在第 {found.entry} 条登记"
