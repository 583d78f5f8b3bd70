"""Backing up, verifying and restoring, as the window and the command line do it: when it is due, and what is told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.numbers import whole_number
from coding.review.people import Command
from coding.store.setting import Setting, Whose
from coding.store.store_errors import StoreError
from coding.work.month_heads import month_heads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from coding.store.kept_audit import Head, Verified
    from coding.store.kept_backups import BackedUp, Restored
    from coding.store.store import Store

#: Where the department keeps its backups; "" = it has not said so.
FOLDER: Final = Setting("backup.folder")
#: When a backup is made by itself: ``LEAVING``: when the window is closed; an hour: once a day from then on; "": never.
WHEN: Final = Setting("backup.when", "leaving")
LEAVING: Final = "leaving"
#: Why no backup was made when the window was left last; told once at the next start.
FAILED: Final = Setting("backup.failed", whose=Whose.MACHINE)


def backup_folder(store: Store) -> Path | None:
    """The folder of the department; None where none is named."""
    said = FOLDER.read(store).strip()
    return Path(said) if said else None


def is_due(store: Store, now: datetime, *, leaving: bool) -> bool:
    """Whether a backup is to be made by itself now: at leaving, or once a day from the hour on that is named.

    Raises StoreError where the folder cannot be read.
    """
    folder, when = backup_folder(store), WHEN.read(store)
    if folder is None or not store.me.may(Command.BACK_UP):
        return False
    hour = whole_number(when)
    is_time = leaving if when == LEAVING else hour is not None and now.hour >= hour
    if not is_time:
        return False
    ours = [one for one in store.backups(folder) if one.is_ours]
    newest = ours[0].at if ours else None
    return newest is None or leaving or newest.date() != now.date()


def back_up_if_due(
    store: Store, now: datetime, *, leaving: bool, step: Callable[[int, int], None] | None = None
) -> BackedUp | None:
    """Make the backup that is due; None where none is."""
    folder = backup_folder(store)
    if folder is None or not is_due(store, now, leaving=leaving):
        return None
    return store.back_up(folder, step)


def verified(store: Store, folder: Path | None = None, step: Callable[[int, int], None] | None = None) -> Verified:
    """Verify a store, against the ends of the chain that the backups in a folder and its closed months know as well.

    Where that of the department is out of reach the rest is verified, and told. Raises StoreError where the one that
    was asked for is.
    """
    if folder is not None:
        return store.verify((*backup_heads(store, folder), *month_heads(store)), step)
    heads: Sequence[Head] = ()
    known, missed = backup_folder(store), ""
    try:
        heads = backup_heads(store, known)
    except StoreError as error:
        missed = str(error).rstrip("。")
    if known is not None and not heads:
        missed = missed or f"备份文件夹 {known} 中没有这个数据文件的备份：移动硬盘或网络盘要先接上"
    found = store.verify((*heads, *month_heads(store)), step)
    return replace(found, not_judged=(*found.not_judged, f"{missed}；没有与备份中的记录比较")) if missed else found


def backup_heads(store: Store, folder: Path | None) -> Sequence[Head]:
    """The ends of the chain that backups in a folder have."""
    if folder is None:
        return ()
    return [one.head for one in store.backups(folder) if one.is_ours and one.head is not None]


def verified_words(found: Verified) -> str:
    """What a verification saw, in a sentence."""
    seen = f"核对了 {found.entries:,} 条审计记录、{found.rows:,} 行内容"
    if not found.complaints:
        return f"{seen}，没有不符。"
    return f"{seen}，有 {len(found.complaints):,} 处不符：请先备份现有文件留作证据，再从不符之前的备份恢复。"


def backed_up_words(made: BackedUp, store: Path) -> str:
    """What was backed up, in sentences."""
    checked = "逐行核对" if made.is_thorough else "核对了审计记录（病案很多，没有逐行核对）"
    said = [f"已备份到“{made.path}”：{made.entries:,} 条审计记录，{checked}。"]
    if made.complaints:
        said.append(f"有 {len(made.complaints):,} 处与审计记录不符，数据文件中就有：请校验数据文件。")
    if not made.is_sealed:
        said.append("备份没有加密，里面是病人的明文资料：请像病历一样保管，或先给数据文件加密。")
    if made.removed:
        said.append(f"按保留表删去旧备份 {len(made.removed)} 份。")
    if _is_same_disk(made.path, store):
        said.append("备份与数据文件在同一块磁盘上，磁盘坏了会一起丢失：请改存到移动硬盘或网络盘。")
    return "".join(said)


def restored_words(made: Restored, backup: Path) -> str:
    """What was restored, in sentences."""
    said = [f"已从“{backup.name}”恢复到“{made.path}”（到第 {made.head.id:,} 条审计记录）。"]
    if made.was is not None and made.was.id > made.head.id:
        said.append(f"原来的记录到第 {made.was.id:,} 条，其后的工作不在恢复的文件中。")
    if made.aside:
        said.append(f"原来的文件没有删除，在“{made.aside[-1]}”。")
    if made.complaints:
        said.append(f"这个备份做的时候就有 {made.complaints:,} 处不符。")
    if not made.is_sealed:
        said.append("恢复的数据文件没有加密。")
    return "".join(said)


def _is_same_disk(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.stat().st_dev == other.stat().st_dev
    return False
