"""Several seats at one store: who is at which page, what is heard of each other, and a change that is sent twice."""

import threading
from datetime import timedelta

import pytest

from coding.base.errors import StaleChangeError
from coding.page.edits import insert_row, set_field
from coding.page.rows import Diagnosis
from coding.store.store_errors import StoreError
from tests.db.conftest import make_page, make_reading

#: Seconds that nobody waits in vain.
LONG = 60.0


@pytest.fixture
def page_id(store):
    return store.import_reading(make_reading(make_page())).added[0]


def test_whoever_is_at_a_page_is_told_to_all_until_it_is_given_back(opened, store, page_id):
    other = opened("质控员")
    assert not store.at_work()
    taken = other.take(page_id)
    assert store.at_work() == other.at_work() == {page_id: taken}
    assert taken.name == "质控员"
    other.give_back(page_id)
    assert not store.at_work()


def test_the_time_at_a_page_ends_by_itself(opened, store, page_id, clock):
    opened("质控员").take(page_id)
    clock.now += timedelta(minutes=10)
    assert not store.at_work()
    assert store.take(page_id).who == store.me.id


@pytest.mark.parametrize("deed", ["edit", "take", "import"])
def test_a_write_of_another_seat_wakes_who_waits(opened, store, page_id, deed):
    other = opened("质控员")
    seen = store.wait_for_change(-1, 0)
    assert seen != -1
    assert store.wait_for_change(seen, 0) == seen
    woken = []
    waiting = threading.Thread(target=lambda: woken.append(store.wait_for_change(seen, LONG)))
    waiting.start()
    if deed == "edit":
        other.append(page_id, set_field(other.page(page_id), "sex", "2"))
    elif deed == "take":
        other.take(page_id)
    else:
        other.import_reading(make_reading(make_page("0002"), file="四月.csv"))
    waiting.join(LONG)
    assert woken
    assert woken[0] != seen


def test_who_waits_is_not_left_waiting_when_the_store_is_closed(opened):
    store, ended = opened(), []
    seen = store.wait_for_change(-1, 0)

    def wait():
        try:
            store.wait_for_change(seen, LONG)
        except StoreError as error:
            ended.append(str(error))

    waiting = threading.Thread(target=wait)
    waiting.start()
    store.close()
    waiting.join(LONG / 2)
    assert ended


def test_a_change_that_is_sent_again_is_kept_once(store, page_id):
    row = insert_row(store.page(page_id), "diagnosis", Diagnosis("E11.900", "2型糖尿病"))
    first = store.append(page_id, row, sent="一号")
    again = store.append(page_id, row, sent="一号", again=True)
    assert again.entry == first.entry
    assert again.page == first.page == store.page(page_id)
    assert store.history(page_id) == [first.entry]
    assert not store.verify().complaints


def test_it_is_known_again_though_others_went_on_meanwhile(opened, store, page_id):
    change = set_field(store.page(page_id), "sex", "2")
    first = store.append(page_id, change, sent="一号")
    other = opened("质控员")
    other.append(page_id, set_field(other.page(page_id), "sex", "9"))
    again = store.append(page_id, change, sent="一号", again=True)
    assert again.entry == first.entry
    assert again.page.text("sex") == "9"
    assert len(store.history(page_id)) == 2


def test_one_that_never_came_is_written_when_it_is_sent_again(store, page_id):
    change = set_field(store.page(page_id), "sex", "2")
    store.append(page_id, change, sent="二号", again=True)
    assert store.page(page_id).text("sex") == "2"
    with pytest.raises(StaleChangeError):
        store.append(page_id, change, sent="三号", again=True)
