"""The chain of the audit: each entry carries the hash of the one before, the digests of its rows, and a signature."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from coding.store.kept_audit import AuditEntry, Deed, Head
from db.shared.tables.pagetext import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from db.shared.audit.guards import RowDigest
    from db.shared.seat import Signer
    from db.shared.sql.engine import Connection, Cursor

#: The hash before the first entry.
NOTHING: Final = bytes(32)
COLUMNS: Final = "id, at, who, name, deed, page_id, about, rows, previous, hash, key, signature"
#: Deeds that matter even where no row was written.
_NOTED: Final = frozenset(
    {
        Deed.SIGN_IN,
        Deed.SIGN_OUT,
        Deed.WRONG_PASSWORD,
        Deed.REFUSED,
        Deed.IDENTITIES,
        Deed.EXPORT,
        Deed.BACKUP,
        Deed.RESTORE,
        Deed.MOVE,
        Deed.KEY,
        Deed.SEAL,
        Deed.BEGIN,
        Deed.KNOWLEDGE,
        Deed.PACKAGE,
        Deed.PASSWORD,
    }
)

#: What tells in an entry of the program's who sat there.
_SEAT: Final = "seat"


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose name and key an entry bears. ``seat``: who sat there while the program wrote it, and signs as well: the
    program's own key is in the hand of whoever has the data key.
    """

    who: int
    name: str
    signer: Signer
    seat: Hand | None = None


@dataclass(frozen=True, slots=True)
class SeatSignature:
    """Who sat there while the program wrote an entry: person, key, signature."""

    who: int
    key: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The last entry of a chain: its number, its hash and when it was written; by default that of an empty one."""

    id: int = 0
    hash: bytes = NOTHING
    at: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it stands in the file, with what ties it to its neighbours."""

    id: int
    at: str
    who: int
    name: str
    deed: str
    page_id: int | None
    about: str
    rows: bytes
    previous: bytes
    hash: bytes
    key: str
    signature: bytes

    @property
    def computed(self) -> bytes:
        """The hash that the entry has to have."""
        return _hash(
            self.id, self.at, self.who, self.name, self.deed, self.page_id, self.about, self.rows, self.previous,
            self.key,
        )  # fmt: skip

    @property
    def told(self) -> dict[str, Any]:
        """What the entry tells, as data; {} where it tells none."""
        try:
            about = json.loads(self.about)
        except ValueError:
            return {}
        return about if isinstance(about, dict) else {}

    def entry(self, key_note: str = "") -> AuditEntry:
        """The entry for whoever reads it. Raises ValueError where it holds no deed or no moment."""
        about = json.loads(self.about)
        at = datetime.fromisoformat(self.at)
        return AuditEntry(
            self.id, at, self.who, self.name, Deed(self.deed), self.page_id, about, self.key, self.hash.hex(), key_note
        )


def matters(deed: Deed, rows: Sequence[RowDigest]) -> bool:
    """Whether there is something to write down."""
    return bool(rows) or deed in _NOTED


def ask_end(connection: Connection) -> Cursor:
    """Ask where the chain ends; ``add_entry`` reads the answer."""
    return connection.execute("SELECT id, hash, at FROM audit ORDER BY id DESC LIMIT 1")


def add_entry(
    connection: Connection,
    hand: Hand,
    deed: Deed,
    about: Mapping[str, Any],
    rows: Sequence[RowDigest],
    moment: datetime,
    page_id: int | None = None,
    end: Cursor | None = None,
) -> Link:
    """Write an entry at the end of the chain, inside the caller's transaction. ``end``: where that is was asked already
    (``ask_end``).

    ``moment`` is what the clock says; where it was set back, the entry says so and the chain goes on.
    """
    last = (end or ask_end(connection)).fetchone()
    at = moment.astimezone(UTC).isoformat(timespec="microseconds")
    known = ChainEnd(*last) if last else ChainEnd()
    link = link_after(known, at, hand, deed, about, rows_hash(rows), page_id)
    places = ", ".join("?" * 12)
    connection.execute(f"INSERT INTO audit ({COLUMNS}) VALUES ({places})", astuple(link))
    connection.executemany(
        "INSERT INTO audit_rows (entry, tbl, row, digest) VALUES (?, ?, ?, ?)", [(link.id, *row) for row in rows]
    )
    return link


def link_after(
    end: ChainEnd,
    at: str,
    hand: Hand,
    deed: Deed,
    about: Mapping[str, Any],
    digest: bytes,
    page_id: int | None = None,
) -> Link:
    """The entry that comes behind an end of the chain, signed; ``digest`` is the hash over its rows."""
    number, previous = end.id + 1, end.hash
    if at < end.at:
        about = {**about, "clock": end.at}
    text = _text(about)
    if (seat := hand.seat) is not None:
        said = _hash(
            number, at, hand.who, whole(hand.name), deed.value, page_id, text, digest, previous, hand.signer.id
        )
        by = {"who": seat.who, "key": seat.signer.id, "signature": seat.signer.sign(said).hex()}
        text = _text({**about, _SEAT: by})
    fields = (number, at, hand.who, whole(hand.name), deed.value, page_id, text, digest, previous, hand.signer.id)
    made = _hash(*fields)
    return Link(*fields[:9], made, hand.signer.id, hand.signer.sign(made))


def has_head(connection: Connection, head: Head) -> bool:
    """Whether the chain once ended so."""
    row = connection.execute("SELECT hash FROM audit WHERE id = ?", (head.id,)).fetchone()
    return row is not None and row[0].hex() == head.hash


def seat_message(link: Link) -> tuple[SeatSignature | None, bytes]:
    """Who sat there while the program did it, as the entry says, and what they have signed."""
    about = link.told
    try:
        by = about.pop(_SEAT)
        seat = SeatSignature(int(by["who"]), str(by["key"]), bytes.fromhex(by["signature"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, b""
    without = replace(link, about=_text(about))
    return seat, without.computed


def _text(about: Mapping[str, Any]) -> str:
    return whole(json.dumps(about, ensure_ascii=False, sort_keys=True, default=str))


def rows_hash(rows: Iterable[RowDigest]) -> bytes:
    """One hash over the rows of an entry."""
    made = hashlib.sha256()
    for name, key, digest in sorted(rows, key=lambda row: (row[0], str(type(row[1])), row[1])):
        made.update(repr((name, key, digest)).encode("utf-8", "surrogatepass"))
    return made.digest()


def head_of(connection: Connection) -> Head:
    """The end of the chain."""
    last = connection.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return Head(last[0], last[1].hex()) if last else Head(0, NOTHING.hex())


def store_id(connection: Connection) -> str:
    """What names a store for good, sealed or not: the beginning of the hash of the first entry."""
    row = connection.execute("SELECT hash FROM audit ORDER BY id LIMIT 1").fetchone()
    return row[0].hex()[:16] if row else ""


def _hash(*fields: Any) -> bytes:
    said = [field.hex() if isinstance(field, bytes) else field for field in fields]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()
