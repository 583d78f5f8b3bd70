"""When a backup is due, and what is told of one."""

from datetime import datetime
from pathlib import Path

import pytest

from coding.store.store_errors import StoreError
from coding.work.backing_up import FOLDER, WHEN, back_up_if_due, backed_up_words, is_due, verified
from db.sqlite.sqlite_store import SqliteStore

NOON = datetime(2026, 11, 2, 12)


@pytest.fixture
def store(tmp_path):
    opened = SqliteStore(tmp_path / "首页.sqlite", lambda: NOON)
    yield opened
    opened.close()


def test_none_is_due_before_a_folder_is_named(store):
    assert not is_due(store, NOON, leaving=True)
    assert back_up_if_due(store, NOON, leaving=True) is None


def test_at_leaving_or_once_a_day_from_an_hour_on(store, tmp_path):
    FOLDER.write(store, str(tmp_path / "备份"))
    assert is_due(store, NOON, leaving=True)
    assert not is_due(store, NOON, leaving=False)
    WHEN.write(store, "12")
    assert not is_due(store, NOON.replace(hour=11), leaving=False)
    assert back_up_if_due(store, NOON, leaving=False) is not None
    assert not is_due(store, NOON.replace(hour=18), leaving=False)
    assert is_due(store, NOON.replace(day=3), leaving=False)
    WHEN.write(store, "")
    assert not is_due(store, NOON.replace(day=3), leaving=False)
    assert not is_due(store, NOON.replace(day=3), leaving=True)


def test_what_is_told_says_that_it_is_clear_and_on_the_same_disk(store, tmp_path):
    made = store.back_up(tmp_path / "备份")
    told = backed_up_words(made, Path(store.path))
    assert "没有加密" in told
    assert "同一块磁盘" in told


def test_verifying_asks_the_backups_of_the_department(store, tmp_path):
    FOLDER.write(store, str(tmp_path / "备份"))
    store.back_up(tmp_path / "备份")
    assert verified(store).complaints == ()


def test_a_cut_tail_is_found_by_what_a_backup_knows(tmp_path):
    path, folder = tmp_path / "首页.sqlite", tmp_path / "备份"
    store = SqliteStore(path, lambda: NOON)
    FOLDER.write(store, str(folder))
    store.close()
    before = path.read_bytes()
    store = SqliteStore(path, lambda: NOON)
    WHEN.write(store, "12")
    store.back_up(folder)
    store.close()
    path.write_bytes(before)
    path.with_suffix(".head").unlink()
    store = SqliteStore(path, lambda: NOON)
    assert store.verify().complaints == (), "nothing beside the store knows of what was cut off"
    assert verified(store).complaints
    store.close()


def test_a_folder_out_of_reach_is_told_and_the_rest_is_verified(store, tmp_path):
    FOLDER.write(store, str(tmp_path / "没有接上"))
    found = verified(store)
    assert found.entries
    assert "移动硬盘或网络盘要先接上" in found.not_judged[-1]
    (tmp_path / "没有接上").write_text("")
    assert "移动硬盘或网络盘要先接上" in verified(store).not_judged[-1]
    with pytest.raises(StoreError):
        verified(store, tmp_path / "没有接上")
