"""One suite over every store there is: whoever implements ``coding.store`` puts it on this list and is held to it."""

from datetime import datetime, timedelta

import pytest

from db.sqlite.sqlite_store import SqliteStore

#: name → (folder, clock) → an open store; opening the same folder again gives the same content.
STORES = {"sqlite": lambda folder, clock: SqliteStore(folder / "首页.sqlite", clock)}


class Clock:
    """A clock that goes on by a second each time it is looked at."""

    def __init__(self):
        self.now = datetime(2026, 3, 1, 8, 0)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=sorted(STORES))
def opened(request, tmp_path, clock):
    """Opens the store of this run, as often as it is called; all are closed in the end."""
    made = []

    def open_store():
        made.append(STORES[request.param](tmp_path, clock))
        return made[-1]

    yield open_store
    for each in made:
        each.close()


@pytest.fixture
def store(opened):
    return opened()
