"""Many seats at one store: edits of shared pages while the server is killed and cables are pulled.

Each seat is a process that works as a window does: it sends each edit under a number of its own, is told where somebody
else was first, and sends again what nobody has answered. In the end it is looked whether every edit stands in the
history once, none over another that was not told, and whether the chain of the audit holds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import StaleChangeError
from coding.page.change import EditKind
from coding.page.edits import insert_row, set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.store.store_errors import StoreAwayError, StoreBusyError, StoreError
from coding.work.held import new_number
from tools.cut_wire import Wire
from tools.own_server import OwnServer
from tools.server_store import ServerStore, SqliteFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.process import BaseProcess

    from coding.page.change import Change
    from coding.store.store import Store
    from tools.server_store import Place

#: The field that all write to, and every so many edits a row is put in.
_FIELD: Final = "contact_name"
_ROW: Final = 10
#: Seconds after which a seat gives up, and between two tries of what was not answered.
_PATIENCE: Final = 1500.0
_PAUSE: Final = 0.1
#: Seconds at most for which a page is looked at before it is edited: meanwhile somebody else may be first.
_THINKS: Final = 0.02
#: Seconds for which a cable is out, and for which the server is.
_CUT: Final = 4.0
_DOWN: Final = 2.0
#: What happens to the wires of the first seats: the cable is pulled; what is sent comes, and no answer does.
_TROUBLES: Final = (Wire.cut, Wire.lose_answers)


@dataclass(frozen=True, slots=True)
class Seats:
    """What is tried: how many seats, edits of each and shared pages; at which share of the edits what happens."""

    clients: int = 20
    edits: int = 200
    pages: int = 5
    kill_at: float = 0.4
    cut_at: float = 0.6
    seed: int = 17


@dataclass(slots=True)
class Outcome:
    """What a seat has done: its edits by name, clashes that it was told, tries that nobody answered, milliseconds."""

    made: list[str] = field(default_factory=list)
    told: int = 0
    unanswered: int = 0
    known_again: int = 0
    took: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What is seen in the end; ``wrong``: each sentence is a failure."""

    outcomes: tuple[Outcome, ...]
    wrong: tuple[str, ...]
    entries: int
    lost: int
    twice: int
    seconds: float

    @property
    def took(self) -> list[float]:
        """Milliseconds of all appends that were answered at once, ascending."""
        return sorted(each for outcome in self.outcomes for each in outcome.took)


def run(place: Place, asked: Seats, kill: Callable[[], None] | None = None) -> Found:
    """Try it at a place that is empty; ``kill`` ends the server and starts it again."""
    began = time.monotonic()
    with contextlib.closing(place.begin(asked.clients)) as store:
        pages = [FrontPage({"case_no": f"{n:06}", _FIELD: "原先"}) for n in range(asked.pages)]
        ids = store.import_reading(Reading("共用.csv", "n041", "utf-8", (), tuple(pages))).added
    with tempfile.TemporaryDirectory() as folder:
        seats = [(Path(folder) / f"{number}.json", number) for number in range(asked.clients)]
        work = multiprocessing.get_context("fork")
        done = work.Value("i", 0)
        running = [work.Process(target=_seat, args=(place, asked, n, ids, out, done)) for out, n in seats]
        for each in running:
            each.start()
        if kill is not None:
            _wait_until(lambda: done.value >= asked.kill_at * asked.clients * asked.edits, running)
            kill()
        for each in running:
            each.join(max(1.0, _PATIENCE - (time.monotonic() - began)))
        late = [each for each in running if each.is_alive()]
        for each in late:
            each.terminate()
        outcomes = [Outcome(**json.loads(out.read_text())) for out, _ in seats if out.exists()]
    wrong = [f"{len(late)} 台没有按时做完"] if late else []
    if len(outcomes) < asked.clients:
        wrong.append(f"{asked.clients - len(outcomes)} 台中途出错")
    with contextlib.closing(place.open(0)) as store:
        entries, lost, twice, more = _looked_at(store, ids, outcomes)
    return Found(tuple(outcomes), (*wrong, *more), entries, lost, twice, time.monotonic() - began)


def _wait_until(ready: Callable[[], bool], running: Sequence[BaseProcess]) -> None:
    until = time.monotonic() + _PATIENCE
    while not ready() and time.monotonic() < until and any(each.is_alive() for each in running):
        time.sleep(_PAUSE)


# -- one seat


def _seat(place: Place, asked: Seats, number: int, ids: Sequence[int], out: Path, done: Any) -> None:
    chance, outcome = random.Random(asked.seed * 1000 + number), Outcome()
    with place.wire() as wire, contextlib.closing(place.through(wire).open(number)) as store:
        is_over = threading.Event()
        listening = threading.Thread(target=_listen, args=(store, is_over), daemon=True)
        listening.start()
        for n in range(asked.edits):
            if wire is not None and number < len(_TROUBLES) and n == int(asked.cut_at * asked.edits):
                _trouble(wire, _TROUBLES[number])
            _make(store, chance, ids, f"{number}:{n}", n, outcome)
            with done.get_lock():
                done.value += 1
        is_over.set()
    out.write_text(json.dumps({name: getattr(outcome, name) for name in Outcome.__slots__}))


