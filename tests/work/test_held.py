"""Changes that wait for the store: in order, never twice, and what does not fit any more is left to a person."""

from datetime import datetime

import pytest

from coding.page.edits import go_on, insert_row, remove_row, set_field, set_row
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.store.course import Course, course_of
from coding.store.store import Draft
from coding.work.drafts import Chosen, offers
from coding.work.held import HeldChanges
from coding.work.unproved import evidence_change
from tests.db.conftest import judged, make_page, make_reading

AT = datetime(2026, 3, 1, 8)
ROW = Diagnosis("I10.x00", "高血压病", "1")


@pytest.fixture
def page_id(store):
    return store.import_reading(make_reading(make_page("0001"), make_page("0002"))).added[0]


@pytest.fixture
def held(store):
    return HeldChanges(store)


def hold(held, page_id, page, change, undoes=None):
    after = page.apply(change)
    entry = held.add(page, after, page_id, change, "编码员", AT, undoes)
    return after, entry


def write_all(held):
    tried = []
    while (one := held.try_next()) is not None:
        tried.append(one)
        if one.applied is None and not one.is_final:
            break
    return tried


def test_changes_are_written_in_their_order(store, held, page_id):
    page = store.page(page_id)
    for change in (
        lambda p: set_field(p, "patient_name", "甲"),
        lambda p: insert_row(p, "diagnosis", ROW, 0),
        lambda p: set_field(p, "patient_name", "乙"),
        lambda p: remove_row(p, "diagnosis", 1),
    ):
        page, _ = hold(held, page_id, page, change(page))
    assert [one.applied is not None for one in write_all(held)] == [True] * 4
    assert store.page(page_id) == page
    assert held.unsaved == ()


def test_an_undo_of_what_is_not_stored_yet_becomes_the_undo_of_its_entry(store, held, page_id):
    before = store.page(page_id)
    page, entry = hold(held, page_id, before, set_field(before, "patient_name", "甲"))
    assert entry.id < 0
    hold(held, page_id, page, entry.change.inverse(), entry.id)
    write_all(held)
    made, undo = store.history(page_id)
    assert undo.undoes == made.id
    assert not store.undoable(page_id)
    assert store.redoable(page_id)


def test_a_page_is_shown_with_what_waits_and_nothing_is_made_twice(store, held, page_id):
    before = store.page(page_id)
    page, _ = hold(held, page_id, before, insert_row(before, "diagnosis", ROW))
    page, _ = hold(held, page_id, page, set_field(page, "patient_name", "甲"))
    assert held.upon(page_id, before, Course())[0] == page
    (first, _) = held.of(page_id)
    store.append(page_id, first.unsaved.change)  # stored, and nobody has told the queue yet
    now = store.page(page_id)
    shown, course = held.upon(page_id, now, course_of(store.history(page_id)))
    assert shown == page
    assert len(course.undoable) == 2


def test_a_store_that_is_busy_keeps_everything_waiting(store, held, page_id, tmp_path):
    page = store.page(page_id)
    hold(held, page_id, page, set_field(page, "patient_name", "甲"))
    store._write_lock.acquire()
    try:
        (tried,) = write_all(held)
        assert (tried.applied, tried.is_final) == (None, False)
        assert "稍候再试" in tried.trouble
        held.keep()
        assert len(list(tmp_path.glob("*.draft-*.json"))) == 1
    finally:
        store._write_lock.release()
    write_all(held)
    held.keep()
    assert list(tmp_path.glob("*.draft-*.json")) == []


def test_what_somebody_else_has_written_is_not_overwritten(store, held, page_id):
    page = store.page(page_id)
    hold(held, page_id, page, set_field(page, "patient_name", "甲"))
    store.append(page_id, set_field(page, "patient_name", "乙"))
    (tried,) = write_all(held)
    assert tried.is_final
    assert store.page(page_id).text("patient_name") == "乙"
    assert [given.unsaved.change.edits[0].after for given in held.given_up] == ["甲"]
    assert len(held.unsaved) == 1, "it stays in the draft until a person decides"


def draft_of(held):
    return Draft("x", held.unsaved)


def test_a_draft_of_a_page_that_has_not_changed_is_offered_to_be_made_again(store, held, page_id):
    page = store.page(page_id)
    for text in ("钱", "钱演", "钱演示"):
        page, _ = hold(held, page_id, page, set_field(page, "patient_name", text))
    (offer,) = offers(store, [draft_of(held)])
    assert [(line.stored, line.typed) for line in offer.lines] == [("样例甲", "钱演示")]
    assert offer.again == held.unsaved


def test_a_draft_whose_first_changes_were_stored_offers_the_rest(store, held, page_id):
    page = store.page(page_id)
    page, _ = hold(held, page_id, page, insert_row(page, "diagnosis", ROW))
    hold(held, page_id, page, set_field(page, "patient_name", "钱演示"))
    draft = draft_of(held)
    held.try_next()
    (offer,) = offers(store, [draft])
    assert [line.typed for line in offer.lines] == ["钱演示"]
    assert len(offer.again) == 1
    held.try_next()
    assert offers(store, [draft]) == []


