"""A large file on a server is copied in parts and set in place: the rows are those of pages that came one by one."""

import pytest

from coding.store.store_errors import StoreAwayError, StoreError
from db.postgres.import_trade import StagedImportTrade
from db.shared.trades import import_trade
from tests.db.conftest import make_page, make_reading
from tests.db.postgres.seats_at_cluster import ClusterStore

TABLES = {
    "pages": "id",
    "contents": "page_id",
    "said": "page_id",
    "person_marks": "mark, page_id",
    "page_codes": "page_id, code",
    "page_initials": "page_id, initials",
    "shapes": "id",
}


@pytest.fixture
def reading():
    pages = [make_page(f"{n:04}", patient_name=f"样例{n % 7}", id_number=f"33{n % 5:016}") for n in range(45)]
    odd = make_page("9000", contact_name="a\tb\\N\n'", employer="\0", fee_total="12.50", los_days="3")
    return make_reading(*pages, odd, make_page("9000", discharge_datetime=""), make_page("9001", remark=""))


@pytest.fixture
def in_parts(monkeypatch):
    monkeypatch.setattr(import_trade, "_AT_ONCE", 5)
    monkeypatch.setattr(StagedImportTrade, "_part", 10)


@pytest.fixture
def other(cluster, place, tmp_path):
    """A second empty database."""
    database = cluster.fresh()
    yield ClusterStore(cluster, tmp_path, database)
    cluster.drop(database)


def imported(place, reading):
    store = place.begin(1)
    added = store.import_reading(reading).added
    rows = [store.page(page_id) for page_id in added]
    complaints = store.verify().complaints
    store.close()
    return added, rows, complaints


def test_the_rows_are_those_of_pages_that_came_one_by_one(place, other, reading, monkeypatch):
    one_by_one = imported(place, reading)
    monkeypatch.setattr(import_trade, "_AT_ONCE", 5)
    monkeypatch.setattr(StagedImportTrade, "_part", 10)
    assert imported(other, reading) == one_by_one
    for table, order in TABLES.items():
        without = place.rows(table, order)
        staged = other.rows(table, order)
        assert staged == without, table


def test_nothing_is_seen_of_a_file_whose_server_was_killed_and_the_next_one_comes(place, reading, in_parts):
    store = place.begin(1)

    def killed(done, total):
        if done:
            place.restart()

    with pytest.raises(StoreError):
        store.import_reading(make_reading(*(make_page(f"{n:04}") for n in range(500))), killed)
    store.close()
    store = place.open(0)
    assert store.count() == 0
    store.wait_for_change(-1, 60)
    assert len(store.import_reading(reading).added) == store.count() == 48
    assert not store.verify().complaints
    store.close()


def cut_all(place):
    """Every session of the store ends, as where the server is started again between two writes."""
    with place.cluster.connected() as chief:
        chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (place.database,))


@pytest.mark.parametrize("comes", ["between its parts", "while it is staged", "before its end"])
def test_an_import_whose_connections_were_cut_says_so_and_leaves_the_field_to_who_comes_meanwhile(
    place, reading, in_parts, monkeypatch, comes
):
    store, other = place.begin(2), place.open(1)
    before = StagedImportTrade._ready
    cut = []

    def once(number):
        if not cut and number >= 20:
            cut.append(number)
            cut_all(place)
            other.import_reading(make_reading(make_page("7001"), make_page("7002"), file="别的.csv"))

    def ready(trade, matched, part, import_id):
        if comes == "between its parts":
            once(part[0])
        made = before(trade, matched, part, import_id)
        if comes == "while it is staged":
            once(part[0])
        return made

    def tell(step, reached, total):
        if comes == "before its end" and reached.stop == total:
            once(total)

    monkeypatch.setattr(StagedImportTrade, "_ready", ready)
    monkeypatch.setattr(import_trade, "_tell", tell)
    with pytest.raises(StoreAwayError) as told:
        store.import_reading(reading)
    assert type(told.value) is StoreAwayError
    assert sorted(row.case_no for row in other.rows(other.worklist())) == ["7001", "7002"]
    assert not other.verify().complaints
    store.wait_for_change(-1, 60)
    assert len(store.import_reading(reading).added) == len(reading.pages)
    assert not other.verify().complaints
    store.close()
    other.close()
