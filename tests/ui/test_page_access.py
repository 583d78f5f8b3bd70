"""A page that may not be edited says why, in sentences that are whole."""

import re

import pytest

from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import judged, make_page, make_reading
from tests.ui.held_store import held
from ui.page_access import AGAIN
from ui.session import Session

#: Two signs of the end of a sentence, or one in its middle: something was put together that does not fit.
BROKEN = re.compile(r"[。：][。：，]")


@pytest.fixture
def page_id(tmp_path):
    store = SqliteStore(tmp_path / "病案.sqlite")
    (page_id,) = store.import_reading(make_reading(make_page())).added
    judged(store, page_id)
    store.close()
    return page_id


def edited(tmp_path, page_id, qtbot):
    """What is told when somebody edits the page in a window of its own."""
    store = SqliteStore(tmp_path / "病案.sqlite")
    session = Session(store, load_knowledge())
    session.open(page_id)
    session.access.take()
    told = [session.access.why]
    session.failed.connect(told.append)
    assert not session.apply(set_field(session.page, "sex", "2"))
    session.tell_access()
    kept = store.page(page_id).text("sex")
    session.end()
    store.close()
    return told, kept


def test_a_page_that_has_passed_in_two_stages(tmp_path, page_id, qtbot):
    store = SqliteStore(tmp_path / "病案.sqlite")
    store.set_settings({"release.stages": "two", "release.one_person": "1"})
    store.append(page_id, go_on(PageState.CODING, PageState.SUBMITTED))
    store.append(page_id, go_on(PageState.SUBMITTED, PageState.PASSED))
    store.close()
    told, kept = edited(tmp_path, page_id, qtbot)
    assert kept == "1"
    assert any("病案已通过" in one and "没有写入" in one for one in told)
    assert all(one.endswith("。") and not BROKEN.search(one) for one in told), told


def test_a_page_that_somebody_else_is_at(tmp_path, page_id, qtbot):
    other = SqliteStore(tmp_path / "病案.sqlite", seat=alone("质控员", 2))
    other.take(page_id)
    told, kept = edited(tmp_path, page_id, qtbot)
    other.close()
    assert kept == "1"
    assert any("正在由质控员编辑" in one and "没有写入" in one for one in told)
    assert all(one.endswith("。") and not BROKEN.search(one) for one in told), told


def test_a_page_is_taken_again_at_once_where_the_store_was_being_written_to(tmp_path, page_id, qtbot):
    store = SqliteStore(tmp_path / "病案.sqlite")
    session = Session(store, load_knowledge())
    session.open(page_id)
    with held(tmp_path / "病案.sqlite"):
        assert session.access.take() < 1000
    assert session.access.take() == AGAIN
    session.end()
    store.close()
