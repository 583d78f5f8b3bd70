"""Schema 8: the states of an old store by their new names; what was done stays done."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from coding.page.edits import go_on, set_field
from coding.page.reading import Reading
from coding.page.step import PageState
from coding.store.page_marks import PageMark, row_marks
from coding.store.store import Marked, Sort, WorklistQuery
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore

DATA = Path(__file__).resolve().parents[1] / "data"
OLD = DATA / "store_v7.sqlite"


def test_what_was_done_in_an_old_store_is_done_and_can_be_opened_again(tmp_path):
    copy = tmp_path / "a.sqlite"
    shutil.copy(OLD, copy)
    with closing(sqlite3.connect(copy)) as raw:
        assert dict(raw.execute("SELECT id, progress FROM pages")) == {1: "new", 2: "edited", 3: "done"}
    store = SqliteStore(copy)
    assert {row.id: row.progress for row in store.rows([1, 2, 3])} == {1: "coding", 2: "coding", 3: "passed"}
    assert list(store.worklist(WorklistQuery(marked=Marked.DONE))) == [3]
    assert list(store.worklist(WorklistQuery(sort=Sort.PROGRESS)))[-1] == 3
    assert PageMark.ALTERED in row_marks(store.rows([2])[0])
    assert PageMark.ALTERED not in row_marks(store.rows([3])[0]), "its change was taken back"
    store.append(3, go_on(PageState.PASSED, PageState.CODING))
    assert store.rows([3])[0].progress == "coding"
    store.close()


@pytest.mark.parametrize("version", range(1, 8))
def test_a_page_of_an_old_store_that_is_as_it_came_in_again_is_not_altered(tmp_path, version):
    """Programs of the first four schemas made another hash of the same page."""
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / f"store_v{version}.sqlite", copy)
    store = SqliteStore(copy)
    edit = store.append(1, set_field(store.page(1), "patient_name", "改过")).entry
    assert PageMark.ALTERED in row_marks(store.rows([1])[0])
    store.append(1, edit.change.inverse(), edit.id)
    assert PageMark.ALTERED not in row_marks(store.rows([1])[0])
    store.close()


@pytest.mark.parametrize("version", range(1, 8))
def test_a_file_that_says_what_an_old_store_says_changes_nothing(tmp_path, version):
    copy = tmp_path / "a.sqlite"
    shutil.copy(DATA / f"store_v{version}.sqlite", copy)
    store = SqliteStore(copy)
    same = Reading("三月.csv", "n041", "gb18030", ("ZZJGDM", "BAH"), (store.page(1),))
    assert store.import_reading(same).unchanged == (1,)
    assert store.history(1) == []
    store.close()
