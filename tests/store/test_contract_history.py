"""Changes: what an append gives back, and what can be taken back, today and after a restart."""

import pytest

from coding.base.errors import StaleChangeError
from coding.page.change import Change
from coding.page.edits import insert_row, set_field
from coding.page.rows import Diagnosis
from coding.store.store_errors import UnknownPageError
from tests.db.conftest import make_page, make_reading


@pytest.fixture
def page_id(store):
    return store.import_reading(make_reading(make_page())).added[0]


def edit(store, page_id, key, text):
    return store.append(page_id, set_field(store.page(page_id), key, text))


def undo(store, page_id):
    last = store.undoable(page_id)[-1]
    return store.append(page_id, last.change.inverse(), undoes=last.id)


def test_append_gives_the_page_before_and_after_and_what_it_touched(store, page_id):
    change = insert_row(store.page(page_id), "diagnosis", Diagnosis("E11.900", "2型糖尿病"))
    applied = store.append(page_id, change)
    assert applied.before == make_page()
    assert applied.page == make_page().apply(change) == store.page(page_id)
    assert applied.touched == change.touches()
    assert store.history(page_id) == [applied.entry]


def test_append_sees_what_another_window_wrote(opened, store, page_id):
    other = opened()
    edit(store, page_id, "sex", "2")
    edit(other, page_id, "patient_name", "样例乙")
    applied = edit(store, page_id, "employer", "某厂")
    assert applied.before.text("patient_name") == "样例乙"
    assert applied.page.text("sex") == "2"
    with pytest.raises(StaleChangeError):
        store.append(page_id, set_field(make_page(), "patient_name", "样例丙"))


def test_a_page_that_was_read_in_anew_is_not_the_one_at_hand(opened, store, page_id):
    assert store.page(page_id).origin.file == "三月.csv"
    opened().import_reading(make_reading(make_page(employer="某厂")))
    assert store.page(page_id).text("employer") == "某厂"
    assert edit(store, page_id, "sex", "2").before.text("employer") == "某厂"


def test_moment_of_an_entry_is_that_of_the_clock_handed_in(store, page_id, clock):
    entry = edit(store, page_id, "sex", "2").entry
    assert entry.at <= clock.now
    assert entry.at.year == 2026
    assert store.history(page_id)[0].at == entry.at


def test_undo_survives_a_restart(opened, store, page_id):
    edit(store, page_id, "sex", "2")
    edit(store, page_id, "patient_name", "样例乙")
    store.close()
    again = opened()
    undo(again, page_id)
    undo(again, page_id)
    assert again.page(page_id) == make_page()
    assert list(again.undoable(page_id)) == []
    again.close()
    assert [e.change.edits[0].field for e in opened().redoable(page_id)] == ["patient_name", "sex"]


def test_what_was_taken_back_can_be_made_again_until_something_new_is_made(store, page_id):
    edit(store, page_id, "sex", "2")
    taken = undo(store, page_id).entry
    assert list(store.redoable(page_id)) == [taken]
    redone = store.append(page_id, taken.change.inverse("redo"), undoes=taken.id).entry
    assert list(store.redoable(page_id)) == []
    assert list(store.undoable(page_id)) == [redone]
    undo(store, page_id)
    edit(store, page_id, "employer", "某厂")
    assert list(store.redoable(page_id)) == []
    assert store.page(page_id).text("sex") == "1"


def test_a_word_on_the_page_is_no_step_to_take_back(store, page_id):
    first = edit(store, page_id, "sex", "2").entry
    store.append(page_id, Change((), "病理报告", "evidence"))
    assert list(store.undoable(page_id)) == [first]


def test_what_a_newer_export_brought_is_not_taken_back_by_a_key(store, page_id):
    store.import_reading(make_reading(make_page(employer="某厂")))
    assert len(store.history(page_id)) == 1
    assert list(store.undoable(page_id)) == []


def test_entry_of_another_page_cannot_be_taken_back_here(store, page_id):
    (other,) = store.import_reading(make_reading(make_page("2"))).added
    entry = edit(store, page_id, "sex", "2").entry
    with pytest.raises(UnknownPageError):
        store.append(other, set_field(store.page(other), "sex", "2"), undoes=entry.id)
    assert store.page(other) == make_page("2")
