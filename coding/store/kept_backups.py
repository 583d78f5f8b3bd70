"""The trade of backups: one file that holds the store, its keys and its knowledge, made while others work on.

What a restore needs before anybody has signed in stands in ``coding.store.doorkeeper``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.store.kept_audit import Complaint, Head

#: What the name of a backup ends with.
ENDING: Final = ".fpb"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made and checked. ``head``: the end of its chain, ``entries`` of which it has.

    ``is_thorough``: every row was compared with its entry, not the chain alone. ``complaints``: what the check found
    in the copy, and so in the store itself; such a backup is kept, and does not count as a good one. ``removed``: the
    older backups that went for it.
    """

    path: Path
    head: Head
    entries: int
    at: datetime
    is_sealed: bool
    is_thorough: bool
    complaints: tuple[Complaint, ...] = ()
    removed: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """A backup that lies in a folder. ``is_ours``: of the store that is asked; ``trouble``: why it cannot be used, in
    Chinese, "" where nothing speaks against it (its content is compared only when it is restored).
    """

    path: Path
    at: datetime | None
    head: Head | None
    entries: int = 0
    is_sealed: bool = True
    is_ours: bool = False
    complaints: int = 0
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nothing was found when it was made."""
        return not self.trouble and not self.complaints


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was restored. ``head``: the end of the chain in the backup; ``was``: the furthest end that is known
    of what stood there before; ``aside``: where that is now. ``complaints``: what the backup was made with already.
    """

    path: Path
    head: Head
    was: Head | None
    aside: tuple[Path, ...]
    is_sealed: bool
    at: datetime
    complaints: int = 0


class KeepsBackups(Protocol):
    """Backups of the store. Each is in the audit."""

    def back_up(
        self, folder: Path, step: Callable[[int, int], None] | None = None, *, thorough: bool | None = None
    ) -> BackedUp:
        """Make a backup in a folder, checked before it takes its name, and let those go that the rotation does not.

        ``thorough``: compare every row; None: where there are not too many of them. ``step`` may raise to give it up.
        Raises StoreBusyError while another backup is being made, StoreReadOnlyError, StoreFullError.
        """
        ...

    def backups(self, folder: Path) -> Sequence[KnownBackup]:
        """The backups that lie in a folder, the one that reaches furthest first."""
        ...
