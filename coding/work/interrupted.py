"""Imports that came to no end: what is told of them, and what was written down for the next start.

Apart from reading, which the start of the window must not wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.numbers import whole_number
from coding.store.setting import Setting, Whose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.store.store import Store

#: "<pages before>|<file>" while a file is being read.
RUNNING: Final = Setting("import.running", whose=Whose.MACHINE)


def begin_import(store: Store, path: Path) -> None:
    """Write down that a file is being read, so that a program that is cut off can say so at its next start."""
    RUNNING.write(store, f"{store.count()}|{path.name}")


def end_import(store: Store) -> None:
    """The file has been read, or was given up."""
    RUNNING.write(store, "")


def interrupted_import(store: Store) -> str:
    """A sentence on an import that the end of the program cut off last time; "" when there was none. Told once."""
    if not (running := RUNNING.read(store)):
        return ""
    told, _, name = running.partition("|")
    end_import(store)
    count = whole_number(told)
    if not name or count is None:
        return ""
    if store.count() > count:
        return f"上次读入“{name}”后程序没有正常退出：该文件的病案已经入库。"
    return f"上次读入“{name}”时程序中断：该文件没有新增任何病案，请重新读入。"


def cancelled_import(path: Path, kept: Sequence[str]) -> str:
    """A sentence on what is in the store all the same when an import was cancelled."""
    which = f"{'、'.join(kept)} 已经全部入库，其余没有入库" if kept else "其中的病案一份也没有入库"
    return f"已取消读入“{path.name}”：{which}。"
