"""Many seats, a server that is killed, a cable that is pulled: nothing lost, nothing twice, every clash told."""

import threading
from contextlib import closing, contextmanager, suppress

import pytest

from coding.page.edits import insert_row, set_field
from coding.page.rows import Diagnosis
from coding.store.store_errors import StoreAwayError
from db.postgres import connections
from db.postgres.engine import PostgresConnection
from tests.db.conftest import make_page, make_reading
from tests.db.postgres.seats_at_cluster import journeys, made
from tools.seats import Seats, run

#: Seconds that nobody waits in vain.
LONG = 60.0


@contextmanager
def listening(store):
    """Somebody listens at a store as a window does; set while the server is reached."""
    over, reached = threading.Event(), threading.Event()

    def listen():
        seen = -1
        while not over.is_set():
            try:
                seen = store.wait_for_change(seen, 0.2)
                reached.set()
            except StoreAwayError:
                seen = -1
                reached.clear()
                over.wait(0.05)

    thread = threading.Thread(target=listen)
    thread.start()
    assert reached.wait(LONG)
    try:
        yield reached
    finally:
        over.set()
        thread.join(LONG)


@pytest.fixture
def wired(place):
    """A store with one page, behind a wire."""
    (page_id,) = made(place, make_reading(make_page()))
    with place.wire() as wire, closing(place.through(wire).open(0)) as store:
        yield store, wire, page_id


def test_seats_on_shared_pages_while_the_server_is_killed_and_a_cable_is_pulled(place):
    found = run(place, Seats(clients=4, edits=20, pages=2), place.restart)
    assert found.wrong == ()
    assert sum(len(each.made) for each in found.outcomes) == found.entries == 80
    assert sum(each.told for each in found.outcomes) > 0, "they were at the same pages"


def test_who_works_is_told_at_once_while_a_cable_is_out_and_goes_on_when_it_is_in_again(wired):
    store, wire, page_id = wired
    change = set_field(store.page(page_id), "sex", "2")
    with listening(store) as reached:
        wire.cut()
        with pytest.raises(StoreAwayError):
            store.append(page_id, change)
        with pytest.raises(StoreAwayError):
            store.page(page_id)
        wire.mend()
        assert reached.wait(LONG)
        assert store.append(page_id, change, again=True, sent="一号").page.text("sex") == "2"


def test_an_answer_that_does_not_come_has_the_server_asked_whether_it_is_there(wired, monkeypatch):
    """It would be asked after a second without a word; here it never is by itself."""
    store, wire, page_id = wired
    told = []

    def save():
        try:
            store.append(page_id, set_field(store.page(page_id), "sex", "2"))
        except StoreAwayError as error:
            told.append(error)

    monkeypatch.setattr("db.postgres.listening._QUIET", 10 * LONG)
    monkeypatch.setattr("db.postgres.listening._ANSWER", 10 * LONG)
    seen = store.wait_for_change(-1, 0)
    listener = threading.Thread(target=_until_away, args=(store, seen))
    listener.start()
    wire.cut()
    saving = threading.Thread(target=save)
    saving.start()
    saving.join(LONG)
    was_told = list(told)
    wire.mend()  # which ends what waits
    for thread in (saving, listener):
        thread.join(LONG)
    assert was_told


def test_who_listens_gives_up_a_server_that_falls_silent_when_she_has_just_come_in(wired, monkeypatch):
    """Nobody else finds out that it is away."""
    store, wire, _ = wired
    asked, told = connections.require_schema, threading.Event()

    def cut_before(line, name):
        wire.cut()
        asked(line, name)

    def listen():
        _until_away(store, -1)
        told.set()

    monkeypatch.setattr(connections, "require_schema", cut_before)
    monkeypatch.setattr(connections, "_COMING_SECONDS", 1.0)
    listener = threading.Thread(target=listen)
    listener.start()
    is_told = told.wait(LONG)
    wire.mend()
    store.close()
    listener.join(LONG)
    assert is_told


def _until_away(store, seen):
    with suppress(StoreAwayError):
        store.wait_for_change(seen, 10 * LONG)


def test_an_edit_whose_answer_was_lost_is_known_again(wired, monkeypatch):
    store, wire, page_id = wired
    row = insert_row(store.page(page_id), "diagnosis", Diagnosis("E11.900", "2型糖尿病"))
    asked = PostgresConnection.execute

    def execute(connection, sql, *given):
        if sql.startswith("NOTIFY"):
            wire.lose_answers()
        return asked(connection, sql, *given)

    with listening(store) as reached:
        with monkeypatch.context() as patched:
            patched.setattr(PostgresConnection, "execute", execute)
            with pytest.raises(StoreAwayError):
                store.append(page_id, row, sent="一号")
        wire.mend()
        assert reached.wait(LONG)
        again = store.append(page_id, row, sent="一号", again=True)
        assert store.history(page_id) == [again.entry]
        assert len(store.page(page_id).diagnoses) == 3


def test_a_server_that_was_killed_and_is_back_is_found_by_whoever_asks(place):
    (page_id,) = made(place, make_reading(make_page()))
    with closing(place.open(0)) as store:
        place.restart()
        change = set_field(store.page(page_id), "sex", "2")
        place.restart()
        assert store.append(page_id, change).page == store.page(page_id)


def test_a_server_that_does_not_answer_is_told_by_whoever_asks_and_found_when_it_is_back(place):
    (page_id,) = made(place, make_reading(make_page()))
    with closing(place.open(0)) as store:
        place.cluster.stop("immediate")
        with pytest.raises(StoreAwayError):
            store.page(page_id)
        place.cluster.run_server()
        with listening(store):
            assert store.page(page_id).text("sex") == "1"


def test_an_append_is_three_journeys_to_the_server(wired):
    """Each question of its own was seventeen; a server is a millisecond away, or five."""
    store, wire, page_id = wired
    assert max(journeys(store, wire, page_id)) <= 3, "two that meet on the way count as one"
