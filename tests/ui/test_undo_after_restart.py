"""Undo is kept in the history of the page: Ctrl+Z after a restart takes back what was done before it."""

import pytest

from coding.page.finding import Place
from coding.page.reading import Reading
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page


@pytest.fixture
def at_work(coder):
    store = SqliteStore(coder.path)
    store.import_reading(Reading("三月.csv", "n041", "utf-8", (), (make_page(employer="某厂"),)))
    store.close()
    coder.start()
    return coder


def name(coder):
    return coder.session.page.text("patient_name")


def type_name(coder, text):
    coder.window.form.focus_place(Place("patient_name"))
    coder.press("Ctrl+A")
    coder.type(text)
    coder.window.form.flush()
    coder.wait(lambda: name(coder) == text)


def test_keys_take_back_and_make_again_across_restarts(at_work):
    type_name(at_work, "YL YI")
    type_name(at_work, "YL ER")
    at_work.end()

    at_work.start()
    assert at_work.session.can_undo()
    assert not at_work.session.can_redo()
    at_work.press("Ctrl+Z")
    at_work.wait(lambda: name(at_work) == "YL YI")
    at_work.end()

    at_work.start()
    assert at_work.session.can_redo()
    at_work.press("Ctrl+Y")
    at_work.wait(lambda: name(at_work) == "YL ER")
    at_work.press("Ctrl+Z")
    at_work.press("Ctrl+Z")
    at_work.wait(lambda: name(at_work) == "样例甲")
    assert not at_work.session.can_undo()
    entries = at_work.session.store.history(at_work.session.page_id)
    assert [e.undoes for e in entries] == [None, None, 2, 3, 4, 1]
