"""A window on a store that another program holds: what the tests of it share."""

from contextlib import closing, contextmanager

from PySide6.QtTest import QTest

from coding.page.finding import Place
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading


@contextmanager
def held(path):
    """Somebody else holds the store for writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


def window_of_two(coder):
    """The window, open on the first of two pages."""
    store = SqliteStore(coder.path)
    store.import_reading(make_reading(make_page("0001"), make_page("0002")))
    store.close()
    window = coder.start()
    window.open_first = window.pages.open_first_of(list(window.session.store.worklist()))
    coder.rest()
    return window


def type_into(window, key, text):
    window.form.focus_place(Place(key))
    QTest.keyClicks(window.form._edits[key], text)
    window.form.flush()


def drafts(path):
    return [file for file in path.parent.glob("*.draft-*.json") if not file.name.startswith(".")]


def stored(path, page_id, key):
    with closing(SqliteStore(path)) as store:
        return store.page(page_id).text(key)
