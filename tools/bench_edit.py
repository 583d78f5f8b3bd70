"""From a key to the findings: an edit through the window's session, on a real store, on a page grown large.

    python tools/bench_edit.py [--code OTHER_TREE] [--edits 400] [--views]

Prints the median and the 95th percentile in milliseconds, on the clock and of the processor: the change is stored, the
page judged, the verdict kept. ``--views``: with the whole window around it, until all views show what is new.
``--code`` measures another checkout with the same script.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--code", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--edits", type=int, default=400)
    parser.add_argument("--views", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(options.code.resolve()))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        took, worked = measure(Path(folder) / "改.sqlite", options.edits, views=options.views)
    for name, times in (("clock", took), ("processor", worked)):
        print(f"{name:10} p50 {statistics.median(times):6.2f} ms   p95 {sorted(times)[int(len(times) * 0.95)]:6.2f} ms")
    return 0


def measure(path: Path, edits: int, *, views: bool = False) -> tuple[list[float], list[float]]:
    """Milliseconds of each edit: on the clock, and of the processor."""
    from coding.base.resources import resource_path
    from coding.commands.bench import large_page
    from coding.exchange.read import read_file
    from coding.knowledge.knowledge import load_knowledge
    from coding.page.edits import set_field
    from coding.page.reading import Reading
    from db.sqlite.sqlite_store import SqliteStore
    from ui.session import Session

    store = SqliteStore(path)
    page = large_page(read_file(resource_path("sample/sample_n041.csv")).pages)
    store.import_reading(Reading("改.csv", "n041", "utf-8", (), (page,)))
    if views:
        from ui.app import application
        from ui.window import MainWindow

        app = application()
        window = MainWindow(store, path)
        window.resize(1366, 697)
        window.show()
        session = window.session
        session.use_knowledge(load_knowledge())
        window.pages.open(store.worklist()[0])
        app.processEvents()
    else:
        session = Session(store, load_knowledge())
        session.open(store.worklist()[0])
    keys = ("age_years", "los_days", "principal_dx_code", "fee_total", "discharge_way", "patient_name")
    values = cycle(["1", "2", "3", "I10.x00", "K80.000"])
    took, worked = [], []
    for key, value in islice(zip(cycle(keys), values, strict=False), edits):
        assert session.page is not None
        change = set_field(session.page, key, value)
        began, began_work = time.perf_counter(), time.process_time()
        session.apply(change)
        if views:
            app.processEvents()
        worked.append((time.process_time() - began_work) * 1000)
        took.append((time.perf_counter() - began) * 1000)
    if views:
        window.close()
    else:
        store.close()
    return took, worked


if __name__ == "__main__":
    sys.exit(main())
