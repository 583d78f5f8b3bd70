"""``verify``, ``backup``, ``restore`` and ``move``: exit 1 where something is not as it was written, a line each."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.commands.inputs import existing, existing_store
from coding.commands.progress import progress
from coding.commands.signing_in import asked, is_asked, named, signed_in
from coding.store.doorkeeper import Doorkeeper
from coding.store.store_errors import KeyFileError, SealedStoreError
from coding.work.backing_up import backed_up_words, restored_words, verified, verified_words
from coding.work.moving_told import forgotten_words, moved_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from coding.store.kept_audit import Complaint, Head
    from coding.store.kept_backups import Restored
    from coding.store.store import Opener, Store


def keeping(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run one of the four commands; the exit code."""
    if not isinstance(open_store, Doorkeeper):
        raise UnusableInputError("数据文件部分没有安装：请重新安装本程序。")
    run = {"verify": _verify, "backup": _backup, "restore": _restore, "move": _move}[arguments.command]
    return run(arguments, open_store)


def _verify(arguments: argparse.Namespace, stores: Doorkeeper) -> int:
    folder = existing(arguments.backups, "备份文件夹") if arguments.backups else None
    store = _opened(arguments, stores)
    try:
        found = verified(store, folder)
    finally:
        store.close()
    said = {
        "complaints": [asdict(one) for one in found.complaints],
        "not_judged": list(found.not_judged),
        "entries": found.entries,
        "rows": found.rows,
        "head": _head(found.head),
    }
    notes = [f"没有判定：{one}。" for one in found.not_judged]
    _tell(arguments, said, _lines(found.complaints), [*notes, verified_words(found)])
    return 1 if found.complaints else 0


def _backup(arguments: argparse.Namespace, stores: Doorkeeper) -> int:
    folder = Path(arguments.folder)
    if folder.exists() and not folder.is_dir():
        raise UnusableInputError(f"备份文件夹“{folder}”是一个文件：请换一个文件夹。")
    store = _opened(arguments, stores)
    try:
        made = store.back_up(folder, thorough=True if arguments.thorough else None)
    finally:
        store.close()
    said = {
        "file": str(made.path),
        "entries": made.entries,
        "head": _head(made.head),
        "sealed": made.is_sealed,
        "thorough": made.is_thorough,
        "complaints": [asdict(one) for one in made.complaints],
        "removed": [str(path) for path in made.removed],
    }
    _tell(arguments, said, _lines(made.complaints), [backed_up_words(made, Path(arguments.store))])
    return 1 if made.complaints else 0


def _restore(arguments: argparse.Namespace, stores: Doorkeeper) -> int:
    backup = existing(arguments.backup, "备份")
    made = _restored(backup, Path(arguments.store), arguments, stores)
    said = {
        "store": str(made.path),
        "head": _head(made.head),
        "was": _head(made.was),
        "aside": [str(path) for path in made.aside],
        "sealed": made.is_sealed,
        "complaints": made.complaints,
    }
    _tell(arguments, said, [], [restored_words(made, backup)])
    return 0


def _move(arguments: argparse.Namespace, stores: Doorkeeper) -> int:
    path, folder = existing_store(arguments.store, stores), Path(arguments.folder)
    stores.require_movable(path, folder)
    door = stores.door(path)
    who = named(arguments) or (asked(arguments) if door.is_sealed and is_asked() else None)
    if who is None and door.is_sealed:
        raise SealedStoreError(f"数据文件 {path} 已加密：请写出以哪位管理员登录（--user 和 --password-file）。")
    with progress(arguments, "正在移动", "") as step:
        made = stores.move(path, folder, who, step)
    told = [moved_words(made)]
    left = made.aside
    if arguments.remove_old:
        left = stores.forget_moved(made)
        told.append(forgotten_words(left))
    elif left:
        told.append(f"原来的文件改名留在“{left[-1].parent}”，如 {left[-1].name}：用几天、做过一次备份以后再删除。")
    said = {"file": str(made.path), "was": str(made.was), "bytes": made.size, "aside": [str(one) for one in left]}
    _tell(arguments, said, [], told)
    return 0


def _restored(backup: Path, path: Path, arguments: argparse.Namespace, stores: Doorkeeper) -> Restored:
    if told := stores.door(path).restore_told:
        print(told, file=sys.stderr)
    who = named(arguments)
    try:
        return stores.restore(backup, path, who)
    except SealedStoreError:
        if who is not None or not is_asked():
            raise
        return stores.restore(backup, path, asked(arguments))


def _opened(arguments: argparse.Namespace, stores: Doorkeeper) -> Store:
    path = existing_store(arguments.store, stores)
    if path.is_dir():
        raise UnusableInputError(f"“{path}”不是数据文件：请指定窗口所用的数据文件。")
    if stores.door(path).key_file_missing:
        raise KeyFileError(
            f"“{path}”不是本程序的数据文件，或已加密而旁边没有密钥文件（.keys）：请把密钥文件放回原处，或从备份恢复。"
        )
    return signed_in(path, arguments, stores)


def _lines(complaints: Sequence[Complaint]) -> list[str]:
    return [f"{one.where}：{one.told}" for one in complaints]


def _head(head: Head | None) -> dict[str, Any] | None:
    return None if head is None else asdict(head)


def _tell(arguments: argparse.Namespace, said: dict[str, Any], found: list[str], more: Iterable[str]) -> None:
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False))
        return
    for line in found:
        print(line)
    if not arguments.quiet:
        for line in more:
            print(line)
