"""A page that is done: a Step in its history, taken back and made again like any Change; and what stands beside it."""

import pytest

from coding.base.errors import StaleChangeError
from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.store.course import course_of
from coding.store.page_marks import PageMark, open_marks, row_marks
from coding.store.store import Marked, Verdict, WorklistQuery
from coding.work.unproved import evidence_change
from tests.db.conftest import judged, make_page, make_reading

DONE = go_on(PageState.CODING, PageState.PASSED)
VERDICT = Verdict("warning", 0, 2, 0, 0, "分组成功", "HC23", 1.2, None, 97.0, "s1")


@pytest.fixture
def page_id(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    judged(store, page_id)
    return page_id


def row_of(store, page_id):
    return store.rows([page_id])[0]


def last(store, page_id):
    return store.undoable(page_id)[-1]


def test_done_is_in_the_history_with_who_and_when_and_leaves_page_and_verdict(opened, store, page_id, clock):
    store.keep_verdicts([(page_id, VERDICT)])
    before = store.page(page_id)
    officer = opened("质控员")
    applied, moments = clock.during(lambda: officer.append(page_id, DONE))
    (entry,) = store.history(page_id)
    assert entry == applied.entry
    assert (entry.change.step, entry.author) == (DONE.step, "质控员")
    assert entry.at in moments
    assert entry.change.describe() == "状态：编码中 → 通过"
    assert (applied.page, applied.touched, applied.beside) == (before, frozenset(), frozenset())
    assert store.page(page_id) == before
    assert (row_of(store, page_id).progress, row_of(store, page_id).state) == ("passed", "warning")


def test_done_is_taken_back_and_stays_in_the_history_as_done_and_undone(store, page_id):
    done = store.append(page_id, DONE).entry
    undone = store.append(page_id, done.change.inverse(), undoes=done.id).entry
    assert row_of(store, page_id).progress == "coding"
    assert [entry.change.step for entry in store.history(page_id)] == [DONE.step, DONE.step.inverse()]
    course = course_of(store.history(page_id))
    assert (course.standing, course.undoable) == ((), ())
    undo, again = course.again()
    assert undo == undone
    store.append(page_id, again, undoes=undo.id)
    assert row_of(store, page_id).progress == "passed"


def test_an_edit_opens_a_page_again_that_was_done_and_taking_it_back_closes_it(store, page_id):
    store.append(page_id, DONE)
    edit = store.append(page_id, set_field(store.page(page_id), "sex", "2")).entry
    assert row_of(store, page_id).progress == "coding"
    assert edit.change.step == DONE.step.inverse(), "the history says that the page was opened again, and by what"
    assert [e.change.step for e in store.undoable(page_id)] == [DONE.step, DONE.step.inverse()]
    store.append(page_id, edit.change.inverse(), undoes=edit.id)
    assert row_of(store, page_id).progress == "passed"
    assert store.page(page_id) == make_page()


def test_evidence_leaves_a_page_done(store, page_id):
    store.append(page_id, DONE)
    store.append(page_id, evidence_change("手术记录"))
    assert row_of(store, page_id).progress == "passed"


def test_a_step_from_a_state_the_page_is_not_in_is_refused(store, page_id):
    for change in (DONE.inverse(), go_on(PageState.PASSED, PageState.CODING)):
        with pytest.raises(StaleChangeError, match="编码中"):
            store.append(page_id, change)
    store.append(page_id, DONE)
    with pytest.raises(StaleChangeError, match="通过"):
        store.append(page_id, DONE)
    assert len(store.history(page_id)) == 1


def test_a_newer_export_takes_the_place_of_a_page_that_was_done_by_mistake_and_not_of_one_that_is_done(store, page_id):
    done = store.append(page_id, DONE).entry
    assert store.import_reading(make_reading(make_page(sex="2"))).kept == (page_id,)
    store.append(page_id, done.change.inverse(), undoes=done.id)
    assert store.import_reading(make_reading(make_page(sex="2"))).updated == (page_id,)


def test_histories_of_several_pages_are_those_of_each(store):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(3)))).added
    judged(store, *ids)
    store.append(ids[0], DONE)
    store.append(ids[2], set_field(store.page(ids[2]), "sex", "2"))
    store.append(ids[0], DONE.inverse())
    assert store.histories(ids) == {i: store.history(i) for i in (ids[0], ids[2])}
    assert store.histories([]) == {}


# -- the marks beside the state


def test_a_page_is_altered_while_it_is_not_as_it_came_in(store, page_id):
    assert row_marks(row_of(store, page_id)) == ()
    edit = store.append(page_id, set_field(store.page(page_id), "sex", "2")).entry
    assert row_marks(row_of(store, page_id)) == (PageMark.ALTERED,)
    assert list(store.worklist(WorklistQuery(marked=Marked.ALTERED))) == [page_id]
    store.append(page_id, edit.change.inverse(), undoes=edit.id)
    assert row_marks(row_of(store, page_id)) == ()


@pytest.mark.parametrize(
    ("given", "marks", "left_open"),
    [
        (("error", 1, 0, "分组成功"), (PageMark.ERROR,), (PageMark.ERROR,)),
        (("warning", 0, 1, "分组成功"), (PageMark.WARNING,), ()),
        (("clean", 0, 0, "无法入组"), (PageMark.UNGROUPED,), ()),
        (("clean", 0, 0, "分组成功"), (), ()),
    ],
)
def test_marks_of_a_verdict_and_those_that_stand_open_on_a_page_that_is_done(store, page_id, given, marks, left_open):
    state, errors, warnings, status = given
    store.keep_verdicts([(page_id, Verdict(state, errors, warnings, 0, 0, status, "HC23", 1.0, None, 99.0, "s1"))])
    store.append(page_id, DONE)
    row = row_of(store, page_id)
    assert (row_marks(row), open_marks(row)) == (marks, left_open)
    assert list(store.worklist(WorklistQuery(marked=Marked.DONE_OPEN))) == [page_id] * bool(left_open)


@pytest.mark.parametrize("mark", [PageMark.UNPROVED, PageMark.LIST_DIFFERS, PageMark.OVERDUE])
def test_each_mark_of_a_verdict_is_kept_found_and_gone_with_the_next_edit(store, page_id, mark):
    verdict = Verdict("clean", 0, 0, 0, 0, "分组成功", "HC23", 1.0, None, 99.0, "s1", **{mark.value: True})
    store.keep_verdicts([(page_id, verdict)])
    assert row_marks(row_of(store, page_id)) == (mark,)
    query = WorklistQuery(marked=Marked(mark.value))
    assert [row.id for row in store.listed(query).rows] == [page_id]
    assert store.count(query) == 1
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert row_marks(row_of(store, page_id)) == (PageMark.ALTERED,)
    assert store.count(query) == 0