def _trouble(wire: Wire, begin: Callable[[Wire], None]) -> None:
    begin(wire)
    mending = threading.Timer(_CUT, wire.mend)
    mending.daemon = True
    mending.start()


def _listen(store: Store, is_over: threading.Event) -> None:
    """As the window does: it is the one who finds out that the server is away, and that it is back."""
    seen = -1
    while not is_over.is_set():
        try:
            seen = store.wait_for_change(seen, 1.0)
        except StoreError:
            seen = -1
            is_over.wait(_PAUSE)


def _make(store: Store, chance: random.Random, ids: Sequence[int], name: str, n: int, outcome: Outcome) -> None:
    """One edit, until it stands: begun anew where somebody else was first, sent again where nobody answered."""
    until = time.monotonic() + _PATIENCE
    page_id = chance.choice(ids)
    while time.monotonic() < until:
        try:
            page = store.page(page_id)
        except StoreError:
            time.sleep(_PAUSE)
            continue
        row = Diagnosis("I10.x00", name, "1")
        time.sleep(chance.random() * _THINKS)
        change = set_field(page, _FIELD, name) if n % _ROW else insert_row(page, "diagnosis", row)
        if _sent(store, page_id, change, outcome, until):
            outcome.made.append(name)
            return
        outcome.told += 1


def _sent(store: Store, page_id: int, change: Change, outcome: Outcome, until: float) -> bool:
    """Whether the edit stands; False: somebody else was first."""
    sent, again = new_number(), False
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            applied = store.append(page_id, change, sent=sent, again=again)
        except StaleChangeError:
            return False
        except StoreAwayError:
            again = True
            outcome.unanswered += 1
            time.sleep(_PAUSE)
        except StoreBusyError:
            again = True
        else:
            if not again:
                outcome.took.append((time.perf_counter() - began) * 1000)
            elif applied.before == applied.page:
                outcome.known_again += 1
            return True
    return False


# -- what came of it


def _looked_at(store: Store, ids: Sequence[int], outcomes: Sequence[Outcome]) -> tuple[int, int, int, list[str]]:
    wrong: list[str] = []
    kept: Counter[str] = Counter()
    entries = 0
    for page_id in ids:
        stands = "原先"
        history = store.history(page_id)
        entries += len(history)
        for entry in history:
            for edit in entry.change.edits:
                if edit.kind is EditKind.INSERT:
                    kept[edit.row.name if isinstance(edit.row, Diagnosis) else ""] += 1
                    continue
                kept[edit.after] += 1
                if edit.before != stands:
                    wrong.append(f"病案 {page_id}：第 {entry.id} 条改的是“{edit.before}”，那里是“{stands}”")
                stands = edit.after
        if store.page(page_id).text(_FIELD) != stands:
            wrong.append(f"病案 {page_id} 与它的修改记录不符")
    made = {name for outcome in outcomes for name in outcome.made}
    lost, twice = sorted(made - kept.keys()), sorted(name for name, count in kept.items() if count > 1)
    wrong += [f"丢失：{name}" for name in lost]
    wrong += [f"记了 {kept[name]} 次：{name}" for name in twice]
    wrong += [f"没有人做过：{name}" for name in sorted(kept.keys() - made)]
    wrong += [str(complaint) for complaint in store.verify().complaints]
    return entries, len(lost), len(twice), wrong


def told(found: Found, asked: Seats) -> str:
    """The outcome in lines."""
    took = found.took
    p50, p95 = (took[int(len(took) * share)] if took else 0.0 for share in (0.5, 0.95))
    lines = [
        f"{asked.clients} seats x {asked.edits} edits on {asked.pages} pages: {found.seconds:.0f} s",
        f"kept {found.entries} of {asked.clients * asked.edits}, lost {found.lost}, twice {found.twice},"
        f" conflicts told {sum(each.told for each in found.outcomes)}",
        f"tries without an answer {sum(each.unanswered for each in found.outcomes)},"
        f" of them found to stand already {sum(each.known_again for each in found.outcomes)}",
        f"append p50 {p50:.1f} ms, p95 {p95:.1f} ms",
        *(f"WRONG {each}" for each in found.wrong[:20]),
        "nothing lost, nothing twice, every clash told, the chain holds" if not found.wrong else "FAILED",
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Try it, print what came of it; 1 where something was lost, made twice or not told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--sqlite", action="store_true", help="one file of this machine instead of a server")
    parser.add_argument("--rights", action="store_true", help="all but the first are coders, by rights")
    given = parser.parse_args(argv)
    asked = Seats(given.clients, given.edits, given.pages)
    print(f"{datetime.now():%Y-%m-%d %H:%M}")
    with tempfile.TemporaryDirectory() as folder:
        if given.sqlite:
            found = run(SqliteFile(Path(folder)), asked)
        else:
            with OwnServer() as server:

                def kill() -> None:
                    server.kill()
                    time.sleep(_DOWN)
                    server.start()

                found = run(replace(ServerStore.on(server, Path(folder)), rights=given.rights), asked, kill)
    print(told(found, asked))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
