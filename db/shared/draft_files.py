"""Drafts as small files beside the store, one a program; where none can be written there, in the user's own folder."""

from __future__ import annotations

import glob
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.folders import database_path
from coding.base.trouble import file_trouble
from coding.store.kept_drafts import Draft
from coding.store.kept_json import draft_json, draft_of
from coding.store.store_errors import StoreError, StoreReadOnlyError
from db.shared.cipher import NoCipher
from db.shared.exchanged_file import exchange
from db.shared.file_lock import FileLock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.kept_drafts import Unsaved
    from db.shared.cipher import Cipher


class DraftFiles:
    """``<store>.draft-<token>.json``, and a lock of that name that tells whether its program is still alive.

    ``cipher``: that of the store. A draft that it does not open is left where it is, as one that cannot be read.
    """

    def __init__(self, store: Path, cipher: Cipher | None = None) -> None:
        self._store = store
        self._cipher = cipher or NoCipher()
        self._token = secrets.token_hex(4)
        self._kept: tuple[Path, FileLock] | None = None

    def keep(self, unsaved: Sequence[Unsaved]) -> None:
        """See ``coding.store.kept_drafts``."""
        if not unsaved:
            self._remove()
            return
        data = draft_json(unsaved).encode("utf-8")
        trouble: OSError | None = None
        for folder, stem in _places_of(self._store):
            try:
                self._put(folder, stem, data)
            except OSError as error:
                trouble = trouble or error
            else:
                return
        assert trouble is not None
        raise StoreReadOnlyError(
            f"未保存的输入也无法写成草稿（{file_trouble(trouble)}），只留在本窗口中：请不要关闭窗口，先腾出磁盘空间。"
        ) from trouble

    def left(self) -> list[Draft]:
        """See ``coding.store.kept_drafts``."""
        found = []
        for folder, stem in _places_of(self._store):
            self._remove_halves(folder, stem)
            for path in sorted(folder.glob(f"{glob.escape(stem)}.draft-*.json")):
                draft = _read(path, self._cipher) if self._is_left(path) else None
                if draft is not None:
                    found.append(draft)
        return found

    def drop(self, name: str) -> None:
        """See ``coding.store.kept_drafts``."""
        with suppress(OSError):
            Path(name).unlink()

    def let_go(self) -> None:
        """Be done with the store: what it has kept is left to the next one."""
        if self._kept is not None:
            self._kept[1].give_back()
            self._kept = None

    def _put(self, folder: Path, stem: str, data: bytes) -> None:
        path = folder / f"{stem}.draft-{self._token}.json"
        if folder != self._store.parent:  # that of the store is never made anew: where it is gone, it is gone
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._kept is None or self._kept[0] != path:
            lock = FileLock(path.with_suffix(".lock"))
            lock.take()
            before, self._kept = self._kept, (path, lock)
            if before is not None:
                before[1].give_back()
        exchange(path, self._cipher.encrypt(data, path.name))

    def _remove(self) -> None:
        if self._kept is not None:
            with suppress(OSError):
                self._kept[0].unlink(missing_ok=True)
            self.let_go()

    def _remove_halves(self, folder: Path, stem: str) -> None:
        """What a program that was killed in the middle of a writing has left beside a draft."""
        for half in folder.glob(f".{glob.escape(stem)}.draft-*.json.*"):
            if self._is_left(half.with_name(half.stem.removeprefix("."))):
                with suppress(OSError):
                    half.unlink()

    def _is_left(self, path: Path) -> bool:
        """Whether nobody holds a draft any more."""
        if self._kept is not None and path == self._kept[0]:
            return False
        lock = FileLock(path.with_suffix(".lock"))
        try:
            is_left = lock.take()
        except OSError:
            return False
        lock.give_back()
        return is_left


def drafts_elsewhere(store: Path) -> list[Path]:
    """The drafts of a store that lie in the user's own folder, as none could be written beside it."""
    _, (folder, mark) = _places_of(store)
    return sorted(folder.glob(f"{mark}.draft-*.json"))


def _places_of(store: Path) -> tuple[tuple[Path, str], tuple[Path, str]]:
    """Folder and stem: beside the store, and where the user's own data lie, named so that no two stores meet."""
    mark = hashlib.blake2b(os.fsencode(store.absolute()), digest_size=6).hexdigest()
    return (store.parent, store.stem), (database_path(None, {**os.environ, "FRONTPAGE_DB": ""}).parent, mark)


def seal_beside(store: Path, cipher: Cipher) -> None:
    """The drafts and the machine's settings beside a store that is being sealed: encrypted with its key from now on."""
    drafts = store.parent.glob(f"{glob.escape(store.stem)}.draft-*.json")
    for path in (*sorted(drafts), store.with_name(f"{store.stem}.machine.json")):
        with suppress(FileNotFoundError):
            data = path.read_bytes()
            if data.lstrip().startswith(b"{") and not _opens(cipher, data, path.name):  # a text of ours
                exchange(path, cipher.encrypt(data, path.name))


def _opens(cipher: Cipher, data: bytes, name: str) -> bool:
    """Whether it is encrypted already: noise begins as a text does now and then."""
    try:
        cipher.decrypt(data, name)
    except ValueError:
        return False
    return True


def _read(path: Path, cipher: Cipher) -> Draft | None:
    try:
        return Draft(str(path), draft_of(cipher.decrypt(path.read_bytes(), path.name).decode("utf-8")))
    except (OSError, StoreError, ValueError, TypeError, KeyError, AttributeError):
        return None
