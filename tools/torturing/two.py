"""Two processes that edit one store at the same time."""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coding.base.errors import StaleChangeError
from coding.page.edits import set_field
from coding.store.store_errors import StoreBusyError
from db.shared.seat import Seat
from db.sqlite.sqlite_store import SqliteStore
from tools.torturing.made_store import Ticking, sealed_store


@dataclass
class Together:
    """What two who edited at the same time came to."""

    edits: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def run_together(folder: Path, each: int, seed: int) -> Together:
    """Two people edit the same pages, so many times each."""
    made = sealed_store(folder / "base")
    store = SqliteStore(made.path, Ticking(datetime(2026, 4, 1)), made.officer)
    ids = sorted(store.worklist())[-8:]
    before = {page_id: len(store.history(page_id)) for page_id in ids}
    store.close()
    began = time.monotonic()
    children = [_child(made.path, seat, ids, each, f"{seed}{n}") for n, seat in enumerate((made.officer, made.coder))]
    ended = [os.waitpid(child, 0)[1] for child in children]
    found = Together(seconds=time.monotonic() - began)
    found.wrong += [f"a child ended with {code}" for code in ended if code]
    store = SqliteStore(made.path, Ticking(datetime(2026, 4, 2)), made.officer)
    for page_id in ids:
        history, page = store.history(page_id), store.original(page_id)
        found.edits += len(history) - before[page_id]
        for entry in history:
            page = page.apply(entry.change)
        if page != store.page(page_id):
            found.wrong.append(f"page {page_id} is not what its changes make of it")
        if store.rows([page_id])[0].patient_name != page.text("patient_name"):
            found.wrong.append(f"row and page {page_id} differ")
    if found.edits != 2 * each:
        found.wrong.append(f"{found.edits} changes of {2 * each}")
    found.wrong += [f"{one.where}：{one.told}" for one in store.verify().complaints]
    store.close()
    return found


def _child(path: Path, seat: Seat, ids: list[int], each: int, seed: str) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
        rng = random.Random(seed)
        store = SqliteStore(path, Ticking(datetime(2026, 3, 3)), seat)
        for number in range(each):
            _edit(store, rng.choice(ids), f"样例{seat.person.id}-{number}")
        store.close()
        code = 0
    finally:
        os._exit(code)


def _edit(store: SqliteStore, page_id: int, name: str) -> None:
    while True:
        try:
            store.append(page_id, set_field(store.page(page_id), "patient_name", name))
        except (StaleChangeError, StoreBusyError):
            continue
        return
