"""The door of every store in SQLite: what stands there, who may come in, and how a clear file is sealed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from coding.base.trouble import file_trouble
from coding.store.kept_people import Door, NewPerson, SignIn
from coding.store.store_errors import SealedStoreError, StoreReadOnlyError
from db.shared.key_file import (
    KeyFile,
    key_path,
    read_keys,
)
from db.shared.machine_settings import MachineSettings
from db.shared.signing_in import seat_of
from db.sqlite.moving import forget_old, move_store, place_of, require_movable, settle_move
from db.sqlite.opening import is_clear
from db.sqlite.restoring import restore_store, settle_restore
from db.sqlite.sealing import seal_store
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.transferred import require_not_transferred

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coding.store.kept_backups import Restored
    from coding.store.moved import Moved, Place
    from coding.store.store import Clock
    from db.shared.seat import Seat

#: Who signed in last at this machine.
_LAST = "last_user"


class Stores:
    """``coding.store.doorkeeper`` in SQLite."""

    def __init__(self, clock: Clock = datetime.now) -> None:
        self._clock = clock

    def __call__(self, path: Path, sign_in: SignIn | None = None) -> SqliteStore:
        """The store at a place, as whoever signs in; a clear one as the one person it has."""
        door = self.door(path)
        if not door.is_sealed:
            return SqliteStore(path, self._clock)
        if sign_in is None:
            raise SealedStoreError(
                f"数据文件 {path} 已加密：请登录后使用（命令行用 --user 和 --password-file，或 --recovery-file）。"
            )
        seat = self._seat(path, sign_in)
        store = SqliteStore(path, self._clock, seat)
        try:
            store.arrive()
        except BaseException:
            store.close()
            raise
        if not sign_in.recovery and _at_door(path).get(_LAST) != sign_in.user:
            with suppress(StoreReadOnlyError):  # it is typed the next time
                _at_door(path).put(_LAST, sign_in.user)
        return store

    def door(self, path: Path) -> Door:
        """What is known of a data file before anybody has signed in; a restore that was cut off is settled first."""
        try:
            told = settle_move(path) or settle_restore(path)
            require_not_transferred(path)
            return replace(self._door(path), restore_told=told) if told else self._door(path)
        except OSError as error:
            why = file_trouble(error)
            raise StoreReadOnlyError(f"数据文件的位置 {path} 不能用（{why}）：请用 --db 指定其他位置。") from error

    def restore(self, backup: Path, path: Path, sign_in: SignIn | None = None) -> Restored:
        """Bring a backup to a place; what stands there is moved aside."""
        return restore_store(backup, path, sign_in, self._clock, self._seat)

    def place(self, path: Path) -> Place:
        """Where the data file of this place lies now."""
        return place_of(path)

    def require_movable(self, path: Path, folder: Path) -> None:
        """Raise StoreError where a data file cannot be moved to a folder."""
        require_movable(path, folder)

    def move(
        self,
        path: Path,
        folder: Path,
        sign_in: SignIn | None = None,
        step: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Moved:
        """Move a data file with everything beside it to another folder."""
        return move_store(path, folder, sign_in, self._clock, self._seat, step)

    def forget_moved(self, moved: Moved) -> tuple[Path, ...]:
        """Remove what was left in the old place."""
        return forget_old(moved)

    def _door(self, path: Path) -> Door:
        is_there = path.is_file() and path.stat().st_size > 0
        if not is_there or is_clear(path):
            return Door(path, is_there, is_sealed=False)
        if not key_path(path).exists():
            return Door(path, is_there, is_sealed=False, key_file_missing=True)
        keys = read_keys(key_path(path))
        return Door(path, is_there, True, tuple(keys.people), keys.sealing, last_user=_at_door(path).get(_LAST) or "")

    def seal(self, path: Path, first: NewPerson) -> str:
        """Make a clear store unreadable without a password; the recovery key to be printed."""
        return seal_store(path, first, self._clock)

    def _seat(self, path: Path, sign_in: SignIn) -> Seat:
        return seat_of(KeyFile(key_path(path)), sign_in, self._clock)


def _at_door(store: Path) -> MachineSettings:
    """What this machine knows before the store is open: no more than the key file says of its users."""
    return MachineSettings(store.with_name(f"{store.stem}.door.json"))
