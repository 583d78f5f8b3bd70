"""The window at a server: another seat is seen at once, and a cable that is pulled costs no word."""

# ruff: noqa: F811 - fixtures of another folder

import threading
from contextlib import closing

import pytest
from PySide6.QtWidgets import QApplication

from coding.page.edits import set_field
from coding.store.store_errors import StoreAwayError
from tests.db.conftest import make_page, make_reading
from tests.db.postgres.conftest import place  # noqa: F401 - fixtures
from tests.db.postgres.seats_at_cluster import made, put_in_its_place
from tests.ui.held_store import type_into
from ui.dialogs.draft import DraftDialog

#: Seconds that nobody waits in vain.
LONG = 60.0


@pytest.fixture
def wire(place):
    with place.wire() as wire:
        yield wire


@pytest.fixture
def window(coder, place, wire):
    """Of the first of two people, behind a wire; with a page each."""
    made(place, make_reading(make_page("0001"), make_page("0002")))
    window = coder.start(opener=lambda _path: place.through(wire).open(0))
    coder.rest()
    return window


@pytest.fixture
def other(place):
    with closing(place.open(1)) as store:
        yield store


def test_another_seat_is_seen_and_seen_to_leave(coder, window, other):
    session, model = window.session, window.worklist.model
    (theirs,) = set(window.worklist.ids) - {session.page_id}
    other.take(theirs)
    other.append(theirs, set_field(other.page(theirs), "patient_name", "样例乙"))
    coder.wait(lambda: model.row(model.place(theirs)).patient_name == "样例乙")
    window.pages.open(theirs)
    coder.wait(lambda: "正在由编码员1编辑" in session.access.why)
    other.give_back(theirs)
    coder.wait(lambda: not session.access.why)


def test_what_is_typed_while_a_cable_is_out_is_kept_and_sent_when_it_is_in_again(coder, window, other, wire):
    session, page_id = window.session, window.session.page_id
    wire.cut()
    coder.wait(window.away.isVisible)
    for key in ("contact_name", "contact_phone"):
        type_into(window, key, "123")
        assert session.page.text(key) == "123"
    assert QApplication.activeModalWidget() is None
    wire.mend()
    coder.wait(lambda: not session.held.unsaved and not window.away.isVisible())
    assert [other.page(page_id).text(key) for key in ("contact_name", "contact_phone")] == ["123", "123"]
    assert len(other.history(page_id)) == 2


def test_a_window_goes_on_when_the_server_was_killed_and_started_again(coder, window, other, place):
    session, page_id = window.session, window.session.page_id
    type_into(window, "contact_name", "abc")
    place.cluster.stop("immediate")
    coder.wait(window.away.isVisible)
    type_into(window, "contact_phone", "123")
    place.cluster.run_server()
    coder.wait(lambda: not session.held.unsaved and not window.away.isVisible())
    assert [other.page(page_id).text(key) for key in ("contact_name", "contact_phone")] == ["abc", "123"]


def test_what_was_typed_before_the_window_was_closed_without_a_server_is_offered_at_the_next_start(
    coder,
    window,
    other,
    place,
    wire,
):
    page_id = window.session.page_id
    wire.cut()
    coder.wait(window.away.isVisible)
    type_into(window, "contact_name", "abc")
    window.unsaved.close_with_draft()
    coder.wait(lambda: not window.isVisible())
    wire.mend()
    coder.end()
    window = coder.start(opener=lambda _path: place.through(wire).open(0))
    coder.wait(lambda: window.findChildren(DraftDialog))
    (dialog,) = window.findChildren(DraftDialog)
    dialog.take.click()
    coder.wait(lambda: not window.session.held.unsaved)
    assert other.page(page_id).text("contact_name") == "abc"


def test_a_database_that_is_taken_away_keeps_the_window_and_says_why(coder, window, place):
    session = window.session
    place.cluster.drop(place.database)
    coder.wait(lambda: window.away.isVisible() and "没有这个数据库" in window.away.words.text())
    type_into(window, "contact_name", "123")
    assert session.page.text("contact_name") == "123"
    assert session.held.unsaved
    assert QApplication.activeModalWidget() is None


def test_a_database_that_is_back_takes_what_was_typed_and_the_line_comes_and_goes_once(coder, window, place):
    session, page_id, reached = window.session, window.session.page_id, []
    window.watch.reached.connect(reached.append)
    away = f"{place.database}_away"
    with place.cluster.connected() as chief:
        chief.execute(f"ALTER DATABASE {place.database} ALLOW_CONNECTIONS false")
        chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (place.database,))
        coder.wait(lambda: window.away.isVisible() and "不许连接" in window.away.words.text())
        chief.execute(f"ALTER DATABASE {place.database} RENAME TO {away}")
        coder.wait(lambda: "没有这个数据库" in window.away.words.text())
        type_into(window, "contact_name", "123")
        assert session.held.unsaved
        chief.execute(f"ALTER DATABASE {away} RENAME TO {place.database}")
        chief.execute(f"ALTER DATABASE {place.database} ALLOW_CONNECTIONS true")
    coder.wait(lambda: not session.held.unsaved and not window.away.isVisible())
    assert reached == [False, True]
    with closing(place.open(1)) as store:
        assert store.page(page_id).text("contact_name") == "123"
    assert QApplication.activeModalWidget() is None


def test_a_window_shows_what_stands_in_the_store_after_it_was_restored(coder, window, place):
    model = window.worklist.model
    (theirs,) = set(window.worklist.ids) - {window.session.page_id}
    before = model.row(model.place(theirs)).patient_name
    with closing(place.open(1)) as other, put_in_its_place(place):
        other.wait_for_change(-1, 60)
        other.append(theirs, set_field(other.page(theirs), "patient_name", "样例乙"))
        coder.wait(lambda: model.row(model.place(theirs)).patient_name == "样例乙")
    coder.wait(lambda: model.row(model.place(theirs)).patient_name == before and not window.away.isVisible())


class Taken(threading.Event):
    """Tells when somebody waits for it."""

    def __init__(self):
        super().__init__()
        self.is_waited_for = threading.Event()

    def wait(self, timeout=None):
        if not self.is_set():
            self.is_waited_for.set()
        return super().wait(timeout)


def test_a_window_that_takes_note_of_a_write_while_a_cable_is_pulled_is_told(coder, window, other, wire):
    """The next write is heard already, and waits until the window has taken note of the one before."""
    store, told, in_time = window.session.store, [], []
    (page_id,) = set(window.worklist.ids) - {window.session.page_id}
    window.watch._taken_note = note = Taken()
    note.set()

    def write(name):
        other.append(page_id, set_field(other.page(page_id), "contact_name", name))

    def read():
        try:
            store.page(page_id)
        except StoreAwayError as error:
            told.append(error)

    def pull():
        window.watch.written.disconnect(pull)
        write("李")
        assert note.is_waited_for.wait(LONG)
        wire.cut()
        reading = threading.Thread(target=read)
        reading.start()
        reading.join(LONG)
        in_time.append(bool(told))
        wire.mend()
        reading.join(LONG)

    window.watch.written.connect(pull)
    write("王")
    coder.wait(lambda: in_time)
    assert in_time == [True]
