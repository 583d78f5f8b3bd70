"""The next page to work on, in the order of the list, from the top again; far away too."""

from contextlib import closing
from datetime import date

import pytest

from coding.page.edits import go_on
from coding.page.step import PageState
from coding.work import next_page
from coding.work.next_page import next_of_mine, next_to_review
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import judged, make_page, make_reading

TODAY = date(2026, 4, 1)
WAIT = go_on(PageState.CODING, PageState.WAITING, "病理未回", date(2026, 4, 5))


@pytest.fixture(params=[(64, 256), (1, 1)], ids=["near", "far"])
def store(request, tmp_path, monkeypatch):
    monkeypatch.setattr(next_page, "_NEAR", request.param)
    with closing(SqliteStore(tmp_path / "a.sqlite")) as store:
        store.import_reading(make_reading(*(make_page(str(n)) for n in range(8))))
        yield store


def done(store, *ids):
    judged(store, *ids)
    for page_id in ids:
        store.append(page_id, go_on(PageState.CODING, PageState.PASSED))


def test_what_is_done_is_passed_over_and_the_list_begins_again(store):
    ids = list(store.worklist())
    done(store, *ids[1:6])
    assert next_of_mine(store, 1, ids[0], ids, TODAY) == ids[6]
    assert next_of_mine(store, 1, ids[7], ids, TODAY) == ids[0]
    done(store, ids[6], ids[7])
    assert next_of_mine(store, 1, ids[0], ids, TODAY) is None, "no other one is left"
    assert next_of_mine(store, 1, None, ids, TODAY) == ids[0]
    assert next_of_mine(store, 1, ids[0], [], TODAY) is None


def test_what_waits_comes_on_its_day(store):
    ids = list(store.worklist())
    store.set_setting("release.stages", "two")
    store.append(ids[1], WAIT)
    assert next_of_mine(store, 1, ids[0], ids, TODAY) == ids[2]
    assert next_of_mine(store, 1, ids[0], ids, date(2026, 4, 5)) == ids[1]


def test_who_has_pages_of_her_own_gets_those_and_the_others_what_is_nobodys(store):
    ids = list(store.worklist())
    store.assign([ids[1]], 2)
    assert next_of_mine(store, 1, ids[0], ids, TODAY) == ids[2]
    store.assign([ids[5]], 1)
    assert next_of_mine(store, 1, ids[0], ids, TODAY) == ids[5]
    assert next_of_mine(store, 1, ids[5], ids, TODAY) is None
    assert next_of_mine(store, 2, ids[0], ids, TODAY) == ids[1]


def test_the_next_to_review_is_one_that_was_submitted(store):
    ids = list(store.worklist())
    store.set_setting("release.stages", "two")
    assert next_to_review(store, ids[0], ids) is None
    judged(store, ids[0], ids[6])
    for page_id in (ids[0], ids[6]):
        store.append(page_id, go_on(PageState.CODING, PageState.SUBMITTED))
    assert next_to_review(store, ids[0], ids) == ids[6]
    assert next_to_review(store, ids[6], ids) == ids[0]
