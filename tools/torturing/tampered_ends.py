"""The end of the chain that is cut off, and older copies in the place of the store."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from coding.store.kept_audit import Deed
from db.shared.audit.chain import head_of
from db.shared.key_file import key_path, update_keys
from db.sqlite.sqlite_store import SqliteStore
from tools.torturing.intruder import AT, Intruder, Kinds
from tools.torturing.made_store import Ticking

ENDS = Kinds()


@ENDS.named("the tail is cut")
def _cut(it: Intruder) -> None:
    it.cut(it.rng.randint(2, 6))


@ENDS.named("the tail is cut, the head file written anew")
def _cut_with_head(it: Intruder) -> None:
    it.cut(it.rng.randint(2, 6))
    it.head(head_of(it.raw))


@ENDS.named("the tail is cut, head file and key file written anew")
def _cut_with_keys(it: Intruder) -> None:
    it.cut(it.rng.randint(2, 6))
    head = head_of(it.raw)
    it.head(head)
    update_keys(key_path(it.path), lambda keys: replace(keys, head=head))


@ENDS.named("the tail is cut, and overgrown by new work")
def _cut_overgrown(it: Intruder) -> None:
    it.cut(3)
    store = SqliteStore(it.path, Ticking(AT), it.made.officer)
    for number in range(6):
        store.set_settings({"evidence.percent": str(number)})
    store.close()
    update_keys(key_path(it.path), lambda keys: replace(keys, head=None))


@ENDS.named("the tail is cut, told as a restore by a coder")
def _cut_as_restore(it: Intruder) -> None:
    was = head_of(it.raw)
    it.cut(3)
    now = head_of(it.raw)
    about = {"restored": {"id": now.id, "hash": now.hash}, "was": {"id": was.id, "hash": was.hash}}
    it.forge(it.me, Deed.RESTORE, about)


@ENDS.named("an older copy in the place of the store")
def _older(it: Intruder) -> None:
    it.raw.close()
    _without_logs(it.path)
    shutil.copy(it.older / it.path.name, it.path)


@ENDS.named("an older copy with its head and keys in the place of the store")
def _older_whole(it: Intruder) -> None:
    it.raw.close()
    _without_logs(it.path)
    for name in (it.path.name, it.path.with_suffix(".head").name, it.path.with_suffix(".keys").name):
        shutil.copy(it.older / name, it.path.parent / name)


def _without_logs(path: Path) -> None:
    for log in ("-wal", "-shm"):
        path.with_name(f"{path.name}{log}").unlink(missing_ok=True)
