"""Neighbours: pages of one record or person, as they stand, whoever wrote them."""

import pytest

from coding.base.errors import StaleChangeError
from coding.page.edits import set_field
from coding.page.neighbour_index import MOST_NEIGHBOURS, NeighbourIndex, placed_marks
from tests.db.conftest import make_page, make_reading

CARD = "33010619900101123x"
LATER = {"admission_datetime": "2024-05-01 08:00:00", "discharge_datetime": "2024-05-10 10:00:00"}


class StopError(Exception):
    """Somebody has pressed the button."""


def keep(store, *pages, file="三月.csv"):
    return store.import_reading(make_reading(*pages, file=file)).added


def of(store, page_id):
    return store.neighbours([page_id])[page_id]


def edit(store, page_id, key, text):
    return store.append(page_id, set_field(store.page(page_id), key, text))


@pytest.fixture
def stays(store):
    """One record twice, the person of its first stay under another record, and a stranger."""
    return keep(
        store,
        make_page("1", id_no=CARD),
        make_page("2", id_no=f" {CARD.upper()}"),
        make_page("3", id_no="-"),
        make_page("1", admission_times="2", id_no="", **LATER),
    )


def test_record_or_identity_number_makes_neighbours_as_in_a_batch(store, stays):
    one, two, three, again = stays
    assert store.neighbours(stays) == {one: (two, again), two: (one,), three: (), again: (one,)}
    batch = NeighbourIndex(map(placed_marks, [page for _, page in store.pages(stays)]))
    assert [tuple(stays[at] for at in batch.of(number)) for number in range(4)] == [
        store.neighbours(stays)[i] for i in stays
    ]


def test_whom_nobody_knows_has_no_neighbours(store, stays):
    assert store.neighbours([99, *stays[2:3]]) == {99: (), stays[2]: ()}
    assert store.neighbours([]) == {}


def test_pages_of_a_later_import_are_neighbours_at_once_and_after_a_new_start(opened):
    store = opened()
    (one,) = keep(store, make_page("1", id_no=CARD))
    (later,) = keep(store, make_page("9", id_no=CARD, **LATER), file="五月.csv")
    assert of(store, one) == (later,)
    store.close()
    assert opened().neighbours([one, later]) == {one: (later,), later: (one,)}


def test_an_edit_of_the_identity_ends_one_neighbourhood_and_makes_another(store, stays):
    one, two, three, again = stays
    applied = edit(store, one, "case_no", "3")
    assert applied.beside == {two, again, three}, "those before and those after are judged by the page"
    assert store.neighbours(stays) == {one: (two, three), two: (one,), three: (one,), again: ()}
    assert edit(store, two, "id_no", "-").beside == {one}
    assert of(store, two) == ()


def test_an_edit_of_something_else_leaves_the_neighbours_and_tells_them(store, stays):
    one, two, _three, again = stays
    assert edit(store, one, "abo_blood", "2").beside == {two, again}
    assert of(store, one) == (two, again)
    assert edit(store, stays[2], "abo_blood", "2").beside == frozenset()


def test_undo_and_redo_go_with_the_identity(store, stays):
    one, two, _three, again = stays
    made = edit(store, one, "id_no", "").entry
    assert of(store, two) == ()
    undone = store.append(one, made.change.inverse(), undoes=made.id)
    assert undone.beside == {two, again}
    assert of(store, two) == (one,)
    store.append(one, made.change, undoes=undone.entry.id)
    assert of(store, two) == ()


def test_an_edit_that_was_refused_makes_nobody_a_neighbour(store, stays):
    one, two, _three, again = stays
    stale = set_field(store.page(one), "id_no", "-")
    edit(store, one, "id_no", CARD.upper())
    with pytest.raises(StaleChangeError):
        store.append(one, stale)
    assert of(store, one) == (two, again)


def test_a_newer_export_says_whose_the_page_is(store):
    one, two = keep(store, make_page("1", id_no=CARD), make_page("2", id_no=CARD))
    result = store.import_reading(make_reading(make_page("2", id_no="110101199003071233"), file="四月.csv"))
    assert result.updated == (two,)
    assert store.neighbours([one, two]) == {one: (), two: ()}


def test_an_import_that_was_given_up_makes_nobody_a_neighbour(store, stays):
    def stop(_done, _total):
        raise StopError

    with pytest.raises(StopError):
        store.import_reading(make_reading(make_page("3", **LATER), file="五月.csv"), stop)
    assert of(store, stays[2]) == ()


def test_a_mark_that_half_the_pages_share_is_no_identity(store):
    ids = keep(store, *(make_page(str(n), id_no="0") for n in range(MOST_NEIGHBOURS + 50)))
    few = ids[: MOST_NEIGHBOURS + 1]
    near = store.neighbours(ids)
    assert near[ids[0]] == few[1:]
    assert near[ids[-1]] == few
    assert set(near) == set(ids)


def test_many_pages_are_asked_for_at_once(store):
    ids = keep(store, *(make_page(str(n % 600), admission_times=str(1 + n // 600)) for n in range(1_200)))
    near = store.neighbours(ids)
    assert all(near[page_id] == (ids[(n + 600) % 1_200],) for n, page_id in enumerate(ids))


def test_what_another_window_wrote_is_seen(opened):
    here, there = opened(), opened()
    one, two = keep(here, make_page("1"), make_page("2"))
    edit(there, two, "case_no", "1")
    assert of(here, one) == (two,)
    (came,) = keep(there, make_page("1", **LATER, admission_times="2"), file="五月.csv")
    assert of(here, one) == (two, came)
    edit(here, one, "case_no", "7")
    assert of(there, came) == (two,)
