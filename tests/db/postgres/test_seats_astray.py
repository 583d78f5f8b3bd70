"""What goes wrong around a seat: its clock, a word of the server that is lost, a server that only reads, a door that is
closed, one change that two programs send.
"""

import threading
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

import pytest

from coding.base.server_file import ServerFile
from coding.page.edits import insert_row, set_field
from coding.page.rows import Diagnosis
from coding.store.store import LATEST, Trade
from coding.store.store_errors import (
    StoreAwayError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreShutOutError,
    WrongPasswordError,
)
from db.postgres.engine import PostgresConnection
from db.postgres.listening import Listening
from db.postgres.opening import Way
from tests.db.conftest import make_page, make_reading
from tests.db.postgres.seats_at_cluster import ClusterStore, made, put_in_its_place
from tests.db.postgres.test_seats import LONG
from tests.db.server import running

MINUTE = timedelta(minutes=1)


@pytest.fixture
def page_id(place):
    (page_id,) = made(place, make_reading(make_page()))
    return page_id


@pytest.mark.parametrize("days", [-1, 1])
def test_a_seat_whose_clock_is_set_while_it_works_goes_on_by_that_of_the_server(place, page_id, days):
    with closing(place.open(0)) as store:
        wall = store._clock._wall
        store._clock._wall = lambda: wall() + timedelta(days=days)
        entry = store.append(page_id, set_field(store.page(page_id), "sex", "2")).entry
        assert abs(entry.at - datetime.now()) < MINUTE
        assert abs(store.now() - datetime.now()) < MINUTE
        assert abs(store.take(page_id).until - datetime.now()) < 5 * MINUTE


def test_a_seat_that_slept_finds_its_connections_gone_and_goes_on(place, page_id):
    """Its clock is astray then, and is asked of the server on a connection that has ended."""
    with closing(place.open(0)) as store:
        change = set_field(store.page(page_id), "sex", "2")
        wall = store._clock._wall
        store._clock._wall = lambda: wall() + timedelta(hours=8)
        with place.cluster.connected() as chief:
            chief.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (place.database,)
            )
        assert store.append(page_id, change).page.text("sex") == "2"
        assert abs(store.now() - datetime.now()) < MINUTE


def test_a_write_is_heard_of_though_the_word_of_the_server_is_lost(place, page_id, monkeypatch):
    asked = PostgresConnection.execute

    def execute(connection, sql, *given):
        return asked(connection, "SELECT 1" if sql.startswith("NOTIFY") else sql, *given)

    with closing(place.open(0)) as store, closing(place.open(1)) as other:
        seen = store.wait_for_change(-1, LONG)
        with monkeypatch.context() as patched:
            patched.setattr(PostgresConnection, "execute", execute)
            other.append(page_id, set_field(other.page(page_id), "sex", "2"))
        seen, before = store.wait_for_change(seen, LONG), seen
        assert seen != before
        assert store.wait_for_change(seen, 1.5) == seen, "once"


def test_a_word_that_comes_with_an_answer_is_heard(place, page_id, monkeypatch):
    """Who is at which page is written nowhere else: it was lost where it came while the server was asked."""
    asked, left = Listening._ask, [1]
    with closing(place.open(0)) as store, closing(place.open(1)) as other:

        def ask(listening):
            if left:
                left.pop()
                other.take(page_id)
            return asked(listening)

        seen = store.wait_for_change(-1, LONG)
        monkeypatch.setattr(Listening, "_ask", ask)
        assert store.wait_for_change(seen, LONG) != seen


def test_one_change_that_two_programs_send_at_once_is_kept_once(place, page_id):
    with closing(place.open(0)) as one, closing(place.open(0)) as two:
        row = insert_row(one.page(page_id), "diagnosis", Diagnosis("E11.900", "2型糖尿病"))
        together, kept = threading.Barrier(2), []

        def send(store):
            together.wait(LONG)
            kept.append(store.append(page_id, row, sent="一号", again=True).entry)

        threads = [threading.Thread(target=send, args=(store,)) for store in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG)
        assert kept[0] == kept[1]
        assert one.history(page_id) == [kept[0]]


