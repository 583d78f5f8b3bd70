"""Kills at random moments: what a child had reported as committed is there, and the chain has no complaint."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.review.people import ALL_ROLES
from coding.store.kept_audit import Head
from coding.store.kept_people import NewPerson, SignIn
from coding.store.kept_reviews import About, Said
from coding.store.store_errors import StoreError
from db.shared.seat import Seat
from db.sqlite.opening import is_clear
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tools.torturing.made_store import OFFICER, Ticking, Tortured, reading, sealed_store, work

_LONGEST = 30.0
_ROOT = Path(__file__).resolve().parents[2]
#: Files that may have nothing in them: locks, and logs that were written into their file.
_MAY_BE_EMPTY = (".lock", "-wal", "-shm")


@dataclass
class Killed:
    """What the kills of one kind came to. ``ended``: children that were done before they were killed."""

    kind: str
    tried: int = 0
    ended: int = 0
    told: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """One kind: how long it takes, what the child does and tells, and what is asked afterwards."""

    name: str
    seconds: float
    prepare: Callable[[Path], Any]
    act: Callable[[Path, Any, Callable[[str], None]], None]
    check: Callable[[Path, Any, list[str]], list[str]]


def run_kills(folder: Path, kinds: dict[str, int], seed: int) -> list[Killed]:
    """Kill so many children of each kind; what was found."""
    made = sealed_store(folder / "base")
    results = []
    for kind in AllKinds(made).kinds:
        rng, result = random.Random(f"{seed}{kind.name}"), Killed(kind.name)
        longest = kind.seconds
        for number in range(kinds.get(kind.name, 0)):
            place = folder / f"{kind.name}-{number}"
            place.mkdir()
            given = kind.prepare(place)
            told, seconds, ended = _killed(kind, place, given, rng.uniform(0.0, longest))
            if ended:  # the next ones are killed while they are at it
                longest = max(0.01, min(longest, seconds))
            result.tried += 1
            result.ended += ended
            result.told += len(told)
            try:
                wrong = kind.check(place, given, told)
            except StoreError as error:
                wrong = [f"does not open: {error}"]
            wrong += [f"0 bytes: {path.name}" for path in _empty(place)]
            result.wrong += [f"#{number}: {one}" for one in wrong]
            shutil.rmtree(place)
        results.append(result)
    return results


def _killed(kind: Kind, place: Path, given: Any, delay: float) -> tuple[list[str], float, bool]:
    """Let a child work and kill it; the lines that it told, how long it took, and whether it was done."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(inward)
            sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
            with os.fdopen(outward, "w", encoding="utf-8") as pipe:

                def tell(line: str) -> None:
                    pipe.write(f"{line}\n")
                    pipe.flush()

                tell("begun")
                kind.act(place, given, tell)
                tell("done")
            code = 0
        finally:
            os._exit(code)
    os.close(outward)
    with os.fdopen(inward, encoding="utf-8") as pipe:
        assert pipe.readline() == "begun\n"
        began = time.monotonic()
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        lines = [line.rstrip("\n") for line in pipe if line.endswith("\n")]
    os.waitpid(child, 0)
    is_done = bool(lines) and lines[-1] == "done"
    return [line for line in lines if line != "done"], time.monotonic() - began, is_done


def _empty(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.stat().st_size and not path.name.endswith(_MAY_BE_EMPTY)
    ]


def _open(path: Path, seat: Seat | None = None) -> SqliteStore:
    return SqliteStore(path, Ticking(datetime(2026, 4, 1)), seat)


def _sound(store: SqliteStore, told: list[str]) -> list[str]:
    """What verifying says, the ends of the chain that the child told among what it is asked."""
    heads = [Head(int(number), digest) for _, number, digest, *_ in map(str.split, told)]
    return [f"{one.where}：{one.told}" for one in store.verify(heads).complaints]


def _head(store: SqliteStore) -> str:
    head = store.head()
    return f"{head.id} {head.hash}"


