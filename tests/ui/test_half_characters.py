"""Half a character (of an emoji that was cut, say) in what a person types into the window: it is kept, no error."""

import pytest

from coding.page.finding import Place
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

HALF = "甲\ud83d"


@pytest.fixture
def window(coder):
    store = SqliteStore(coder.path)
    store.import_reading(make_reading(make_page("0001")))
    store.close()
    return coder.start()


def test_in_a_field_and_in_the_name_under_which_changes_are_kept(coder, window):
    told = []
    window.session.failed.connect(told.append)
    window.session.store._seat = alone(HALF)
    window.form.focus_place(Place("contact_name"))
    window.form._edits["contact_name"].insert(HALF)
    window.form._edits["contact_name"].touched.emit()
    window.form.flush()
    assert told == []
    (entry,) = window.session.store.history(window.session.page_id)
    assert entry.author == "甲?"
    assert window.session.page.text("contact_name").startswith("甲")
    assert window.session.held.unsaved == ()
