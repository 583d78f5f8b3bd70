"""Views of the list: each person has her own, and what she asked last."""

from contextlib import closing

import pytest

from coding.store.store import Sort
from coding.work.list_views import (
    ListView,
    keep_last_view,
    last_view,
    remove_view,
    rename_view,
    save_view,
    saved_views,
)
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore

ERRORS = ListView("强制", "科:内科", "error", Sort.NAME)
JULY = ListView("七月", "月:7")


@pytest.fixture
def store(tmp_path):
    with closing(SqliteStore(tmp_path / "a.sqlite")) as store:
        yield store


def test_views_are_kept_replaced_renamed_and_removed(store):
    assert save_view(store, ERRORS) == (ERRORS,)
    assert save_view(store, JULY) == (ERRORS, JULY)
    again = ListView("强制", "", "error")
    assert save_view(store, again) == (again, JULY), "it stands where it stood"
    assert [view.name for view in rename_view(store, "七月", "  上半 年 ")] == ["强制", "上半 年"]
    assert [view.name for view in rename_view(store, "上半 年", "强制")] == ["强制"], "the one of that name gives way"
    assert remove_view(store, "强制") == ()


def test_views_and_what_was_asked_last_are_those_of_a_person(store, tmp_path):
    save_view(store, ERRORS)
    keep_last_view(store, ERRORS)
    with closing(SqliteStore(tmp_path / "a.sqlite", seat=alone("质控员", 2))) as other:
        assert saved_views(other) == ()
        assert last_view(other) == ListView()
        save_view(other, JULY)
    assert saved_views(store) == (ERRORS,)
    assert last_view(store) == ERRORS


def test_what_was_asked_last_has_the_name_of_its_view_while_there_is_one(store):
    save_view(store, ERRORS)
    keep_last_view(store, ERRORS)
    assert last_view(store).name == "强制"
    save_view(store, ListView("强制", "科:外科"))
    assert last_view(store).name == "", "the view asks something else now"
    assert last_view(store).text == "科:内科"


@pytest.mark.parametrize("text", ["", "[]", "[1]", "{", "null", '{"mark": "of tomorrow", "sort": "of tomorrow"}'])
def test_what_cannot_be_read_is_the_whole_list(store, text):
    store.set_machine_setting(f"worklist.last.{store.me.id}", text)
    store.set_setting(f"views.{store.me.id}", text)
    assert last_view(store) == ListView()
    assert saved_views(store) == ()


def test_a_view_says_what_it_asks():
    assert ERRORS.words == "强制，科:内科"
    assert ListView().words == "全部病案"
