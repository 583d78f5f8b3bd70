"""Drafts: what could not be stored is kept whole, for its owner alone, and left to the next start, to nobody before."""

import os
import stat
from datetime import datetime

import pytest

from coding.page.edits import insert_row, set_field
from coding.page.rows import Diagnosis
from coding.store.store import Unsaved
from tests.db.conftest import make_page

AT = datetime(2026, 3, 1, 8)


def unsaved(number=1, text="钱演示\ud83d"):
    page = make_page(str(number))
    change = set_field(page, "patient_name", text)
    return Unsaved(number, str(number), change, page.digest, page.apply(change).digest, "编码员", AT)


def test_what_is_kept_is_left_when_the_store_is_closed(opened):
    store = opened()
    row = insert_row(make_page(), "diagnosis", Diagnosis("I10.x00", "高血压病", "1"))
    kept = (unsaved(), Unsaved(2, "0002", row, "a", "b", "乙", AT))
    store.keep_draft(kept)
    store.close()
    (draft,) = opened().left_drafts()
    assert draft.unsaved == kept


def test_the_draft_of_a_program_that_is_alive_is_nobody_elses(opened):
    store, other = opened(), opened()
    store.keep_draft([unsaved()])
    other.keep_draft([unsaved(2)])
    assert store.left_drafts() == other.left_drafts() == []
    other.close()
    assert [draft.unsaved for draft in store.left_drafts()] == [(unsaved(2),)]


def test_what_is_kept_takes_the_place_of_what_was(opened):
    store = opened()
    store.keep_draft([unsaved(1), unsaved(2)])
    store.keep_draft([unsaved(2)])
    store.close()
    (draft,) = opened().left_drafts()
    assert draft.unsaved == (unsaved(2),)


def test_nothing_unsaved_is_no_draft(opened, tmp_path):
    store = opened()
    store.keep_draft([unsaved()])
    store.keep_draft([])
    assert not [file for file in tmp_path.iterdir() if "draft" in file.name]
    store.keep_draft([unsaved()])  # and again
    store.close()
    assert len(opened().left_drafts()) == 1


def test_a_draft_that_was_dealt_with_is_gone(opened):
    store = opened()
    store.keep_draft([unsaved()])
    store.close()
    again = opened()
    again.drop_draft(again.left_drafts()[0].name)
    assert again.left_drafts() == []


def test_a_draft_that_cannot_be_read_is_left_where_it_is(opened):
    store = opened()
    store.keep_draft([unsaved()])
    (file,) = store.path.parent.glob("*.draft-*.json")
    store.close()
    file.write_text('{"version":2,"unsaved":[{', encoding="utf-8")
    assert opened().left_drafts() == []
    assert file.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows 没有 POSIX 权限")
def test_a_draft_is_for_its_owner_alone(opened):
    store = opened()
    store.keep_draft([unsaved()])
    assert {stat.S_IMODE(file.stat().st_mode) for file in store.path.parent.glob("*.draft-*")} == {0o600}


def test_where_the_folder_of_the_store_has_gone_the_draft_goes_to_the_users_own(opened, tmp_path, monkeypatch):
    store = opened()
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "own"))
    folder = store.path.parent
    if os.name != "posix" or os.geteuid() == 0:
        store._drafts._store = folder / "fort" / store.path.name  # the folder is not there
    else:
        folder.chmod(0o500)
    try:
        store.keep_draft([unsaved()])
    finally:
        folder.chmod(0o700)
    assert len(list((tmp_path / "own").rglob("*.draft-*.json"))) == 1