def test_a_server_that_is_killed_in_the_middle_of_a_commit_has_it_once(place, page_id, monkeypatch):
    asked, killed = PostgresConnection.execute, []

    def execute(connection, sql, *given):
        if sql == "COMMIT" and not killed:
            killed.append(place.restart())
        return asked(connection, sql, *given)

    with closing(place.open(0)) as store:
        row = insert_row(store.page(page_id), "diagnosis", Diagnosis("E11.900", "2型糖尿病"))
        with monkeypatch.context() as patched:
            patched.setattr(PostgresConnection, "execute", execute)
            with pytest.raises(StoreAwayError):
                store.append(page_id, row, sent="一号")
        store.wait_for_change(-1, LONG)
        again = store.append(page_id, row, sent="一号", again=True)
        assert store.history(page_id) == [again.entry]
        assert not store.verify().complaints


_FULL = (
    "CREATE FUNCTION frontpage.is_full() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$",
    "CREATE TRIGGER is_full BEFORE INSERT ON frontpage.changes EXECUTE FUNCTION frontpage.is_full()",
)


def test_a_server_whose_disk_is_full_says_so_and_takes_it_once_there_is_room(place, page_id):
    with closing(place.open(0)) as store, place.cluster.connected(place.database) as chief:
        change = set_field(store.page(page_id), "sex", "2")
        for statement in _FULL:
            chief.execute(statement)
        with pytest.raises(StoreFullError, match="磁盘满了"):
            store.append(page_id, change, sent="一号")
        assert store.page(page_id).text("sex") == "1"
        chief.execute("DROP TRIGGER is_full ON frontpage.changes")
        store.append(page_id, change, sent="一号", again=True)
        assert len(store.history(page_id)) == 1
        assert not store.verify().complaints


@contextmanager
def _signed(cluster, name):
    """The server is a standby for a while."""
    mark = cluster._data / name
    cluster.stop("fast")
    mark.touch()
    cluster.run_server()
    yield
    cluster.stop("fast")
    mark.unlink()
    cluster.run_server()


def test_a_server_that_only_reads_is_read_from_and_says_so(tmp_path, monkeypatch, cheap_passwords):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with running() as cluster:
        place = ClusterStore(cluster, tmp_path, cluster.fresh())
        (page_id,) = made(place, make_reading(make_page()))
        with closing(place.open(0)) as store:
            with _signed(cluster, "standby.signal"):
                seen = store.wait_for_change(-1, LONG)
                assert store.wait_for_change(seen, 1.5) == seen
                change = set_field(store.page(page_id), "sex", "2")
                with pytest.raises(StoreReadOnlyError, match="只能读"):
                    store.append(page_id, change)
                with pytest.raises(StoreReadOnlyError, match="只能读"):
                    place.open(1)
            store.wait_for_change(-1, LONG)
            assert store.append(page_id, change).page.text("sex") == "2"


@pytest.mark.parametrize(
    ("said", "options", "kind", "words"),
    [
        ("CREATE ROLE {} NOLOGIN", {}, WrongPasswordError, "登录已停用"),
        ("CREATE ROLE {} LOGIN CONNECTION LIMIT 0", {}, StoreBusyError, "连接数已满"),
        ("CREATE ROLE {} LOGIN", {"dbname": "there_is_none"}, StoreError, "没有这个数据库"),
        ("CREATE ROLE {} LOGIN", {"user": "nobody_at_all"}, WrongPasswordError, "不让登录"),
    ],
)
def test_a_door_that_is_closed_is_no_server_that_is_away(place, said, options, kind, words):
    role = f"seat_{place.database}"
    with place.cluster.connected() as chief:
        chief.execute(said.format(role))
    try:
        server = {"host": str(place.cluster.folder), "dbname": "postgres", "user": role, **options}
        with pytest.raises(kind, match=words) as told:
            Way(ServerFile(**server), "").connect()
        assert type(told.value) is kind
    finally:
        with place.cluster.connected() as chief:
            chief.execute(f"DROP ROLE {role}")


