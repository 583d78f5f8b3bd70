"""How long a move takes: a sealed file to a server that holds everybody to their rights and keeps identities sealed,
and back into a file. Pages a second, and the memory of the program that carries them, each way in its own process.

    python -m tools.bench_transfer [--pages 60000] [--edits 600]

Each way verifies the store before, copies every row, reads it back and verifies it again. The server is on loopback.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.server_file import ServerFile, server_text
from coding.page.edits import set_field
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from db.sqlite.stores import Stores
from db.transferring import Carrier
from tools.bench_server import invented
from tools.own_server import OwnServer

if TYPE_CHECKING:
    from collections.abc import Sequence

_WHO: Final = SignIn("zhang", "一句好记的口令话")
_DATABASE: Final = "moved"


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where, and the password of the login that the connection file names."""

    source: Path
    target: Path
    secret: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way took: seconds, those of the processor in the program, its memory at most, how many rows."""

    seconds: float
    worked: float
    megabytes: float
    rows: int


def carried(way: Way) -> Cost:
    """Carry a store over."""
    began, worked = time.perf_counter(), time.process_time()
    carrier = Carrier(datetime.now, rights=True, sealed_identities=True)
    done = carrier.transfer(way.source, way.target, _WHO, lambda _words, _done, _total: None, way.secret)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(time.perf_counter() - began, time.process_time() - worked, most, done.rows)


def _made(folder: Path, pages: int, edits: int) -> Path:
    """A sealed file of so many pages, some of which were edited."""
    stores, path = Stores(datetime.now), folder / "病案.sqlite"
    words = stores.seal(path, NewPerson(_WHO.user, "张敏", ALL_ROLES, _WHO.password))
    with closing(stores(path, _WHO)) as store:
        store.prove_recovery_key(words)
        ids = store.import_reading(invented(pages)).added
        for n in range(edits):
            page_id = ids[n * len(ids) // edits]
            store.append(page_id, set_field(store.page(page_id), "contact_phone", f"1380000{n:04}"))
    return path


def _place(server: OwnServer, folder: Path) -> Path:
    """A connection file of an empty database, as the administrator of the server."""
    import psycopg

    with closing(
        psycopg.connect(
            host="127.0.0.1", port=server.port, user=server.superuser, password=server.password, dbname="postgres",
            autocommit=True,
        )
    ) as connection:  # fmt: skip
        connection.execute(f"CREATE DATABASE {_DATABASE} ENCODING 'UTF8' TEMPLATE template0".encode())
    place = folder / "科室.fpserver"
    reached = ServerFile("127.0.0.1", _DATABASE, server.port, user=server.superuser, sslmode="disable")
    place.write_text(server_text(reached), encoding="utf-8")
    return place


def _measure(server: OwnServer, folder: Path, pages: int, edits: int) -> None:
    os.environ["FRONTPAGE_HOME"] = str(folder / "home")
    began = time.perf_counter()
    path = _made(folder, pages, edits)
    print(f"a sealed file of {pages:,} pages, {edits:,} edits: {_megabytes(path):.0f} MB,", end=" ")
    print(f"{time.perf_counter() - began:.0f} s", flush=True)
    place = _place(server, folder)
    back = folder / "搬回" / "病案.sqlite"
    back.parent.mkdir()
    for told, source, target in (("to the server", path, place), ("back into a file", place, back)):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            cost = pool.apply(carried, (Way(source, target, server.password),))
        print(f"{told}: {cost.seconds:.0f} s, {pages / cost.seconds:.0f} pages/s", end=", ")
        print(f"{cost.rows:,} rows, {cost.worked:.0f} s of the processor and {cost.megabytes:.0f} MB in the program")
    print(f"the file that came back: {_megabytes(back):.0f} MB")


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60_000)
    parser.add_argument("--edits", type=int, default=600)
    given = parser.parse_args(argv)
    print(f"{datetime.now():%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as folder, OwnServer() as server:
        _measure(server, Path(folder), given.pages, given.edits)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