class AllKinds:
    """Import, edit, review, migration, sealing, backup, restore: what is prepared, done, and asked afterwards."""

    def __init__(self, made: Tortured) -> None:
        self._made = made

    def _copied(self, place: Path) -> Path:
        shutil.copytree(self._made.path.parent, place, dirs_exist_ok=True)
        return place / self._made.path.name

    def _importing(self, _place: Path, path: Path, tell: Callable[[str], None]) -> None:
        store = _open(path, self._made.officer)
        for first in range(1_000, 9_000, 1_000):
            store.import_reading(reading(first, 210 if first % 2_000 else 40))
            tell(f"{first} {_head(store)}")

    def _imported(self, _place: Path, path: Path, told: list[str]) -> list[str]:
        store = _open(path, self._made.officer)
        store.clear_interrupted()
        cases = {row.case_no for row in store.rows(store.worklist())}
        wrong = _sound(store, told)
        firsts = [int(line.split()[0]) for line in told]
        for first in firsts:
            count = 210 if first % 2_000 else 40
            if not {f"{n:05}" for n in range(first, first + count)} <= cases:
                wrong.append(f"import {first} is lost")
        more = {case for case in cases if int(case) >= 1_000}
        counted = {int(case) // 1_000 * 1_000 for case in more}
        for first in counted:
            count = sum(int(case) // 1_000 * 1_000 == first for case in more)
            if count != (210 if first % 2_000 else 40):
                wrong.append(f"half an import: {first}, {count} pages")
        store.close()
        return wrong

    def _editing(self, _place: Path, path: Path, tell: Callable[[str], None]) -> None:
        store = _open(path, self._made.coder)
        ids = sorted(store.worklist())[-8:]
        for number in range(10_000):
            page_id = ids[number % len(ids)]
            store.append(page_id, set_field(store.page(page_id), "patient_name", f"样例{number}"))
            tell(f"{page_id}|样例{number} {_head(store)}")

    def _edited(self, _place: Path, path: Path, told: list[str]) -> list[str]:
        store = _open(path, self._made.officer)
        wrong = _sound(store, told)
        for line in told:
            page_id, name = line.split()[0].split("|")
            history = store.history(int(page_id))
            if not any(edit.after == name for entry in history for edit in entry.change.edits):
                wrong.append(f"change {name} of {page_id} is lost")
        for page_id in store.worklist():
            if store.rows([page_id])[0].patient_name != store.page(page_id).text("patient_name"):
                wrong.append(f"row and page {page_id} differ")
        store.close()
        return wrong

    def _reviewing(self, _place: Path, path: Path, tell: Callable[[str], None]) -> None:
        store = _open(path, self._made.officer)
        ids = sorted(store.worklist())[-8:]
        for number in range(10_000):
            page_id = ids[number % len(ids)]
            said = store.say(page_id, About.PAGE, "", Said.COMMENT, f"请核对 {number}")
            tell(f"say|{page_id}|{said.id} {_head(store)}")
            states = PageState.CODING, PageState.PASSED
            was = PageState(store.rows([page_id])[0].progress)
            to = states[was is states[0]]
            store.append(page_id, go_on(was, to, "试"))
            tell(f"step|{page_id}|{to.value} {_head(store)}")
            store.assign([page_id], self._made.coder.person.id if number % 3 else None)
            tell(f"assign|{page_id}|{number % 3} {_head(store)}")

    def _reviewed(self, _place: Path, path: Path, told: list[str]) -> list[str]:
        store = _open(path, self._made.officer)
        wrong = _sound(store, told)
        for line in told:
            kind, page_id, what = line.split()[0].split("|")
            if kind == "say" and all(one.id != int(what) for one in store.reviews(int(page_id))):
                wrong.append(f"review {what} is lost")
        steps = [line.split()[0].split("|") for line in told if line.startswith("step")]
        counted = {page_id: sum(1 for one in steps if one[1] == page_id) for _, page_id, _ in steps}
        for page_id, count in counted.items():
            kept = sum(1 for entry in store.history(int(page_id)) if entry.change.step)
            if kept < count:
                wrong.append(f"steps of {page_id}: {kept} of {count}")
        store.close()
        return wrong

    def _old_store(self, place: Path) -> Path:
        found = sorted((_ROOT / "tests" / "data").glob("store_v*.sqlite"))
        number = int(place.name.rpartition("-")[2])
        path = place / "旧.sqlite"
        shutil.copy(found[number % len(found)], path)
        return path

    def _migrating(self, _place: Path, path: Path, _tell: Callable[[str], None]) -> None:
        _open(path).close()

    def _migrated(self, _place: Path, path: Path, _told: list[str]) -> list[str]:
        store = _open(path)
        wrong = _sound(store, [])
        wrong += [] if store.worklist() else ["no page is left"]
        store.close()
        for backup in path.parent.glob("*.bak.sqlite"):
            if not backup.stat().st_size:
                wrong.append(f"0 bytes: {backup.name}")
        return wrong

    def _clear_store(self, place: Path) -> Path:
        path = place / "明文.sqlite"
        store = SqliteStore(path, Ticking())
        store.import_reading(reading(0, 30))
        work(store, 0)
        store.close()
        return path

    def _sealing(self, _place: Path, path: Path, _tell: Callable[[str], None]) -> None:
        Stores(Ticking(datetime(2026, 3, 2))).seal(path, NewPerson(OFFICER.user, "王质控", ALL_ROLES, OFFICER.password))

    def _sealed(self, place: Path, path: Path, _told: list[str]) -> list[str]:
        stores = Stores(Ticking(datetime(2026, 4, 1)))
        if is_clear(path):
            store = stores(path)
            wrong = _sound(store, [])
            wrong += [] if len(store.worklist()) == 30 else ["pages are missing"]
            store.close()
            self._sealing(place, path, lambda _: None)
        else:
            wrong = []
        store = stores(path, SignIn(OFFICER.user, OFFICER.password))
        wrong += _sound(store, [])
        wrong += [] if len(store.worklist()) == 30 else ["pages are missing"]
        store.close()
        return wrong

    def _backing_up(self, place: Path, path: Path, tell: Callable[[str], None]) -> None:
        store = _open(path, self._made.officer)
        ids = sorted(store.worklist())[-8:]
        for number in range(1_000):
            page_id = ids[number % len(ids)]
            store.append(page_id, set_field(store.page(page_id), "patient_name", f"样例{number}"))
            tell(f"{page_id}|样例{number} {_head(store)}")
            backed = store.back_up(place / "备份")
            tell(f"0|{backed.path.name} {backed.head.id} {backed.head.hash}")

    def _backed_up(self, place: Path, path: Path, told: list[str]) -> list[str]:
        wrong = self._edited(place, path, [line for line in told if not line.startswith("0|")])
        store = _open(path, self._made.officer)
        names = {line.split()[0][2:] for line in told if line.startswith("0|")}
        try:
            store.back_up(place / "备份")  # what a kill has left is cleared away by the next one
            known = [one for one in store.backups(place / "备份") if one.is_ours]
        finally:
            store.close()
        gone = sorted(names)[-3:]  # the rotation keeps the last five
        wrong += [f"backup {name} is lost" for name in gone if all(one.path.name != name for one in known)]
        wrong += [f"backup {one.path.name}: {one.trouble or one.complaints}" for one in known if not one.is_good]
        wrong += [f"left: {left.name}" for left in place.glob(".*.part")]
        restored = place / "恢复" / path.name
        Stores(Ticking(datetime(2026, 4, 2))).restore(known[0].path, restored, OFFICER)
        store = _open(restored, self._made.officer)
        wrong += [f"restored: {one}" for one in _sound(store, [])]
        store.close()
        return wrong

    def _with_backup(self, place: Path) -> Path:
        path = self._copied(place)
        store = _open(path, self._made.officer)
        store.back_up(place / "备份")
        page_id = min(store.worklist())
        store.append(page_id, set_field(store.page(page_id), "patient_name", "备份以后"))
        store.close()
        return path

    def _restoring(self, place: Path, path: Path, _tell: Callable[[str], None]) -> None:
        (backup,) = (place / "备份").glob("*.fpb")
        Stores(Ticking(datetime(2026, 4, 2))).restore(backup, path, OFFICER)

    def _restored(self, place: Path, path: Path, _told: list[str]) -> list[str]:
        stores = Stores(Ticking(datetime(2026, 4, 3)))
        said = stores.door(path).restore_told
        store = stores(path, OFFICER)
        wrong = _sound(store, [])
        is_old = store.page(min(store.worklist())).text("patient_name") == "备份以后"
        store.close()
        aside = list(place.glob("*.before-restore-*.sqlite"))
        if is_old and aside:
            wrong.append("the old one stands, and a copy of it aside")
        if not is_old and len(aside) != 1:
            wrong.append("the new one stands, and the old one is not aside")
        if said and is_old is ("现已完成" in said):
            wrong.append(f"old: {is_old}, and it says: {said}")
        wrong += [f"left: {left.name}" for left in place.glob(".*") if not left.name.endswith(".lock")]
        for path_aside in aside:
            other = _open(path_aside, self._made.officer)
            wrong += [f"aside: {one}" for one in _sound(other, [])]
            other.close()
        return wrong

    @property
    def kinds(self) -> list[Kind]:
        """All of them, each with the seconds in which it is killed."""
        return [
            Kind("import", 1.5, self._copied, self._importing, self._imported),
            Kind("edit", 1.0, self._copied, self._editing, self._edited),
            Kind("review", 1.0, self._copied, self._reviewing, self._reviewed),
            Kind("migration", 0.5, self._old_store, self._migrating, self._migrated),
            Kind("sealing", 0.6, self._clear_store, self._sealing, self._sealed),
            Kind("backup", 1.5, self._copied, self._backing_up, self._backed_up),
            Kind("restore", 0.6, self._with_backup, self._restoring, self._restored),
        ]
