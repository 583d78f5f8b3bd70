"""The trade of people: who may open the store, as whom it is open now, and their passwords.

A store is opened *as* somebody; every other trade takes who did it from there, never from a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.review.people import Command, Person, Role


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody shows at the door: a user and a password, or the recovery key alone (``user`` "")."""

    user: str
    password: str = ""
    recovery: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be added, and the password of the first sign-in, which is changed there."""

    user: str
    name: str
    roles: frozenset[Role]
    password: str
    wards: frozenset[str] = frozenset()
    is_money_blind: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """What is known of a data file before anybody has signed in.

    ``is_there``: there is a file; ``is_sealed``: it can be read with its key file only; ``users``: who may sign in.
    ``sealing``: a sealing was begun and its second way in has not been tried yet. ``key_file_missing``: sealed, and
    the key file beside it has gone. ``last_user``: who signed in last at this machine. ``restore_told``: what became of
    a restore that was cut off; "" where none was. ``server``: where it stands, if on a server; who may sign in there is
    told to nobody.
    """

    path: Path
    is_there: bool
    is_sealed: bool
    users: tuple[str, ...] = ()
    sealing: bool = False
    key_file_missing: bool = False
    last_user: str = ""
    restore_told: str = ""
    server: str = ""


class Signs(Protocol):
    """The key of somebody: what it signs nobody else can have signed."""

    @property
    def id(self) -> str:
        """The name of the key: 16 hex digits."""
        ...

    @property
    def public(self) -> bytes:
        """The public half: 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make of the message."""
        ...


class KeepsPeople(Protocol):
    """People of the department. What the person at the store may not do raises NotAllowedError, and is in the audit."""

    @property
    def me(self) -> Person:
        """As whom the store is open, and what she wants to see (``hide_money``)."""
        ...

    def hide_money(self, hidden: bool) -> None:
        """Have weights and yuan hidden from the person at the store as long as it is open, or not any more: her own
        wish, which is kept nowhere here.
        """
        ...

    @property
    def signer(self) -> Signs:
        """The key of the person at the store, for what leaves it in their name. That of a clear store is no secret."""
        ...

    def require(self, command: Command) -> None:
        """Raise NotAllowedError unless the person at the store may do this; that it was tried is in the audit. Trades
        ask by themselves: this is for what is done outside the store, an export say.
        """
        ...

    def come_again(self, other: KeepsPeople) -> None:
        """Go on as who has signed in to ``other``, the same person at the same store: with the password and the key
        that are hers now. ``other`` stays open. Raises StoreError where it is somebody else, or another store.
        """
        ...

    @property
    def is_sealed(self) -> bool:
        """Whether the file is unreadable without a password. One that is not has one person, in all roles."""
        ...

    @property
    def is_sealing(self) -> bool:
        """Whether the second way in has not been tried yet: the recovery key typed back, or a second person."""
        ...

    def prove_recovery_key(self, typed: str) -> None:
        """The printed recovery key, typed back: with the password it is the second way in, and the sealing is done;
        clear copies of before are destroyed. Raises WrongPasswordError where it is not that key.
        """
        ...

    def people(self) -> Sequence[Person]:
        """All people, those who have left included, in the order in which they came."""
        ...

    def add_person(self, person: NewPerson) -> Person:
        """Let somebody in. Raises StoreError for a user that exists already, or a password that is too weak."""
        ...

    def change_person(self, person: Person) -> None:
        """Keep other roles, wards, name or money blindness of the person of that id."""
        ...

    def close_person(self, person_id: int, reason: str) -> None:
        """Somebody has left: the password opens nothing any more; the history keeps the name. The last administrator
        cannot be closed.
        """
        ...

    def open_person(self, person_id: int, password: str, reason: str) -> None:
        """Somebody has come back: a password of the first sign-in, and a new key."""
        ...

    def change_password(self, old: str, new: str) -> None:
        """Another password for the person at the store. Raises WrongPasswordError, WeakPasswordError."""
        ...

    def reset_password(self, person_id: int, password: str, reason: str) -> None:
        """A password of the first sign-in for somebody who has lost theirs. It makes a new key of theirs, whose
        registration is an entry of the audit, signed by who did it, and told at every later entry of that key.
        """
        ...

    def new_recovery_key(self) -> str:
        """Another recovery key in the place of the one there was; shown once, to be printed."""
        ...
