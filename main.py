"""The door: opens the window, or runs one command without it. See ``python main.py --help``.

Installed it is ``frontpage_coding.main``, behind the commands ``frontpage-coding`` and ``frontpage-coding-window``.
"""

from __future__ import annotations

import gc
import sys
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from coding.base.no_dump import leave_no_dump
from coding.base.server_file import is_server_file
from coding.base.trace import print_no_errors
from coding.commands.crash import keep_trace
from coding.commands.door import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from coding.store.checked_set import RolledUp
    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_audit import Head
    from coding.store.kept_backups import Restored
    from coding.store.kept_people import Door, NewPerson, SignIn
    from coding.store.moved import Moved, Place
    from coding.store.store import Store
    from coding.store.transferred import Step, Transferred, Upgraded


#: A command makes tables of many small objects that live to its end: after so many are circles among them looked for.
_SELDOM = 100_000


class _Stores:
    """The door of the stores: files, with the clock of this machine, and servers, with theirs. Nobody else knows which
    stores stand there; they are loaded when the first one is opened.
    """

    def __call__(self, path: Path, sign_in: SignIn | None = None) -> Store:
        return self._of(path)(path, sign_in)

    def door(self, path: Path) -> Door:
        return self._of(path).door(path)

    def seal(self, path: Path, first: NewPerson) -> str:
        return self._of(path).seal(path, first)

    def found(self, path: Path, first: NewPerson, server_password: str = "") -> str:
        from db.postgres.stores import PostgresStores

        return PostgresStores(rights=True, sealed_identities=True).found(path, first, server_password)

    def restore(self, backup: Path, path: Path, sign_in: SignIn | None = None) -> Restored:
        return self._of(path).restore(backup, path, sign_in)

    def place(self, path: Path) -> Place:
        return self._of(path).place(path)

    def require_movable(self, path: Path, folder: Path) -> None:
        self._of(path).require_movable(path, folder)

    def move(
        self,
        path: Path,
        folder: Path,
        sign_in: SignIn | None = None,
        step: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Moved:
        return self._of(path).move(path, folder, sign_in, step)

    def forget_moved(self, moved: Moved) -> tuple[Path, ...]:
        return self._of(moved.path).forget_moved(moved)

    def transfer(
        self, source: Path, target: Path, sign_in: SignIn | None, step: Step, server_password: str = ""
    ) -> Transferred:
        from db.transferring import Carrier

        return Carrier(datetime.now, rights=True, sealed_identities=True).transfer(
            source, target, sign_in, step, server_password
        )

    def renew_rights(self, place: Path, server_password: str = "") -> None:
        from db.postgres.caring import renew_rights

        renew_rights(place, server_password)

    def upgrade(self, place: Path, sign_in: SignIn, server_password: str = "", *, now: bool = False) -> Upgraded:
        from db.postgres.upgrading import upgrade_store

        return upgrade_store(place, sign_in, server_password, now=now)

    def note_restored(self, place: Path, sign_in: SignIn, ends: tuple[Head, Head], server_password: str = "") -> None:
        from db.postgres.caring import note_restored

        note_restored(place, sign_in, ends, server_password)

    def _of(self, path: Path) -> Doorkeeper:
        return self._servers if is_server_file(path) else self._files

    def roll_up(self, folders: Sequence[Path]) -> AbstractContextManager[RolledUp]:
        from db.duck.rolled_up import rolled_up

        return rolled_up(folders)

    @cached_property
    def _files(self) -> Doorkeeper:
        from db.sqlite.stores import Stores

        return Stores(datetime.now)

    @cached_property
    def _servers(self) -> Doorkeeper:
        from db.postgres.stores import PostgresStores

        return PostgresStores(rights=True, sealed_identities=True)


open_store = _Stores()


def _window(argv: Sequence[str]) -> int:
    from ui.app import main

    return main(list(argv), open_store)


def _screenshots(folder: str) -> int:
    from ui.screenshots import main

    return main(folder, open_store)


def _leave_no_word() -> None:
    """Whatever goes wrong in this process, its memory stays in memory, and no error is printed with what it quotes."""
    leave_no_dump()
    print_no_errors(keep_trace)


def main() -> int:
    """The command line: one command, or the window when none is named; the exit code."""
    if getattr(sys, "frozen", False):  # a packed program starts its workers through this door as well
        import multiprocessing

        multiprocessing.freeze_support()
    _leave_no_word()
    if sys.argv[1:2] and not sys.argv[1].startswith("-"):
        gc.set_threshold(_SELDOM)
    return run(sys.argv[1:], _window, _screenshots, open_store)


def window() -> int:
    """The window, for a starter without a console; the exit code."""
    _leave_no_word()
    return _window(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
