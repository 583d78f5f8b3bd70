"""An import that is killed between two parts: nobody sees what it left, and it goes with the next start or import."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coding.store.store import WorklistQuery
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

ROOT = Path(__file__).resolve().parents[2]
MANY = 450
IMPORTING = """
import os, signal, sys
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

def die(done, total):
    if done == 400:
        os.kill(os.getpid(), signal.SIGKILL)

SqliteStore(sys.argv[1]).import_reading(make_reading(*(make_page(f"{n:04}") for n in range(450))), die)
"""


@pytest.fixture
def killed(path):
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("Windows 没有 SIGKILL")
    store = SqliteStore(path)
    store.import_reading(make_reading(make_page("先来")))
    store.close()
    ended = subprocess.run([sys.executable, "-c", IMPORTING, str(path)], cwd=ROOT, check=False, env=dict(os.environ))
    assert ended.returncode == -signal.SIGKILL
    assert count(path, "pages") > 200, "some of it is in the file"
    return path


def count(path, table):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_it_is_not_seen_and_cleared_away(killed):
    store = SqliteStore(killed)
    assert [row.case_no for row in store.rows(store.worklist())] == ["先来"]
    assert list(store.worklist(WorklistQuery("样例"))) == list(store.worklist())
    store.clear_interrupted()
    store.close()
    assert [count(killed, table) for table in ("pages", "contents", "said", "imports", "incoming")] == [1, 1, 1, 1, 0]
    assert count(killed, "person_marks") == 1
    with closing(sqlite3.connect(killed)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_clearing_away_can_be_stopped_and_goes_on_later(killed):
    store, asked = SqliteStore(killed), []

    def stop():
        asked.append(None)
        if len(asked) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        store.clear_interrupted(stop)
    assert 1 < count(killed, "pages") <= 300
    assert store.count() == 1
    store.clear_interrupted()
    assert count(killed, "pages") == store.count() == 1
    store.close()


def test_the_file_is_read_again_as_if_nothing_had_been(killed):
    store = SqliteStore(killed)
    result = store.import_reading(make_reading(*(make_page(f"{n:04}") for n in range(MANY))))
    assert len(result.added) == MANY
    assert store.count() == MANY + 1
    assert len(store.worklist(WorklistQuery("样例"))) == MANY + 1
    store.close()
    assert count(killed, "pages") == MANY + 1
