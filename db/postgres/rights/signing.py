"""An act as the program does it: opened, written, closed by an entry that whoever is at the store has signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.postgres.rights.names import SEEN, Names
from db.shared.audit.chain import ChainEnd, link_after, matters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.review.people import Command, Person
    from coding.store.kept_audit import Deed
    from db.postgres.engine import PostgresConnection
    from db.shared.audit.chain import Hand, Link

_BEGIN = f"SELECT {SEEN}.begin_act(?, ?, ? = 1)"
_WRITTEN = f"SELECT id, at, before, previous, rows, tables, keys, digests, owes FROM {SEEN}.written()"
_END = f"SELECT {SEEN}.end_act(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PASSWORD = f"SELECT {SEEN}.set_password(?, ?)"


def begin_act(connection: PostgresConnection, deed: Deed, command: Command | None, *, by_program: bool = False) -> None:
    """Open an act inside the transaction that is under way: from now on what its deed allows can be written."""
    connection.execute(_BEGIN, (deed.value, command.value if command else "", int(by_program)))


def end_act(
    connection: PostgresConnection,
    hand: Hand,
    deed: Deed,
    about: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    page_id: int | None = None,
) -> Link | None:
    """Close the act with its entry; None where nothing was written that has to be told. The server says which rows were
    written, and what they hold now; its clock says when. ``about`` is called when everything was written.
    """
    number, at, before, previous, rows, tables, keys, digests, owes = connection.execute(_WRITTEN).fetchone()
    if not owes and not matters(deed, list(zip(tables, keys, digests, strict=True))):
        return None
    if callable(about):
        about = about()
    end = ChainEnd(number - 1, previous, before)
    link = link_after(end, at, hand, deed, about, rows, page_id)
    said = (link.id, link.at, link.who, link.name, link.page_id, link.about, link.previous, link.hash, link.key)
    connection.execute(_END, (*said, link.signature))
    return link


def set_password(connection: PostgresConnection, person: Person, password: str, database: str) -> None:
    """A password for somebody at the server, inside an act: it is sent as what the server keeps of it (SCRAM)."""
    connection.execute(_PASSWORD, (person.id, verifier(connection, Names(database), person.user, password)))


def verifier(connection: PostgresConnection, names: Names, user: str, password: str) -> str:
    """What the server keeps of a password: it proves one, and is none."""
    encrypted = connection.raw.pgconn.encrypt_password(password.encode(), names.login(user).encode(), b"scram-sha-256")
    return encrypted.decode()
