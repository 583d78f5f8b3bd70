"""The term book in the store."""

import pytest

from coding.page.change import ChangeSource
from coding.page.edits import set_row
from coding.suggest.term_book import TermPair
from tests.db.conftest import make_page, make_reading


@pytest.fixture
def one_page(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    return page_id


def accept(store, page_id, code="I63.900", name="脑梗死"):
    page = store.page(page_id)
    change = set_row(page, "diagnosis", 0, {"code": code, "name": name}, source=ChangeSource.SUGGESTION)
    return store.append(page_id, change).entry


def told(store):
    return [(t.pair.raw, t.pair.std, t.pair.code, t.pair.count, t.state) for t in store.terms()]


def test_accepting_a_suggestion_is_remembered_with_its_change(store, store_as, one_page):
    words = store.page(one_page).diagnoses[0].name
    accept(store_as("编码员甲"), one_page)
    assert told(store) == [(words, ("脑梗死",), "I63.900", 1, "learned")]
    assert store.terms()[0].author == "编码员甲"


def test_what_is_taken_back_is_forgotten(store, one_page):
    entry = accept(store, one_page)
    store.append(one_page, entry.change.inverse(), undoes=entry.id)
    assert told(store) == []


def test_what_was_approved_stays_when_the_change_is_taken_back(store, store_as, one_page):
    entry = accept(store, one_page)
    store_as("质控员").judge_terms([store.terms()[0].id], "approved")
    store.append(one_page, entry.change.inverse(), undoes=entry.id)
    assert [t.state for t in store.terms()] == ["approved"]
    assert store.terms()[0].judged_by == "质控员"


def test_a_typed_code_teaches_nothing(store, one_page):
    store.append(one_page, set_row(store.page(one_page), "diagnosis", 0, {"code": "I63.900"}))
    assert told(store) == []


def test_the_same_words_are_counted_whatever_their_width(store):
    store.add_terms([TermPair("２型ＤＭ", ("2型糖尿病",), "E11.900", "dx")])
    store.add_terms([TermPair("2型DM", ("2型糖尿病",), "E11.900", "dx")])
    assert [t.pair.count for t in store.terms()] == [2]


def test_refused_words_stay_refused_until_somebody_approves(store):
    pair = TermPair("老毛病", ("脑梗死",), "I63.900", "dx")
    store.add_terms([pair])
    store.judge_terms([t.id for t in store.terms()], "refused")
    store.add_terms([pair])
    assert store.terms()[0].state == "refused"
    store.add_terms([pair], "import", approve=True)
    assert store.terms()[0].state == "approved"
    store.remove_terms([t.id for t in store.terms()])
    assert store.terms() == []
