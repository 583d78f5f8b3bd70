"""What stands on the pages, as it is offered while one types: pages may come while it is being read."""

import threading
from concurrent.futures import ThreadPoolExecutor

from coding.store.page_filter import By
from coding.store.store_errors import StoreAwayError
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.ui.held_store import window_of_two
from ui.worklist.known_values import KnownValues


class SlowStore(SqliteStore):
    """What is on the pages is given when somebody allows it."""

    def __init__(self, path):
        super().__init__(path)
        self.is_read, self.goes_on = threading.Event(), threading.Event()

    def values(self, by):
        found = super().values(by)
        self.is_read.set()
        assert self.goes_on.wait(60)
        return found


def test_what_comes_while_it_is_read_is_known_when_it_is_asked_for_next(tmp_path):
    store = SlowStore(tmp_path / "首页.db")
    store.import_reading(make_reading(make_page("0001", discharge_dept="03")))
    known = KnownValues(store)
    with ThreadPoolExecutor(1) as behind:
        before = behind.submit(known, By.DEPT)
        assert store.is_read.wait(60)
        store.import_reading(make_reading(make_page("0002", discharge_dept="04"), file="四月.csv"))
        known.forget()
        store.goes_on.set()
        assert len(before.result()) == 1
    assert not known.has(By.DEPT)
    assert len(known(By.DEPT)) == 2
    store.close()


def test_what_could_not_be_asked_while_the_server_was_away_is_asked_when_it_is_back(coder, monkeypatch):
    def away(_by):
        raise StoreAwayError("连不上服务器")

    window = window_of_two(coder)
    known = window.worklist.known
    with monkeypatch.context() as patched:
        patched.setattr(window.session.store, "values", away)
        known.forget()
        assert known(By.DEPT) == ()
    window.on_reached(True)
    assert known(By.DEPT)
