"""Tamperings by somebody who has the data key, and a coder's own key: each is to be found by ``main.py verify``."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coding.commands.door import run
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tools.torturing.intruder import Intruder, Tampering
from tools.torturing.made_store import OFFICER, Ticking, reading, sealed_store, work
from tools.torturing.tampered_ends import ENDS
from tools.torturing.tampered_entries import ENTRIES
from tools.torturing.tampered_guards import GUARDS
from tools.torturing.tampered_keys import KEYS
from tools.torturing.tampered_rows import ROWS

#: All kinds, by what they are called.
KINDS: dict[str, Tampering] = {**ROWS, **ENTRIES, **ENDS, **KEYS, **GUARDS}


@dataclass
class Tampered:
    """What the tamperings came to: of each kind how many were tried, and those that were not found."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run_tamperings(folder: Path, count: int, seed: int, tamperings: Mapping[str, Tampering] = KINDS) -> Tampered:
    """Tamper so many times, kind after kind, each in a fresh copy."""
    made = sealed_store(folder / "base")
    older = folder / "older"
    shutil.copytree(made.path.parent, older)
    store = SqliteStore(made.path, Ticking(datetime(2026, 3, 3)), made.officer)
    store.import_reading(reading(500, 5))
    work(store, 0)
    backups = folder / "备份"
    store.back_up(backups)
    store.close()
    password = folder / "password"
    password.write_text(OFFICER.password, encoding="utf-8")
    found = Tampered()
    kinds = list(tamperings)
    untouched = folder / "untouched"
    shutil.copytree(made.path.parent, untouched)
    if (code := _verified(made.at(untouched), password, backups)) != 0:
        found.failed.append(f"the store itself: exit {code}")
    for number in range(count):
        kind = kinds[number % len(kinds)]
        place = folder / "tampered"
        shutil.copytree(made.path.parent, place)
        path = made.at(place)
        found.tried[kind] += 1
        intruder = Intruder(made, path, random.Random(f"{seed}{kind}{number}"), older)
        with closing(intruder.raw):
            try:
                tamperings[kind](intruder)
            except (sqlite3.Error, IndexError) as error:
                found.failed.append(f"{kind}: {error}")
        code = _verified(path, password, backups)
        if code == 2:
            found.refused[kind] += 1
        elif code != 1:
            found.missed.append(kind)
        shutil.rmtree(place)
    return found


def _verified(path: Path, password: Path, backups: Path) -> int:
    """The exit code of ``main.py verify``."""
    arguments = ["verify", str(path), "--user", OFFICER.user, "--password-file", str(password)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run([*arguments, "--backups", str(backups)], open_store=Stores(Ticking(datetime(2026, 4, 1))))
