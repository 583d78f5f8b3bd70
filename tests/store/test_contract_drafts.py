"""Drafts: what is being typed outlives the program, is no history, and goes when it has become a Change."""

from coding.page.edits import insert_row, set_field, set_row
from coding.page.rows import Diagnosis
from coding.work.unfinished import take_up_drafts
from tests.db.conftest import make_page, make_reading


def keep(store, *numbers):
    return store.import_reading(make_reading(*(make_page(n) for n in numbers))).added


def typed(store, page_id, text):
    return set_field(store.page(page_id), "employer", text)


def test_the_last_draft_of_a_page_is_kept_over_the_end_of_the_program(store, opened):
    page_id, other = keep(store, "1", "2")
    store.keep_draft(page_id, typed(store, page_id, "示"))
    store.keep_draft(page_id, typed(store, page_id, "示例厂"))
    store.keep_draft(other, typed(store, other, "他厂"))
    store.close()
    again = opened()
    assert again.drafts() == [(page_id, typed(again, page_id, "示例厂")), (other, typed(again, other, "他厂"))]


def test_a_draft_is_no_history_and_nobody_is_told_of_it(store, opened):
    [page_id] = keep(store, "1")
    seen = opened().changed_since(-1).revision
    store.keep_draft(page_id, typed(store, page_id, "示例厂"))
    assert store.history(page_id) == []
    assert store.page(page_id).text("employer") != "示例厂"
    assert store.changed_since(seen).pages == ()
    assert store.rows([page_id])[0].progress == "new"


def test_a_draft_goes_when_it_is_given_up_or_has_become_a_change(store):
    [page_id] = keep(store, "1")
    store.keep_draft(page_id, typed(store, page_id, "示例厂"))
    store.drop_draft(page_id)
    assert store.drafts() == []
    store.drop_draft(page_id)
    store.keep_draft(page_id, typed(store, page_id, "示例厂"))
    store.append(page_id, typed(store, page_id, "示例厂"), "编码员")
    assert store.drafts() == []


def test_a_draft_is_taken_up_as_one_change_and_told(store):
    [page_id] = keep(store, "1")
    row = insert_row(store.page(page_id), "diagnosis", Diagnosis(name="肺炎"))
    store.keep_draft(page_id, row)
    sentence = take_up_drafts(store, "编码员")
    assert store.page(page_id).diagnoses[-1].name == "肺炎"
    assert [entry.change for entry in store.history(page_id)] == [row]
    assert "没有写完" in sentence
    assert "肺炎" in sentence
    assert take_up_drafts(store, "编码员") == ""
    assert len(store.history(page_id)) == 1


def test_a_draft_whose_page_has_gone_another_way_is_given_up(store):
    [page_id] = keep(store, "1")
    draft = set_row(store.page(page_id), "diagnosis", 0, {"name": "草稿"})
    store.append(page_id, set_row(store.page(page_id), "diagnosis", 0, {"name": "另一窗口"}), "别人")
    store.keep_draft(page_id, draft)
    assert take_up_drafts(store, "编码员") == ""
    assert store.page(page_id).diagnoses[0].name == "另一窗口"
    assert store.drafts() == []


def test_nothing_is_taken_up_where_nothing_was_typed(store):
    keep(store, "1")
    assert store.drafts() == []
    assert take_up_drafts(store, "编码员") == ""
