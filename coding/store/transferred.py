"""A store on a department's server: made there, or carried there from a data file, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_audit import Head
    from coding.store.kept_people import NewPerson, SignIn

#: What is told meanwhile: what is being done, how much of it, of how much.
Step = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Served:
    """What a server is to do with a store. ``by_rights``: everybody is held to their roles, whatever they connect with;
    ``sealed_identities``: who administers the server reads no names. ``password``: that of the login which the
    connection file names, where there is one.
    """

    by_rights: bool = True
    sealed_identities: bool = True
    password: str = ""


@dataclass(frozen=True, slots=True)
class Transferred:
    """``source`` and ``target``: the places as they are told, without a password. ``head``: the end of the chain in the
    new place; ``rows`` in all went over. ``was_there``: an earlier attempt had brought them, only the end was missing.
    """

    source: str
    target: str
    head: Head
    rows: int
    was_there: bool = False


@runtime_checkable
class Serves(Protocol):
    """Whoever brings stores to a server."""

    def transfer(self, source: Path, target: Path, sign_in: SignIn | None, step: Step, how: Served) -> Transferred:
        """Carry a store whole to a place of another kind, as whoever signs in to it, an administrator: verified,
        copied, read back, verified again, and only then is the old one closed for good. A server's place is its
        connection file. ``step`` may raise to give it up. Cut off anywhere, the old one stands whole and open, and the
        new place is empty, or whole and recognised by the next attempt. Raises StoreBusyError where anybody has it
        open, StoreCorruptError where it is not as it was written, StoreError where something else stands in the new
        place.
        """
        ...

    def set_up(self, place: Path, first: NewPerson, how: Served) -> str:
        """Make a store in the empty database of a server, with its first person, an administrator; the recovery key, to
        be printed. Raises StoreError where there is a store already.
        """
        ...

    def renew_rights(self, place: Path, how: Served) -> None:
        """Put the rights of this program's roles on a store that stands on a server."""
        ...

    def note_restored(self, place: Path, sign_in: SignIn, ends: tuple[Head, Head], how: Served) -> None:
        """Write down, as an administrator, that a server's store was restored. ``ends``: the last entry that it shares
        with the one before, and the end that that one had: what lies between is known to have gone then, and nobody is
        told that it was cut off.
        """
        ...
