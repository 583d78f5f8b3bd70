"""A large file on a server is copied in parts and set in place: the rows are those of pages that came one by one."""

import pytest

from coding.store.store_errors import StoreError
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
    assert len(store.import_reading(reading).added) == store.count() == 48
    assert not store.verify().complaints
    store.close()
