"""A store that is carried from one engine to another: a data file to a department's server, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_audit import Head
    from coding.store.kept_people import SignIn

#: What is told meanwhile: what is being done, how much of it, of how much.
Step = Callable[[str, int, int], None]


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
class Transfers(Protocol):
    """Whoever can carry a store over."""

    def transfer(
        self, source: Path, target: Path, sign_in: SignIn | None, step: Step, server_password: str = ""
    ) -> Transferred:
        """Carry a store whole to a place of another kind, as whoever signs in to it, an administrator: verified,
        copied, read back, verified again, and only then is the old one closed for good. A server's place is its
        connection file; ``server_password``: that of the login it names, where there is one. ``step`` may raise to give
        it up. Cut off anywhere, the old one stands whole and open, and the new place is empty, or whole and recognised
        by the next attempt. Raises StoreBusyError where anybody has it open, StoreCorruptError where it is not as it
        was written, StoreError where something else stands in the new place.
        """
        ...


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A store on a server that was brought from one version of its tables to another; the same: nothing was missing."""

    place: str
    before: int
    after: int


@runtime_checkable
class CaresForServers(Protocol):
    """Whoever does at a store on a server what its administrator asks for. ``server_password``: that of the login which
    the connection file names.
    """

    def renew_rights(self, place: Path, server_password: str = "") -> None:
        """Put the rights of this program's roles on a store that stands on a server."""
        ...

    def upgrade(self, place: Path, sign_in: SignIn, server_password: str = "", *, now: bool = False) -> Upgraded:
        """Bring a store that an older program made to what this one needs, as an administrator, and put the rights of
        its roles on it: all or nothing. Raises NotAllowedError, NewerStoreError where a newer program made it,
        StoreBusyError while windows of the older one are connected; ``now``: they are cut off.
        """
        ...

    def note_restored(self, place: Path, sign_in: SignIn, ends: tuple[Head, Head], server_password: str = "") -> None:
        """Write down, as an administrator, that a server's store was restored. ``ends``: the last entry that it shares
        with the one before, and the end that that one had: what lies between is known to have gone then, and nobody is
        told that it was cut off.
        """
        ...
