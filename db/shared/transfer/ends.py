"""The two ends of a transfer, as each engine offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from coding.store.kept_audit import Head, Verified
    from coding.store.kept_people import SignIn
    from db.shared.audit.guards import RowDigest
    from db.shared.key_file import Keys
    from db.shared.seat import Seat
    from db.shared.sql.engine import Connection

    Step = Callable[[int, int], None]
    #: A file of a shelf: where it lies on the shelf, and what is in it.
    Shelved = tuple[str, bytes]


class Side(Protocol):
    """An open store, all of it at one moment."""

    @property
    def connection(self) -> Connection:
        """The connection on which everything is read and written."""
        ...

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table; () where there is no such table."""
        ...

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def rows(self, table: str, columns: Sequence[str], order: str) -> Iterator[Sequence[Any]]:
        """The rows of a table, never all of them in memory."""
        ...

    def verify(self, step: Step) -> Verified:
        """Compare everything with the audit."""
        ...


class Leaving(Side, Protocol):
    """The store that goes: nobody else has it open, and nobody can open it."""

    def shelves(self) -> Iterator[Shelved]:
        """What lies on the shelves of the hospital's knowledge."""
        ...

    def kept_otherwise(self) -> Iterator[RowDigest]:
        """Rows that read as they did and whose digests are of how they were kept here: with their new digests."""
        ...

    def close_for_good(self, told: Mapping[str, Any]) -> None:
        """From now on nobody opens it: ``told`` says where it went (``to``), when (``at``) and with which end."""
        ...


class Arriving(Side, Protocol):
    """The store that comes: empty tables, which nobody sees before ``keep``."""

    def take(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write rows as they are."""
        ...

    def shelve(self, files: Iterable[Shelved]) -> None:
        """Put files on the shelves of the hospital's knowledge."""
        ...

    def finish(self) -> Sequence[RowDigest]:
        """Make what is made of the rows: indexes, rights. What it wrote besides, for the entry of the audit."""
        ...

    def keep(self, keys: Keys | None, head: Head) -> None:
        """Let it be the store of its place, in one step that is done or not done."""
        ...


class Source(Protocol):
    """Where a store is to leave."""

    @property
    def place(self) -> str:
        """How the place is told: without a password."""
        ...

    def enter(self, sign_in: SignIn | None) -> Seat:
        """As whom it leaves. Raises NotAllowedError unless they may move it, StoreGoneError where it has left."""
        ...

    def keys(self) -> Keys | None:
        """The keys of a sealed store."""
        ...

    def alone(self, seat: Seat) -> AbstractContextManager[Leaving]:
        """The store with nobody else in it. Raises StoreBusyError where anybody has it open."""
        ...


class Target(Protocol):
    """Where a store is to arrive."""

    @property
    def place(self) -> str:
        """How the place is told: without a password."""
        ...

    def standing(self, seat: Seat) -> AbstractContextManager[Side | None]:
        """The store that stands there; None: there is none. Raises StoreError where it is somebody else's."""
        ...

    def new(self, seat: Seat, keys: Keys | None) -> AbstractContextManager[Arriving]:
        """A new store for this seat; nothing is left of it unless it is kept."""
        ...