def test_a_draft_of_a_page_that_was_changed_is_laid_beside_it_line_by_line(store, held, page_id):
    page = store.page(page_id)
    page, _ = hold(held, page_id, page, set_field(page, "patient_name", "钱演示"))
    page, _ = hold(held, page_id, page, insert_row(page, "diagnosis", ROW))
    draft = draft_of(held)
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    (offer,) = offers(store, [draft])
    assert offer.again is None
    name, row = offer.lines
    assert (name.stored, name.typed) == ("样例甲", "钱演示")
    assert (row.change, row.typed) == (None, "I10.x00 高血压病")
    (made,) = Chosen(offer, (name,)).unsaved("甲", AT)
    assert store.append(page_id, made.change).page.text("patient_name") == "钱演示"


def test_a_draft_of_a_page_that_is_not_there_can_be_read_all_the_same(store, held, page_id):
    page = make_page("另一个人")
    hold(held, page_id, page, set_field(page, "patient_name", "钱演示"))
    hold(held, 99, page, set_field(page, "patient_name", "孙演示"))
    found = offers(store, [draft_of(held)])
    assert [(offer.page, offer.lines[0].typed, offer.lines[0].change) for offer in found] == [
        (None, "钱演示", None),
        (None, "孙演示", None),
    ]


def test_what_opened_a_done_page_while_it_waited_is_taken_back_with_the_step_that_the_store_gave_it(
    store, held, page_id
):
    judged(store, page_id)
    store.append(page_id, go_on(PageState.CODING, PageState.PASSED))
    before = store.page(page_id)
    page, made = hold(held, page_id, before, set_field(before, "patient_name", "甲"))
    _, undone = hold(held, page_id, page, made.change.inverse(), made.id)
    write_all(held)
    assert (store.page(page_id), store.rows([page_id])[0].progress) == (before, "passed")
    hold(held, page_id, before, made.change, undone.id)
    write_all(held)
    assert (store.page(page_id), store.rows([page_id])[0].progress) == (page, "coding")


def test_the_course_of_a_page_is_right_while_one_half_of_what_waited_is_stored(store, held, page_id):
    before = store.page(page_id)
    page, made = hold(held, page_id, before, set_field(before, "patient_name", "甲"))
    hold(held, page_id, page, made.change.inverse(), made.id)
    held.try_next()
    shown, course = held.upon(page_id, store.page(page_id), course_of(store.history(page_id)))
    assert (shown, course.undoable, len(course.redoable)) == (before, (), 1)


@pytest.mark.parametrize("number", [0, 1])
def test_evidence_in_a_draft_is_offered_until_it_is_stored(store, held, page_id, number):
    page = store.page(page_id)
    page, _ = hold(held, page_id, page, set_field(page, "patient_name", "甲"))
    hold(held, page_id, page, evidence_change("病程记录 3 月 2 日"))
    draft = draft_of(held)
    for _ in range(number):
        held.try_next()
    (offer,) = offers(store, [draft])
    assert [line.typed for line in offer.lines][-1] == "病程记录 3 月 2 日"
    assert offer.again == held.unsaved
    write_all(held)
    assert offers(store, [draft]) == []


def test_evidence_for_a_page_that_is_not_there_is_told_and_cannot_be_taken(store, held):
    page = make_page("另一个人")
    hold(held, 99, page, evidence_change("病程记录"))
    (offer,) = offers(store, [draft_of(held)])
    assert [(line.where, line.typed, line.change) for line in offer.lines] == [("依据", "病程记录", None)]


def test_a_text_typed_into_a_row_that_the_page_does_not_have_is_not_put_into_another_row(store, held, page_id):
    page = store.page(page_id)
    page, _ = hold(held, page_id, page, insert_row(page, "diagnosis", ROW, 0))
    hold(held, page_id, page, set_row(page, "diagnosis", 0, {"code": "I11.900"}))
    draft = draft_of(held)
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    (offer,) = offers(store, [draft])
    assert [(line.typed, line.change) for line in offer.lines] == [("I11.900", None), ("I10.x00 高血压病", None)]


def test_what_is_typed_becomes_the_change_that_is_held_in_one_moment(store, held, page_id):
    page = store.page(page_id)
    change = set_field(page, "patient_name", "甲")
    held.type(page, page.apply(change), page_id, change, "编码员", AT)
    hold(held, page_id, page, change)
    held.keep()
    assert not held.typed(), "else the draft would hold it twice"


def test_what_is_discarded_while_it_is_being_written_is_left_to_nobody_to_decide_on(store, held, page_id, monkeypatch):
    """The window forgets it between the writer's try and what comes of it: the page has gone another way."""
    page, append = store.page(page_id), store.append
    hold(held, page_id, page, set_field(page, "patient_name", "甲"))
    append(page_id, set_field(page, "patient_name", "乙"))

    def discarding(*given, **more):
        held.discard()
        return append(*given, **more)

    monkeypatch.setattr(store, "append", discarding)
    assert write_all(held)[-1].is_final
    assert (held.unsaved, held.given_up) == ((), ())


def test_a_draft_that_did_not_come_to_the_disk_for_whatever_reason_is_written_by_the_next_try(
    store, held, page_id, monkeypatch
):
    page, kept = store.page(page_id), []
    hold(held, page_id, page, set_field(page, "patient_name", "甲"))
    with monkeypatch.context() as patched:
        patched.setattr(store, "keep_draft", lambda _unsaved: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            held.keep()
    monkeypatch.setattr(store, "keep_draft", kept.append)
    held.keep()
    assert [[one.change.edits[0].after for one in unsaved] for unsaved in kept] == [["甲"]]
