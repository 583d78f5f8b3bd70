"""What was typed is there after the process was killed: SIGKILL, or TerminateProcess on Windows."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

ROOT = Path(__file__).resolve().parents[2]

TYPING = """
import sys
from coding.page.edits import set_field
from db.sqlite.sqlite_store import SqliteStore
store = SqliteStore(sys.argv[1])
number = 0
while True:
    number += 1
    page = store.page(1)
    store.append(1, set_field(page, "patient_name", f"样例{number}"))
    print(number, flush=True)
"""

IMPORTING = """
import os, signal, sys
from coding.page.front_page import FrontPage
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

class Deadly(FrontPage):
    def as_dict(self):
        print("half-way", flush=True)
        if hasattr(signal, "SIGKILL"):
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(9)

pages = [make_page(str(n), patient_name="样例" * 40) for n in range(3000)]
SqliteStore(sys.argv[1]).import_reading(make_reading(*pages, Deadly({"case_no": "x"})))
"""


def child(script, path):
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def integrity(path):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("PRAGMA integrity_check").fetchone()[0]


def test_every_change_that_was_told_is_there_after_a_kill(path):
    store = SqliteStore(path)
    store.import_reading(make_reading(make_page()))
    store.close()
    process = child(TYPING, path)
    told = [int(process.stdout.readline()) for _ in range(60)]
    process.kill()
    told += [int(line) for line in process.stdout.read().splitlines() if line.strip()]
    process.wait()

    again = SqliteStore(path)
    names = [entry.change.edits[0].after for entry in again.history(1)]
    assert names[: len(told)] == [f"样例{n}" for n in told]
    assert len(names) <= len(told) + 1, "at most the one change that was being told"
    assert again.page(1).text("patient_name") == names[-1]
    assert again.rows([1])[0].patient_name == names[-1]
    assert again.original(1) == make_page()
    again.close()
    assert integrity(path) == "ok"


def test_import_that_is_killed_half_way_leaves_nothing(path):
    store = SqliteStore(path)
    store.import_reading(make_reading(make_page("先来")))
    store.close()
    process = child(IMPORTING, path)
    output, _ = process.communicate()
    assert "half-way" in output
    assert process.returncode != 0

    again = SqliteStore(path)
    assert [row.case_no for row in again.rows(again.worklist())] == ["先来"]
    assert len(again.import_reading(make_reading(make_page("1"))).added) == 1
    again.close()
    assert integrity(path) == "ok"
