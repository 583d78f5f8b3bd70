"""A large file comes in parts: others write meanwhile, nobody sees half of it, what is cut off never was."""

import pytest

from coding.page.edits import set_field
from coding.store.store import EVERYTHING, LATEST, Marked, Sort, Trade, WorklistQuery
from coding.store.store_errors import StoreBusyError
from tests.db.conftest import make_page, make_reading

MANY = 450


@pytest.fixture
def first(store):
    (page_id,) = store.import_reading(make_reading(make_page("先来"))).added
    return page_id


@pytest.fixture
def reading():
    return make_reading(*(make_page(f"{n:04}", patient_name="后来者") for n in range(MANY)), file="大.csv")


def seen(store):
    """What each way of reading shows of the pages, by ids."""
    queries = [
        EVERYTHING,
        *(WorklistQuery(sort=sort) for sort in Sort),
        *(WorklistQuery(marked=marked) for marked in (Marked.WAITING, Marked.OPEN)),
        WorklistQuery("后来者"),
        WorklistQuery("后来"),
        WorklistQuery(begins="0001"),
        WorklistQuery(dept="内科"),
        WorklistQuery(outdated="x"),
        WorklistQuery("后来者", Marked.WAITING, Sort.NAME),
    ]
    shown = {}
    for number, query in enumerate(queries):
        window = store.listed(query, 0, 10_000)
        shown[number] = (tuple(store.worklist(query)), tuple(row.id for row in window.rows), window.total)
        assert window.everything == store.count()
        assert store.count(query) == window.total
    shown["figures"] = len(store.figures())
    shown["some figures"] = len(store.figures("2024-01-01", "2024-12-31"))
    return shown


def test_nobody_sees_a_page_before_the_last_one_is_there(store, first, reading, opened):
    other = opened()
    before, since, told = seen(other), other.changed_since(LATEST).revision, []

    def look(done, total):
        assert seen(other) == seen(store) == before
        assert other.neighbours([first]) == {first: ()}
        assert other.changed_since(since).pages == ()
        told.append((done, total))

    added = store.import_reading(reading, look).added
    assert told == [(0, MANY), (200, MANY), (400, MANY)]
    assert store.count() == other.count() == MANY + 1
    assert [row.case_no for row in other.rows(added)] == [f"{n:04}" for n in range(MANY)]
    changed = other.changed_since(since)
    assert set(changed.pages) == set(added)
    assert changed.trades == {Trade.IMPORTS}
    assert len(other.worklist(WorklistQuery("后来者"))) == MANY


def test_a_neighbour_that_is_on_its_way_is_none_yet(store, first, opened):
    other = opened()
    pages = [
        make_page("先来", discharge_datetime=f"2024-05-{n % 28 + 1:02} 10:00:00", admission_times=str(n + 2))
        for n in range(MANY)
    ]

    def look(done, _total):
        assert other.neighbours([first]) == {first: ()}
        applied = other.append(first, set_field(other.page(first), "patient_name", f"第{done}"), wait=False)
        assert applied.beside == frozenset()

    added = store.import_reading(make_reading(*pages), look).added
    assert added[0] in other.neighbours([first])[first]


def test_others_write_while_a_file_comes(store, first, reading, opened):
    other, written = opened(), []

    def write(done, _total):
        other.append(first, set_field(other.page(first), "patient_name", f"第{done}"), wait=False)
        store.set_setting("a", str(done))
        written.append(done)

    store.import_reading(reading, write)
    assert written == [0, 200, 400]
    assert other.page(first).text("patient_name") == "第400"
    assert len(other.history(first)) == 3


def test_what_a_person_did_while_the_file_came_counts(store, opened):
    pages = [make_page(f"{n:04}") for n in range(3)]
    ids = store.import_reading(make_reading(*pages)).added
    other = opened()

    def edit(done, _total):
        if done == 200:
            other.append(ids[0], set_field(other.page(ids[0]), "patient_name", "改过"), wait=False)

    newer = [make_page(f"{n:04}", sex="2") for n in range(3)]
    result = store.import_reading(make_reading(*newer, *(make_page(f"n{n}") for n in range(MANY))), edit)
    assert (result.kept, result.updated) == ((ids[0],), ids[1:])
    assert len(result.added) == MANY


def test_an_import_that_is_given_up_leaves_nothing(store, first, reading):
    before = seen(store)

    def stop(done, _total):
        if done == 400:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        store.import_reading(reading, stop)
    assert seen(store) == before
    assert len(store.import_reading(reading).added) == MANY
    assert store.count() == MANY + 1
    assert len(store.worklist(WorklistQuery("后来者"))) == MANY


def test_a_second_file_is_refused_while_one_comes(store, first, reading, opened):
    other = opened()

    def second(_done, _total):
        for each in (other, store):
            with pytest.raises(StoreBusyError, match="另一个窗口正在读入"):
                each.import_reading(make_reading(make_page("9")))
        other.clear_interrupted()  # what is on its way is no leftover

    assert len(store.import_reading(reading, second).added) == MANY
    assert len(other.import_reading(make_reading(make_page("9"))).added) == 1
