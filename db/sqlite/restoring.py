"""Restoring a store from a backup, in steps that can be cut off anywhere: the old one or the new one stands whole.

The backup is unpacked beside, opened and verified. What is then to be renamed is written down first; from there on it
is finished, by the next start if need be. What stood at the place is moved aside, never overwritten.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_file
from coding.store.kept_backups import Restored
from coding.store.store_errors import (
    KeyFileError,
    SealedStoreError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreReadOnlyError,
)
from db.shared.audit.chain import head_of, store_id
from db.shared.backup_file import KEYS, KNOWLEDGE, STORE, Manifest, read_manifest, unpack
from db.shared.file_lock import FileLock
from db.shared.head_file import HeadFile
from db.shared.key_file import key_path, read_keys, update_keys
from db.sqlite.backup_trade import known_backups
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.engine import connect
from db.sqlite.network_drives import require_local
from db.sqlite.row_sums import add_sums
from db.sqlite.sqlite_errors import store_error
from db.sqlite.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from coding.store.kept_audit import Head
    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.shared.seat import Seat

#: Seconds that a restore waits for whoever has the store open.
_BUSY_SECONDS: Final = 1.0
_PLAN: Final = "plan.json"
_LOGS: Final = ("-wal", "-shm", "-journal")
_BUSY: Final = "数据文件 {path} 正被另一个窗口或程序使用，没有恢复：请关闭其他窗口后再试。"
_FINISHED: Final = "上次恢复备份“{backup}”在换入时中断，现已完成：数据文件是备份中的内容，原来的在“{aside}”。"
_UNDONE: Final = "上次恢复备份没有进行到换入，数据文件没有改动：需要时请重新恢复。"


def restore_store(
    backup: Path, path: Path, sign_in: SignIn | None, clock: Clock, enter: Callable[[Path, SignIn], Seat]
) -> Restored:
    """Bring a backup to a place, as whoever signs in to what is in it. See ``coding.store.doorkeeper``."""
    require_local(path)
    settle_restore(path)
    manifest = read_manifest(backup)
    if manifest.is_sealed and sign_in is None:
        raise SealedStoreError(f"备份 {backup} 已加密：请用备份时的用户和口令登录（或用恢复密钥）后再恢复。")
    lock = _lock(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not lock.take():
            raise StoreBusyError("另一个窗口或程序正在恢复这个数据文件：请等它完成。")
        return _restore(_Restoring(backup, manifest, path, clock), sign_in, enter)
    except OSError as error:
        raise StoreReadOnlyError(
            f"没有恢复成（{error.filename or path}：{file_trouble(error)}），原数据文件没有丢失："
            "请检查磁盘空间和文件夹权限，再打开一次数据文件，程序会说明停在哪一步。"
        ) from error
    finally:
        lock.give_back()


def settle_restore(path: Path) -> str:
    """Bring a restore to its end that was cut off, or take it back; a sentence that says which, "" where there is none.

    Raises StoreBusyError while somebody else is restoring.
    """
    if not (_is_there(_journal(path)) or _is_there(_folder(path))):
        return ""
    lock = _lock(path)
    try:
        if not lock.take():
            raise StoreBusyError(f"数据文件 {path} 正在从备份恢复：请等它完成后再打开。")
        if not _journal(path).exists():
            shutil.rmtree(_folder(path))
            return _UNDONE
        plan = _read_plan(path)
        _carry_out(path, plan)
        return _FINISHED.format(backup=plan["backup"], aside=_aside(path, path.name, plan["stamp"]))
    except OSError as error:
        raise StoreReadOnlyError(
            f"上次恢复数据文件 {path} 没有完成，现在也不能继续（{file_trouble(error)}）：请检查文件夹权限后再打开。"
        ) from error
    finally:
        lock.give_back()


@dataclass(frozen=True, slots=True)
class _Restoring:
    backup: Path
    manifest: Manifest
    path: Path
    clock: Clock

    @property
    def new(self) -> Path:
        """Where the store is unpacked: under its own name, in a folder beside."""
        return _folder(self.path) / self.path.name


def _restore(one: _Restoring, sign_in: SignIn | None, enter: Callable[[Path, SignIn], Seat]) -> Restored:
    folder = _folder(one.path)
    try:
        folder.mkdir(mode=0o700)
        seat = _unpacked(one, sign_in, enter)
        at = one.clock().replace(microsecond=0)
        stamp = _free_stamp(one.path, f"{at:%Y%m%d-%H%M%S}")
        was = _alone_at(one, seat.data_key if seat else None)
        _enter(one, seat, was, stamp)
        names = [name for name in _standing(one.path) if (one.path.parent / name).exists()]
        plan = {"backup": one.backup.name, "stamp": stamp, "aside": names, "in": _made(one)}
        with whole_file(folder / _PLAN, "utf-8") as file:
            json.dump(plan, file, ensure_ascii=False)
        take_place(folder / _PLAN, _journal(one.path))  # from here on it is finished, whatever happens
        settle_names(one.path.parent)
    except BaseException:
        if not _journal(one.path).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    _carry_out(one.path, plan)
    aside = tuple(_aside(one.path, name, stamp) for name in names)
    manifest = one.manifest
    return Restored(one.path, manifest.head, was, aside, manifest.is_sealed, at, manifest.complaints)


def _unpacked(one: _Restoring, sign_in: SignIn | None, enter: Callable[[Path, SignIn], Seat]) -> Seat | None:
    """Unpack the backup; the keys first, so that a wrong password is told before all is written."""
    members, seat = one.manifest.members, None
    if one.manifest.is_sealed:
        unpack(one.backup, one.manifest, {KEYS: key_path(one.new)})
        assert sign_in is not None
        seat = enter(one.new, sign_in)
    shelves = one.new.with_name(f"{one.new.stem}.knowledge")
    places = {STORE: one.new}
    for name in members:
        if name.startswith(KNOWLEDGE):
            places[name] = shelves.joinpath(*name.removeprefix(KNOWLEDGE).split("/"))
    unpack(one.backup, one.manifest, places)
    return seat


def _enter(one: _Restoring, seat: Seat | None, was: Head | None, stamp: str) -> None:
    """Open what was unpacked, verify it, and write the first entry after it. Raises StoreError where it is not so."""
    before = one.manifest.head
    store = SqliteStore(one.new, one.clock, seat)
    try:
        verified = store.verify_unasked([before])
        if len(verified.complaints) > one.manifest.complaints:
            first = verified.complaints[0]
            raise StoreCorruptError(
                f"备份 {one.backup} 校验不符，没有恢复（{first.where}：{first.told}）：请改用另一个备份。"
            )
        store.restored(
            {
                "file": one.backup.name,
                "made": one.manifest.at.isoformat(timespec="seconds"),
                "restored": {"id": before.id, "hash": before.hash},
                "was": {"id": was.id, "hash": was.hash} if was else None,
                "aside": stamp,
            }
        )
        head = store.head()
    finally:
        store.close()
    if seat is not None:
        update_keys(key_path(one.new), lambda keys: replace(keys, head=head))
    with suppress(OSError):
        key_path(one.new).with_name(f"{key_path(one.new).name}.lock").unlink()


def _alone_at(one: _Restoring, key: bytes | None) -> Head | None:
    """Bring what stands at the place into one file, nobody else having it open; the furthest end that is known of it.

    What cannot be opened is moved aside as it is, its log with it. Raises StoreBusyError.
    """
    heads = [HeadFile(one.path.with_suffix(".head")).read()]
    with suppress(KeyFileError):
        heads.append(read_keys(key_path(one.path)).head)
    is_same = True
    if one.path.exists() and one.path.stat().st_size:
        try:
            with closing(connect(one.path, timeout=_BUSY_SECONDS, isolation_level=None)) as standing:
                unlock(standing, key)
                standing.execute("PRAGMA locking_mode = EXCLUSIVE")
                add_sums(standing)
                standing.execute("PRAGMA journal_mode = DELETE").fetchone()
                standing.execute("BEGIN EXCLUSIVE")
                heads.append(head_of(standing))
                is_same = store_id(standing) == one.manifest.store
                standing.execute("COMMIT")
        except sqlite3.Error as error:
            if isinstance(store_error(error, one.path), StoreBusyError):
                raise StoreBusyError(_BUSY.format(path=one.path)) from error
    if not is_same:
        return None
    with suppress(StoreError):
        heads += [known.head for known in known_backups(one.backup.parent, one.manifest.store) if known.is_ours]
    known_heads = [head for head in heads if head is not None]
    return max(known_heads, key=lambda head: head.id, default=None)


def _carry_out(path: Path, plan: dict[str, Any]) -> None:
    """Do what was written down, or what is left of it. A file that still waits has not been brought in yet; so what
    stands in its place is the old one.
    """
    for name in dict.fromkeys([*plan["aside"], *plan["in"]]):
        old, new = path.parent / name, _folder(path) / name
        aside = _aside(path, name, plan["stamp"])
        waits = name in plan["in"]
        if old.exists() and not aside.exists() and name in plan["aside"] and (new.exists() or not waits):
            take_place(old, aside)
        if waits and new.exists():
            take_place(new, old)
    settle_names(path.parent)
    if _folder(path).exists():
        shutil.rmtree(_folder(path))
    _journal(path).unlink()
    settle_names(path.parent)


def _read_plan(path: Path) -> dict[str, Any]:
    try:
        plan = json.loads(_journal(path).read_text(encoding="utf-8"))
        found: dict[str, Any] = {"backup": str(plan["backup"]), "stamp": str(plan["stamp"])}
        found |= {part: [name for name in _standing(path) if name in plan[part]] for part in ("aside", "in")}
    except (ValueError, TypeError, KeyError) as error:
        raise StoreCorruptError(
            f"恢复的记录 {_journal(path)} 已损坏：原数据文件和备份内容都在这个文件夹，请交给维护人员。"
        ) from error
    return found


def _made(one: _Restoring) -> list[str]:
    """The names that are to be brought in."""
    return [name for name in _standing(one.path) if (_folder(one.path) / name).exists() and not name.endswith(_LOGS)]


def _standing(path: Path) -> Sequence[str]:
    """Everything that belongs to a store, the file itself last."""
    logs = (f"{path.name}{log}" for log in _LOGS)
    names = ("transferred.json", "knowledge", "head", "keys")
    return (*logs, *(f"{path.stem}.{name}" for name in names), path.name)


def _aside(path: Path, name: str, stamp: str) -> Path:
    return path.with_name(f"{path.stem}.before-restore-{stamp}{name.removeprefix(path.stem)}")


def _free_stamp(path: Path, stamp: str) -> str:
    number, free = 1, stamp
    while any(_aside(path, name, free).exists() for name in _standing(path)):
        number += 1
        free = f"{stamp}-{number}"
    return free


def _folder(path: Path) -> Path:
    return path.with_name(f".{path.stem}.restoring")


def _journal(path: Path) -> Path:
    return path.with_name(f".{path.stem}.restore.json")


def _lock(path: Path) -> FileLock:
    return FileLock(path.with_name(f".{path.stem}.restore.lock"))


def _is_there(path: Path) -> bool:
    """Whether something stands there; at a place that cannot be, nothing does: who opens it says why."""
    try:
        return path.exists()
    except OSError:
        return False
