"""Other stays of the person, of the pages of a store: as they stand at the moment of asking."""

import pytest

from coding.page.edits import set_field
from coding.work.stored_neighbours import StoredNeighbours
from tests.db.conftest import make_page, make_reading

CARD = "33010619900101123x"


@pytest.fixture
def ids(store):
    pages = (make_page("1", id_no=CARD), make_page("2", id_no=CARD.upper()), make_page("3"), make_page("4", id_no=CARD))
    return store.import_reading(make_reading(*pages)).added


@pytest.fixture
def neighbours(store):
    return StoredNeighbours(store)


def test_many_pages_are_given_their_neighbours_in_the_order_of_the_file(neighbours, ids, store):
    one, two, three, four = ids
    assert neighbours.ids_of([four, three]) == {four: (one, two), three: ()}
    found = neighbours.of([four, three])
    assert list(found[four].items()) == [(one, store.page(one)), (two, store.page(two))]
    assert found[three] == {}


def test_neighbours_are_those_of_the_moment_and_as_they_stand_then(neighbours, ids, store):
    one, two, three, four = ids
    store.append(one, set_field(store.page(one), "case_no", "3"))
    assert neighbours.of([three]) == {three: {one: store.page(one)}}
    store.append(one, set_field(store.page(one), "id_no", "-"))
    assert neighbours.ids_of([two, three]) == {two: (four,), three: (one,)}
    assert neighbours.of([three])[three][one].text("id_no") == "-"