def test_a_seat_that_comes_back_to_an_older_state_does_not_let_its_file_forget_the_newer_one(place, page_id):
    with put_in_its_place(place):
        store = place.open(0)
        change = set_field(store.page(page_id), "sex", "2")
        for one in (change, change.inverse()):
            store.append(page_id, one)
        gone = store.head()
    with closing(store):
        store.wait_for_change(-1, LONG)
        for one in (change, change.inverse(), change, change.inverse()):
            store.append(page_id, one)
        assert store.head().id > gone.id
        assert [one.where for one in store.verify().complaints] == [f"第 {gone.id} 条"]


@pytest.mark.parametrize("later", [0, 6])
def test_after_a_restore_all_is_another_one_however_much_was_written_since(place, page_id, later):
    with put_in_its_place(place):
        store, other = place.open(0), place.open(1)
        change = set_field(other.page(page_id), "sex", "2")
        other.append(page_id, change)
        other.append(page_id, change.inverse())
        revision = store.changed_since(0).revision
        assert not store.changed_since(revision).pages
        other.close()
    with closing(place.open(1)) as other:
        for _ in range(later):
            other.set_settings({"x": str(_)})
    with closing(store):
        store.wait_for_change(-1, LONG)
        changed = store.changed_since(revision)
        assert (changed.pages, changed.trades) == ((page_id,), frozenset(Trade))
        assert store.changed_since(changed.revision).pages == ()


def test_a_restore_is_told_to_whoever_asks_since_a_write_of_before_it(place, page_id):
    """The window that shows the list, and the month whose figures stand on the screen beside it."""
    with put_in_its_place(place):
        store = place.open(0)
        revisions = []
        for sex in "21":
            store.append(page_id, set_field(store.page(page_id), "sex", sex))
            revisions.append(store.changed_since(LATEST).revision)
    with closing(store):
        for sex in "212":
            store.append(page_id, set_field(store.page(page_id), "sex", sex))
        assert [store.changed_since(revision).is_set_back for revision in revisions] == [True, True]
        now = store.changed_since(LATEST).revision
        applied = store.append(page_id, set_field(store.page(page_id), "sex", "1"))
        changed = store.changed_since(now)
        assert (changed.is_set_back, changed.pages, changed.revision) == (False, (page_id,), applied.revision)


def test_a_seat_does_not_go_on_with_another_store_of_the_same_name(place, page_id):
    """Its keys are not those of that one: what it wrote there nobody could read."""
    with closing(place.open(0)) as store:
        change = set_field(store.page(page_id), "sex", "2")
        place.cluster.drop(place.database)
        with place.cluster.connected() as chief:
            chief.execute(f"CREATE DATABASE {place.database} TEMPLATE template0")
        made(place, make_reading(make_page()))
        for _ in range(3):
            with pytest.raises(StoreShutOutError, match="另一份数据"):
                store.wait_for_change(-1, LONG)
            with pytest.raises(StoreShutOutError, match="另一份数据"):
                store.append(page_id, change)
    with closing(place.open(0)) as store:
        assert store.page(page_id).text("sex") == "1"


def test_who_asks_all_the_time_finds_a_server_that_is_back_as_who_asks_seldom(place, page_id, monkeypatch):
    now = [0.0]
    with closing(place.open(0)) as store:
        reach = store._way.reach
        monkeypatch.setattr(reach, "_clock", lambda: now[0])
        place.cluster.stop("immediate")
        with pytest.raises(StoreAwayError):
            store.page(page_id)
        place.cluster.run_server()
        for _ in range(3):
            now[0] += 0.3
            with pytest.raises(StoreAwayError):
                store.page(page_id)
        now[0] += 0.3
        assert store.page(page_id).text("sex") == "1"
