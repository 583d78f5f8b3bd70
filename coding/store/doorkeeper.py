"""Opens stores: as somebody who signs in, or as the one person of a clear one. Only ``main.py`` knows which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coding.store.kept_backups import Restored
    from coding.store.kept_people import Door, NewPerson, SignIn
    from coding.store.moved import Moved, Place
    from coding.store.store import Store


@runtime_checkable
class Founds(Protocol):
    """Makes stores on servers."""

    def found(self, path: Path, first: NewPerson, server_password: str = "") -> str:
        """Make a store in the empty database that a connection file names, with its first person; the recovery key to
        be printed. ``server_password`` is that of the login which the file names. Raises StoreError and its kin.
        """
        ...


@runtime_checkable
class Doorkeeper(Protocol):
    """The door of every store."""

    def __call__(self, path: Path, sign_in: SignIn | None = None) -> Store:
        """The store at a place. Raises SealedStoreError, WrongPasswordError, KeyFileError and other StoreErrors."""
        ...

    def door(self, path: Path) -> Door:
        """What is known of a data file before anybody has signed in. A restore that was cut off is finished or taken
        back here: ``Door.restore_told`` says which.
        """
        ...

    def restore(self, backup: Path, path: Path, sign_in: SignIn | None = None) -> Restored:
        """Bring a backup to a place, as whoever signs in to what is in it, an administrator; a clear one as the one
        person it has. What stands at the place is moved aside whole, after the backup was unpacked beside it, opened
        and verified. Raises StoreBusyError where a window has it open, StoreCorruptError where the backup is not sound.
        """
        ...

    def place(self, path: Path) -> Place:
        """Where the data file of this place lies now: one that was moved is followed, a move that was cut off is
        finished or taken back. Raises StoreGoneError where it was moved to a place where it is not.
        """
        ...

    def require_movable(self, path: Path, folder: Path) -> None:
        """Raise StoreError, with a sentence, where a data file cannot be moved to a folder."""
        ...

    def move(
        self,
        path: Path,
        folder: Path,
        sign_in: SignIn | None = None,
        step: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Moved:
        """Move a data file, and everything beside it, to another folder of this machine, as whoever signs in, an
        administrator. The copy is read back and opened before it holds; what stood in the old place keeps lying there
        under other names. ``step`` (bytes done, of how many) may raise to give it up. Raises StoreBusyError where a
        window has it open, StoreFullError, StoreOnNetworkError.
        """
        ...

    def forget_moved(self, moved: Moved) -> tuple[Path, ...]:
        """Remove what a move has left in the old place; what could not be removed."""
        ...

    def seal(self, path: Path, first: NewPerson) -> str:
        """Make a clear store (or none yet) unreadable without a password, in one step; the recovery key to be printed.

        ``first`` is the first person, an administrator among the roles. A clear copy that was tested stays until the
        sealing is done (``KeepsPeople.prove_recovery_key``). Raises StoreBusyError where another window has it open.
        """
        ...
