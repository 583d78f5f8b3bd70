"""Moving a store with everything beside it to another folder of this machine, in steps that can be cut off anywhere.

What is under way is written down first, beside the old place. The copy is made in a folder of its own, read back and
opened; until the old data file has lost its name it is the one that holds. From the moment that the copy is whole the
move is finished, by the next start if need be. The old files keep lying where they were, under other names.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_file
from coding.store.moved import Moved, Place
from coding.store.store_errors import (
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreGoneError,
    StoreReadOnlyError,
)
from db.shared.draft_files import drafts_elsewhere
from db.shared.file_lock import FileLock
from db.shared.key_file import key_path, update_keys
from db.sqlite.clear_copies import destroy
from db.sqlite.driver import sqlite3, unlock
from db.sqlite.engine import connect
from db.sqlite.network_drives import require_local
from db.sqlite.row_sums import add_sums
from db.sqlite.sqlite_errors import store_error
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.transferred import require_not_transferred

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.shared.seat import Seat

    Step = Callable[[int, int], None]

#: Seconds that a move waits for whoever has the store open.
_BUSY_SECONDS: Final = 1.0
_BLOCK: Final = 1 << 20
#: Bytes that are to be free beyond what is copied.
_SPARE: Final = 64 << 20
_COPYING, _SWITCHING = "copying", "switching"
_BUSY: Final = "数据文件 {path} 正被另一个窗口或程序使用，没有移动：请关闭其他窗口后再试。"
_FINISHED: Final = "上次移动数据文件在换到新位置时中断，现已完成：数据文件在“{to}”，原来的改名留在原处。"
_UNDONE: Final = "上次移动数据文件没有完成，数据文件没有动，仍在原处：需要时请重新移动。"


def move_store(
    path: Path,
    folder: Path,
    sign_in: SignIn | None,
    clock: Clock,
    enter: Callable[[Path, SignIn], Seat],
    step: Step = lambda _done, _total: None,
) -> Moved:
    """Move a store, as whoever signs in. See ``coding.store.doorkeeper``."""
    settle_move(path)
    require_movable(path, folder)
    seat = enter(path, sign_in) if sign_in is not None else None
    _require_allowed(path, clock, seat)
    lock = _lock(path)
    try:
        if not lock.take():
            raise StoreBusyError(_BUSY.format(path=path))
        return _move(_Moving(path, folder.absolute(), clock, seat, step))
    except OSError as error:
        raise StoreReadOnlyError(
            f"没有移动成（{error.filename or folder}：{file_trouble(error)}），数据文件没有丢失："
            "请检查新位置的磁盘空间和文件夹权限，重新启动程序，程序会说明停在哪一步。"
        ) from error
    finally:
        lock.give_back()


def require_movable(path: Path, folder: Path) -> None:
    """Raise StoreError, with a sentence, where a store cannot be moved to a folder: a network drive, a place that is
    taken, a full disk, drafts that nobody has looked at.
    """
    require_local(folder / path.name)
    require_not_transferred(path)
    try:
        if not path.is_file():
            raise StoreGoneError(f"“{path}”处没有数据文件，没有移动：请重新启动程序，程序会找到它现在的位置。")
        if not folder.is_dir():
            raise StoreReadOnlyError(f"“{folder}”不是文件夹：请选择本机磁盘上的一个文件夹。")
        if folder.resolve() == path.parent.resolve():
            raise StoreError("数据文件就在这个文件夹里，没有移动：请选择另一个文件夹。")
        if folder.resolve().is_relative_to(path.with_name(f"{path.stem}.knowledge").resolve()):
            raise StoreError("这是本院知识的文件夹，程序自己使用，没有移动：请选择另一个文件夹。")
        taken = [name for name in _belonging(path) if (folder / name).exists() or (folder / name).is_symlink()]
        size = sum(_size(path.with_name(name)) for name in _belonging(path))
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreReadOnlyError(
            f"文件夹“{folder}”不能用（{file_trouble(error)}），没有移动：请换一个文件夹。"
        ) from error
    if taken:
        raise StoreError(f"文件夹“{folder}”里已有“{taken[-1]}”，没有移动：程序不覆盖已有的文件，请换一个空的文件夹。")
    if free < size + _SPARE:
        raise StoreFullError(
            f"“{folder}”所在的磁盘只剩 {free >> 20:,} MB，数据文件和旁边的文件共 {size >> 20:,} MB，没有移动："
            "请换一块磁盘，或先腾出空间。"
        )
    if drafts_elsewhere(path):
        raise StoreError("还有没有处理的草稿，没有移动：请先重新启动程序，恢复或放弃草稿以后再移动。")


def settle_move(path: Path) -> str:
    """Bring a move to its end that was cut off, or take it back; a sentence that says which, "" where there is none.

    Raises StoreBusyError while somebody is moving.
    """
    if not _is_there(_journal(path)):
        return ""
    lock = _lock(path)
    try:
        if not lock.take():
            raise StoreBusyError(f"数据文件 {path} 正在移动到别处：请等它完成后再打开。")
        if not _journal(path).exists():
            return ""
        plan = _read_plan(path)
        if plan["state"] == _SWITCHING and _is_whole(plan):
            _carry_out(path, plan)
            return _FINISHED.format(to=plan["to"])
        _take_back(path, plan)
        return _UNDONE if path.exists() else ""
    except OSError as error:
        raise StoreReadOnlyError(
            f"上次移动数据文件 {path} 没有完成，现在也不能继续（{file_trouble(error)}）：请检查文件夹权限后再打开。"
        ) from error
    finally:
        lock.give_back()


def place_of(path: Path) -> Place:
    """Where the data file of this place lies now: moves that were cut off are settled, and what was moved is followed.

    Raises StoreGoneError where it was moved to a place where it is not.
    """
    told, seen, at = "", [path], path
    while True:
        told = settle_move(at) or told
        if _is_there(at):
            return Place(at, told)
        to = _forwarded(at)
        if to is None or to in seen:
            break
        seen.append(to)
        at = to
    if at == path:
        return Place(path, told)
    raise StoreGoneError(
        f"数据文件已移到“{at}”，那里现在找不到它：请接上那块磁盘，或把文件放回那里，再启动程序。"
        f"确实要在原处另建数据文件时，请先移走“{_forward(seen[-2])}”。"
    )


def forget_old(moved: Moved) -> tuple[Path, ...]:
    """Remove what was left under other names in the old place, once the new one is open; what could not be removed."""
    for path in moved.aside:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            destroy(path)
    return tuple(path for path in moved.aside if path.exists())


@dataclass(frozen=True, slots=True)
class _Moving:
    path: Path
    folder: Path
    clock: Clock
    seat: Seat | None
    step: Step

    @property
    def new(self) -> Path:
        """Where the store is copied: under its own name, in a folder beside its new place."""
        return _made(self.folder, self.path) / self.path.name


def _require_allowed(path: Path, clock: Clock, seat: Seat | None) -> None:
    store = SqliteStore(path, clock, seat)
    try:
        store.require_may_move()
    finally:
        store.close()


def _move(one: _Moving) -> Moved:
    made = _made(one.folder, one.path)
    plan: dict[str, Any] = {"to": str(one.folder / one.path.name), "state": _COPYING, "stamp": "", "names": []}
    try:
        _require_alone(one)
        names = [*_belonging(one.path)]
        plan |= {"stamp": _free_stamp(one.path, names, f"{one.clock():%Y%m%d-%H%M%S}"), "names": names}
        _write_plan(one.path, plan)
        made.mkdir(mode=0o700)
        before = one.path.stat()
        size = _copy_all(one, names)
        _enter(one)
        _require_alone(one)
        _require_unchanged(one.path, before)
        plan["state"] = _SWITCHING
        _write_plan(one.path, plan)  # from here on it is finished, whatever happens
    except BaseException:
        if plan["state"] == _COPYING:
            _take_back(one.path, plan)
        raise
    _carry_out(one.path, plan)
    aside = tuple(_aside(one.path, name, plan["stamp"]) for name in names)
    return Moved(one.folder / one.path.name, one.path, aside, size)


def _require_alone(one: _Moving) -> None:
    """Bring the store into one file. Raises StoreBusyError where anybody else has it open."""
    try:
        with closing(connect(one.path, timeout=_BUSY_SECONDS, isolation_level=None)) as standing:
            unlock(standing, one.seat.data_key if one.seat else None)
            standing.execute("PRAGMA locking_mode = EXCLUSIVE")
            add_sums(standing)
            standing.execute("PRAGMA journal_mode = DELETE").fetchone()
            standing.execute("BEGIN EXCLUSIVE")
            standing.execute("SELECT count(*) FROM audit").fetchone()
            standing.execute("COMMIT")
    except sqlite3.Error as error:
        known = store_error(error, one.path)
        raise (StoreBusyError(_BUSY.format(path=one.path)) if isinstance(known, StoreBusyError) else known) from error


def _require_unchanged(path: Path, before: os.stat_result) -> None:
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise StoreBusyError(_BUSY.format(path=path))


def _copy_all(one: _Moving, names: Sequence[str]) -> int:
    """Copy everything and read it back; how many bytes it was."""
    pairs = [pair for name in names for pair in _files(one.path.with_name(name), one.new.with_name(name))]
    total = sum(source.stat().st_size for source, _ in pairs)
    done = 0
    for source, target in pairs:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = hashlib.sha256()
        with source.open("rb") as read, _new_file(target) as file:
            while block := read.read(_BLOCK):
                one.step(done, 2 * total)
                written.update(block)
                file.write(block)
                done += len(block)
            file.flush()
            os.fsync(file.fileno())
        again = hashlib.sha256()
        with target.open("rb") as read:
            while block := read.read(_BLOCK):
                one.step(done, 2 * total)
                again.update(block)
                done += len(block)
        if written.digest() != again.digest():
            raise StoreCorruptError(f"“{target.name}”在新位置读出来与写入的不同，没有移动：请换一块磁盘。")
        settle_names(target.parent)
    return total


def _new_file(target: Path) -> Any:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(target, flags, 0o600), "wb")


def _files(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """A file and its copy, or those of all that is in a folder."""
    if not source.is_dir():
        yield source, target
        return
    for found in sorted(source.rglob("*")):
        if found.is_file():
            yield found, target / found.relative_to(source)


def _enter(one: _Moving) -> None:
    """Open the copy, and write down in its audit that it was moved."""
    store = SqliteStore(one.new, one.clock, one.seat)
    try:
        store.moved({"file": one.path.name, "from": str(one.path.parent), "to": str(one.folder)})
        head = store.head()
    finally:
        store.close()
    if one.seat is not None:
        update_keys(key_path(one.new), lambda keys: replace(keys, head=head))
    with suppress(OSError):
        key_path(one.new).with_name(f"{key_path(one.new).name}.lock").unlink()


def _carry_out(path: Path, plan: dict[str, Any]) -> None:
    """Do what was written down, or what is left of it; the old data file loses its name last."""
    to = Path(plan["to"])
    made = _made(to.parent, path)
    _forward(to).unlink(missing_ok=True)  # it was moved away from there once
    for name in _brought(made, plan):
        take_place(made / name, to.parent / name)
    settle_names(to.parent)
    with whole_file(_forward(path), "utf-8") as file:
        json.dump({"to": str(to)}, file, ensure_ascii=False)
    for name in plan["names"]:
        if path.with_name(name).exists():
            take_place(path.with_name(name), _aside(path, name, plan["stamp"]))
    settle_names(path.parent)
    if made.exists():
        shutil.rmtree(made)
    _journal(path).unlink()
    settle_names(path.parent)


def _brought(made: Path, plan: dict[str, Any]) -> list[str]:
    """What waits in the new place for its name: what was copied and what opening it has made, the data file last."""
    waiting = [found.name for found in made.iterdir()] if made.is_dir() else []
    order = {name: number for number, name in enumerate(plan["names"])}
    return sorted(waiting, key=lambda name: order.get(name, -1))


def _is_whole(plan: dict[str, Any]) -> bool:
    """Whether all that was copied can be reached: it waits for its names, or has them."""
    to = Path(plan["to"])
    made = _made(to.parent, to)
    return all(_is_there(to.with_name(name)) or _is_there(made / name) for name in plan["names"])


def _take_back(path: Path, plan: dict[str, Any]) -> None:
    """As if nothing had been done. What lies on a disk that cannot be reached any more stays there."""
    to = Path(plan["to"])
    if not _is_there(path) and plan["state"] == _SWITCHING:
        return  # all has its new name, on a disk that is not here now
    for name in reversed(plan["names"]):
        aside = _aside(path, name, plan["stamp"])
        if plan["state"] == _SWITCHING and aside.exists() and not path.with_name(name).exists():
            aside.rename(path.with_name(name))
    with suppress(OSError):
        shutil.rmtree(_made(to.parent, path))
    if plan["state"] == _SWITCHING:
        _forward(path).unlink(missing_ok=True)
    _journal(path).unlink(missing_ok=True)
    settle_names(path.parent)


def _write_plan(path: Path, plan: dict[str, Any]) -> None:
    with whole_file(_journal(path), "utf-8") as file:
        json.dump(plan, file, ensure_ascii=False)


def _read_plan(path: Path) -> dict[str, Any]:
    try:
        plan = json.loads(_journal(path).read_text(encoding="utf-8"))
        names = [str(name) for name in plan["names"]]
        found = {"to": str(plan["to"]), "state": str(plan["state"]), "stamp": str(plan["stamp"]), "names": names}
        is_ours = all(Path(name).name == name and name.startswith(path.stem) for name in names)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreCorruptError(
            f"移动的记录 {_journal(path)} 已损坏：数据文件还在原处或新位置，请交给维护人员。"
        ) from error
    if not is_ours:
        raise StoreCorruptError(f"移动的记录 {_journal(path)} 里有别的文件，没有照做：请交给维护人员。")
    return found


def _forwarded(path: Path) -> Path | None:
    """Where a data file was moved from here; None where it was not."""
    try:
        return Path(json.loads(_forward(path).read_text(encoding="utf-8"))["to"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _belonging(path: Path) -> list[str]:
    """The names of all that belongs to a store, the data file itself last. Locks and logs stay behind."""
    stem = glob.escape(path.stem)
    patterns = (
        f"{stem}.knowledge",
        f"{stem}.draft-*.json",
        f"{stem}.v*.bak{path.suffix}",
        f"{stem}.before-restore-*",
        f"{stem}.????????-??????-*.keys",
        f"{stem}.door.json",
        f"{stem}.machine.json",
        f"{stem}.head",
        f"{stem}.keys",
        glob.escape(path.name),
    )
    found = (one.name for pattern in patterns for one in sorted(path.parent.glob(pattern)))
    return list(dict.fromkeys(name for name in found if not name.endswith(".lock")))


def _size(path: Path) -> int:
    return sum(source.stat().st_size for source, _ in _files(path, path))


def _aside(path: Path, name: str, stamp: str) -> Path:
    return path.with_name(f"{path.stem}.moved-{stamp}{name.removeprefix(path.stem)}")


def _free_stamp(path: Path, names: Sequence[str], stamp: str) -> str:
    number, free = 1, stamp
    while any(_aside(path, name, free).exists() for name in names):
        number += 1
        free = f"{stamp}-{number}"
    return free


def _made(folder: Path, path: Path) -> Path:
    return folder / f".{path.stem}.moving"


def _forward(path: Path) -> Path:
    return path.with_name(f"{path.stem}.moved.json")


def _journal(path: Path) -> Path:
    return path.with_name(f".{path.stem}.move.json")


def _lock(path: Path) -> FileLock:
    return FileLock(path.with_name(f".{path.stem}.move.lock"))


def _is_there(path: Path) -> bool:
    """Whether something stands there; at a place that cannot be, nothing does."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
