"""Bits that fall over in the sealed file, the key file, the head file and a backup: told, or harmless."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coding.store.kept_audit import Verified
from coding.store.store_errors import StoreError
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tools.torturing.made_store import OFFICER, Ticking, read_all, sealed_store


@dataclass
class Flipped:
    """What the flips came to: by file and outcome, and those that nobody was told of."""

    outcomes: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)


def run_flips(folder: Path, count: int, seed: int) -> Flipped:
    """Flip so many bits, each in a fresh copy."""
    made = sealed_store(folder / "base")
    store = SqliteStore(made.path, Ticking(datetime(2026, 3, 3)), made.officer)
    backup = store.back_up(made.path.parent / "备份").path
    expected = read_all(store)
    store.close()
    kinds = {
        "sealed file": made.path.name,
        "key file": made.path.with_suffix(".keys").name,
        "head file": made.path.with_suffix(".head").name,
        "backup": f"备份/{backup.name}",
    }
    rng, found = random.Random(f"{seed}flips"), Flipped()
    for number in range(count):
        kind = list(kinds)[number % len(kinds)]
        place = folder / "flipped"
        shutil.copytree(made.path.parent, place)
        target = place / kinds[kind]
        content = bytearray(target.read_bytes())
        offset, bit = rng.randrange(len(content)), rng.randrange(8)
        content[offset] ^= 1 << bit
        target.write_bytes(content)
        path = place / made.path.name
        if kind == "backup":
            outcome = _restored(target, place / "恢复" / path.name, expected)
        else:
            outcome = _opened(path, expected)
        found.outcomes[f"{kind}: {outcome or 'SILENT'}"] += 1
        if not outcome:
            found.silent.append(f"{kind}, byte {offset}, bit {bit}")
        shutil.rmtree(place)
    return found


def _restored(backup: Path, path: Path, expected: dict[str, object]) -> str:
    try:
        Stores(Ticking(datetime(2026, 4, 1))).restore(backup, path, OFFICER)
    except StoreError:
        return "told" if not path.exists() else ""
    return _opened(path, expected)


def _opened(path: Path, expected: dict[str, object]) -> str:
    """``told`` or ``harmless``; "" where what was read is another one and nobody was told."""
    try:
        store = Stores(Ticking(datetime(2026, 4, 1)))(path, OFFICER)
    except StoreError:
        return "told"
    try:
        read = read_all(store)
        verified = _verified(store)
    finally:
        store.close()
    refused = any(isinstance(said, StoreError) for said in read.values())
    if refused or verified is None or verified.complaints:
        return "told"
    return "harmless" if read == expected else ""


def _verified(store: SqliteStore) -> Verified | None:
    try:
        return store.verify()
    except StoreError:
        return None
