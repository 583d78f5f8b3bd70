"""How long a store on a server takes, beside a sealed file of this machine in the same run: appends, imports, hearing.

Each of it twice: by the administrator of the server, and by a coder whom it holds to the rights of her role while it
keeps identities sealed. The server stands on loopback, behind a wire that makes a round trip of one millisecond. A
machine that does other work meanwhile gives other figures: what a bare question takes on the same wire stands beside.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.page.edits import set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from tools.own_server import OwnServer
from tools.server_store import SealedFile, ServerStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.store import Store
    from tools.cut_wire import Wire
    from tools.server_store import Place

_ROUND_TRIP: Final = 0.001
_APPENDS: Final = 200
_HEARD: Final = 40
#: What is promised: milliseconds of an append at the 95th hundredth, times the sealed file, seconds until it is heard.
_MOST_APPEND: Final = 25.0
_MOST_IMPORT: Final = 1.5
_MOST_HEARD: Final = 1.0


def invented(count: int) -> Reading:
    """A file of so many pages, no two of one person."""
    rows = (
        (Diagnosis("K80.000", "胆囊结石伴急性胆囊炎", "1"), Diagnosis("I10.x00", "高血压", "1")),
        (Procedure("51.2300", "腹腔镜下胆囊切除术", "2025-03-03", "3"),),
    )
    pages = tuple(FrontPage(_values(n), *rows) for n in range(count))
    return Reading("一年.csv", "n041", "utf-8", tuple(_values(0)), pages)


def _values(n: int) -> dict[str, str]:
    month, day = 1 + n % 12, 1 + n % 20
    return {
        "org_code": "00000000", "case_no": f"{n:07}", "admission_times": "1", "patient_name": f"样例{n % 977}",
        "sex": str(1 + n % 2), "id_number": f"{n:018}", "admission_datetime": f"2025-{month:02}-{day:02} 08:00:00",
        "discharge_datetime": f"2025-{month:02}-{day + 7:02} 10:00:00", "discharge_dept": "03", "los_days": "7",
        "fee_total": str(5000 + n % 900), "contact_name": "王某", "attending_physician": "李某某",
    }  # fmt: skip


def share(taken: Sequence[float], part: float) -> float:
    """The value below which so much of them lies."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * part))]


def appends(store: Store, ids: Sequence[int], wire: Wire) -> tuple[list[float], float]:
    """Milliseconds of one append each; how many journeys one is."""
    taken, journeys = [], 0
    for n in range(_APPENDS):
        page_id = ids[n % len(ids)]
        change = set_field(store.page(page_id), "contact_phone", f"1380000{n:04}")
        before, began = wire.journeys, time.perf_counter()
        store.append(page_id, change)
        taken.append((time.perf_counter() - began) * 1000)
        journeys += wire.journeys - before
    return taken, journeys / _APPENDS


def questions(store: Store) -> list[float]:
    """Milliseconds of a question that reads nothing: the wire, and what else the machine does."""
    taken = []
    for _ in range(_APPENDS):
        began = time.perf_counter()
        store.head()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def heard(writer: Store, listener: Store, ids: Sequence[int]) -> list[float]:
    """Seconds from an append until the window of somebody else knows the page."""
    taken: list[float] = []
    known, over = threading.Event(), threading.Event()
    revision = listener.changed_since(0).revision

    def listen() -> None:
        nonlocal revision
        seen = -1
        while not over.is_set():
            seen = listener.wait_for_change(seen, 1.0)
            changed = listener.changed_since(revision)
            revision = changed.revision
            if changed.pages:
                known.set()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    for n in range(_HEARD):
        page_id = ids[n % len(ids)]
        change = set_field(writer.page(page_id), "contact_name", f"王{n}")
        known.clear()
        writer.append(page_id, change)
        began = time.perf_counter()
        if not known.wait(30):
            taken.append(30.0)
            continue
        taken.append(time.perf_counter() - began)
    over.set()
    thread.join(5)
    return taken


def imported(place: Place, reading: Reading, server: OwnServer | None = None) -> tuple[float, float]:
    """Seconds that a file takes into an empty store, and of the processors, those of the server among them."""

    def of_processors() -> float:
        return time.process_time() + (server.processor_seconds() if server is not None else 0.0)

    with closing(place.begin(1)) as store:
        began, worked = time.perf_counter(), of_processors()
        store.import_reading(reading)
        return time.perf_counter() - began, of_processors() - worked


def _told(name: str, value: float, most: float, unit: str) -> bool:
    print(f"{name}: {value:.2f} {unit} (at most {most:g}) {'' if value <= most else 'TOO MUCH'}")
    return value <= most


def _measure(server: OwnServer, folder: Path, pages: int, times: int) -> bool:
    good = True
    for rights in (False, True):
        place = ServerStore.on(server, folder, f"appends{rights:d}")
        good &= _appends(server, replace(place, seconds=_ROUND_TRIP, rights=rights))
    for n in range(times):
        good &= _imports(server, folder, pages, n)
    return good


def _appends(server: OwnServer, place: ServerStore) -> bool:
    how = " by rights" if place.rights else ""
    with closing(place.begin(2)) as store:
        ids = store.import_reading(invented(300)).added
    with place.wire() as wire, closing(place.through(wire).open(1)) as store:
        bare = questions(store)
        worked = time.process_time() + server.processor_seconds()
        taken, journeys = appends(store, ids, wire)
        worked = time.process_time() + server.processor_seconds() - worked
        print(f"a bare question on the wire: p50 {share(bare, 0.5):.1f} ms, p95 {share(bare, 0.95):.1f} ms")
        print(f"append{how}: {journeys:.1f} journeys", end=", ")
        print(f"{worked * 1000 / _APPENDS:.1f} ms of the processors on both sides, the reading of the page among it")
        print(f"append{how} p50 {share(taken, 0.5):.1f} ms")
        good = _told(f"append{how} p95", share(taken, 0.95), _MOST_APPEND, "ms")
        with closing(place.open(0)) as other:
            longest = max(heard(other, store, ids))
        return good & _told(f"an edit{how} is heard by another seat, the longest", longest, _MOST_HEARD, "s")


def _imports(server: OwnServer, folder: Path, pages: int, number: int) -> bool:
    reading, good = invented(pages), True
    near, near_work = imported(SealedFile(_made(folder / f"sealed{number}")), reading)
    print(f"import of {pages} pages: sealed file {near:.1f} s ({near_work:.1f} of the processors)", flush=True)
    for rights in (False, True):
        how = " by rights" if rights else ""
        database = f"imports{number}{rights:d}"
        place = replace(ServerStore.on(server, _made(folder / database), database), rights=rights)
        far, far_work = imported(place, reading, server)
        print(f"server{how} {far:.1f} s ({far_work:.1f} of the processors)", flush=True)
        good &= _told(f"import{how}: server / sealed file", far / near, _MOST_IMPORT, "times")
    return good


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, 1 where something takes longer than is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=2, help="how often the imports are compared")
    given = parser.parse_args(argv)
    print(f"{datetime.now():%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder, OwnServer() as server:
        return 0 if _measure(server, Path(folder), given.pages, given.times) else 1


if __name__ == "__main__":
    raise SystemExit(main())
