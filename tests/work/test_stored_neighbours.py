"""Other stays of the person, of the pages of a store: the same that a batch of these pages finds."""

import pytest

from coding.page.edits import set_field
from coding.work.stored_neighbours import StoredNeighbours
from tests.db.conftest import make_page, make_reading

CARD = "33010619900101123x"


class StopError(Exception):
    """Somebody has pressed the button."""


@pytest.fixture
def ids(store):
    store.import_reading(
        make_reading(
            make_page("1", id_no=CARD, admission_times="1"),
            make_page("2", id_no=CARD.upper()),
            make_page("3", id_no="-"),
            make_page("4", id_no="-"),
            make_page("1", admission_times="2", discharge_datetime="2024-05-10 10:00:00"),
        )
    )
    return {(store.page(i).case_no, store.page(i).text("admission_times")): i for i in store.worklist()}


@pytest.fixture
def neighbours(store):
    return StoredNeighbours(store)


def test_nobody_is_known_before_the_pages_were_read(neighbours, ids):
    assert neighbours.of(ids["1", "1"]) is None
    assert neighbours.fill()
    assert neighbours.of(ids["3", "1"]) == ()
    assert not neighbours.fill()


def test_record_or_identity_number_make_neighbours_in_the_order_of_the_file(neighbours, ids, store):
    neighbours.fill()
    assert neighbours.ids_of(ids["1", "1"]) == (ids["2", "1"], ids["1", "2"])
    assert neighbours.ids_of(ids["1", "2"]) == (ids["1", "1"],)
    assert neighbours.of(ids["2", "1"]) == (store.page(ids["1", "1"]),)


def test_an_edit_makes_and_ends_neighbourhood_and_tells_whom_it_concerns(neighbours, ids, store):
    neighbours.fill()
    three, four = ids["3", "1"], ids["4", "1"]
    page = store.page(three)
    joined = page.apply(set_field(page, "case_no", "4"))
    assert neighbours.put(three, joined) == {four}
    assert neighbours.ids_of(four) == (three,)
    assert neighbours.put(three, page) == {four}
    assert neighbours.ids_of(four) == ()


def test_pages_that_came_later_or_were_replaced_are_read_when_asked(neighbours, ids, store):
    neighbours.fill()
    store.import_reading(make_reading(make_page("5", id_no=CARD), file="四月.csv"))
    new = max(store.worklist())
    assert neighbours.ids_of(new) is None
    assert neighbours.fill()
    assert neighbours.ids_of(new) == (ids["1", "1"], ids["2", "1"])
    neighbours.forget([new])
    assert neighbours.ids_of(ids["2", "1"]) == (ids["1", "1"],)
    neighbours.fill()
    assert neighbours.ids_of(ids["2", "1"]) == (ids["1", "1"], new)


def test_reading_that_was_stopped_makes_nobody_known(neighbours, ids):
    def stop():
        raise StopError

    with pytest.raises(StopError):
        neighbours.fill(stop)
    assert neighbours.of(ids["3", "1"]) is None
