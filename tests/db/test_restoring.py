"""Restoring: what stood there is moved aside whole; a kill at any step leaves the old or the new, and says which."""

import hashlib
import json
import shutil
import sys
import zipfile
from contextlib import closing
from functools import partial

import pytest

from coding.page.edits import set_field
from coding.review.people import Role
from coding.store.kept_audit import Deed
from coding.store.kept_people import SignIn
from coding.store.store_errors import (
    NotAllowedError,
    SealedStoreError,
    StoreBusyError,
    StoreCorruptError,
    WrongPasswordError,
)
from db.shared.file_lock import FileLock
from db.shared.key_file import read_keys
from db.sqlite.driver import sqlite3
from db.sqlite.stores import Stores
from tests.db.conftest import make_page, make_reading
from tests.db.damage import take_off_guards
from tests.db.killing import killed_at
from tests.db.sealed import FIRST, PASSWORD, Department, Ticking

ME = SignIn(FIRST, PASSWORD)


@pytest.fixture
def made(path, tmp_path):
    """A closed store, a backup of it, and a change after that; (path, backup, recovery key)."""
    department = Department(path)
    department.first.import_reading(make_reading(make_page()))
    department.add("reader", "阅某", Role.READER)
    shelf = department.first.knowledge_folder / "0123"
    shelf.mkdir(parents=True)
    (shelf / "表.csv").write_text("旧", encoding="utf-8")
    backup = department.first.back_up(tmp_path / "备份").path
    (shelf / "表.csv").write_text("新", encoding="utf-8")
    department.first.append(1, set_field(department.first.page(1), "patient_name", "备份以后"))
    department.close()
    return path, backup, department.recovery


def name_at(path, sign_in=ME):
    store = Stores(Ticking())(path, sign_in)
    try:
        return store.page(1).text("patient_name"), [f"{one.where}：{one.told}" for one in store.verify().complaints]
    finally:
        store.close()


def test_the_store_is_as_it_was_and_the_other_one_stands_aside(made):
    path, backup, _ = made
    done = Stores(Ticking()).restore(backup, path, ME)
    assert name_at(path) == ("样例甲", [])
    assert (path.with_name("首页.knowledge") / "0123" / "表.csv").read_text(encoding="utf-8") == "旧"
    aside = done.aside[-1]
    assert aside.name.startswith("首页.before-restore-2026")
    assert name_at(aside) == ("备份以后", [])
    assert (aside.with_name(f"{aside.stem}.knowledge") / "0123" / "表.csv").read_text(encoding="utf-8") == "新"
    assert not [left.name for left in path.parent.iterdir() if left.name.startswith(".")]


def test_it_is_the_first_entry_after_it_and_names_both_ends(made):
    path, backup, _ = made
    done = Stores(Ticking()).restore(backup, path, ME)
    store = Stores(Ticking())(path, ME)
    entry = next(entry for entry in store.audit() if entry.deed is Deed.RESTORE)
    assert (entry.id, entry.name) == (done.head.id + 1, "张主任")
    assert entry.about["restored"] == {"id": done.head.id, "hash": done.head.hash}
    assert entry.about["was"] == {"id": done.was.id, "hash": done.was.hash}
    assert done.was.id > done.head.id
    assert entry.id <= read_keys(path.with_suffix(".keys")).head.id
    store.close()


def test_what_was_cut_off_by_it_is_no_complaint_and_is_told(made, tmp_path):
    path, backup, _ = made
    store = Stores(Ticking())(path, ME)
    later = store.back_up(tmp_path / "备份")
    store.close()
    Stores(Ticking()).restore(backup, path, ME)
    store = Stores(Ticking())(path, ME)
    verified = store.verify([later.head])
    assert verified.complaints == ()
    assert any("属于恢复以前的一段" in told for told in verified.not_judged)
    store.close()


def test_a_place_where_nothing_stands(made, tmp_path):
    _, backup, recovery = made
    place = tmp_path / "新电脑" / "病案.sqlite"
    done = Stores(Ticking()).restore(backup, place, SignIn("", recovery=recovery))
    assert done.aside == ()
    assert name_at(place) == ("样例甲", [])


def test_a_clear_one(store, path, tmp_path):
    store.import_reading(make_reading(make_page()))
    backup = store.back_up(tmp_path / "备份").path
    store.append(1, set_field(store.page(1), "patient_name", "备份以后"))
    store.close()
    assert not Stores(Ticking()).restore(backup, path).is_sealed
    assert name_at(path, None) == ("样例甲", [])


def test_what_stands_there_damaged_is_moved_aside_as_it_is(made):
    path, backup, _ = made
    content = b"\x00" * 5000
    path.write_bytes(content)
    done = Stores(Ticking()).restore(backup, path, ME)
    assert done.aside[-1].read_bytes() == content
    assert name_at(path) == ("样例甲", [])


def test_where_nothing_is_left_the_end_that_was_is_known_from_the_other_backups(made, tmp_path):
    path, backup, _ = made
    with closing(Stores(Ticking())(path, ME)) as store:
        later = store.back_up(tmp_path / "备份")
    shutil.rmtree(path.parent)
    assert Stores(Ticking()).restore(backup, path, ME).was == later.head
    with closing(Stores(Ticking())(path, ME)) as store:
        assert store.verify([later.head]).complaints == ()


def test_a_backup_whose_content_is_not_as_it_was_written_is_refused(store, path, tmp_path):
    """Though every file in it is, by the manifest, as it was packed."""
    store.import_reading(make_reading(make_page()))
    backup = store.back_up(tmp_path / "备份").path
    head = store.head()
    store.close()
    forged, inside = backup.with_name("改过.fpb"), tmp_path / "改过.sqlite"
    with zipfile.ZipFile(backup) as packed:
        inside.write_bytes(packed.read("store.sqlite"))
        said = json.loads(packed.read("manifest.json"))
    with closing(sqlite3.connect(inside)) as raw, raw:
        take_off_guards(raw).execute("UPDATE people SET name = '别人'")
    content = inside.read_bytes()
    said["members"]["store.sqlite"] = [len(content), hashlib.sha256(content).hexdigest()]
    with zipfile.ZipFile(forged, "w") as packed:
        packed.writestr("store.sqlite", content)
        packed.writestr("manifest.json", json.dumps(said))
    with pytest.raises(StoreCorruptError, match="校验不符"):
        Stores(Ticking()).restore(forged, path)
    with closing(Stores(Ticking())(path)) as standing:
        assert standing.head() == head
        assert standing.verify().complaints == ()
    assert not list(path.parent.glob("*before-restore*"))


def test_who_may_not_and_who_does_not_know_are_refused_and_nothing_is_moved(made):
    path, backup, _ = made
    before = sorted(left.name for left in path.parent.iterdir())
    for sign_in, error in (
        (None, SealedStoreError),
        (SignIn(FIRST, "不对的口令话语"), WrongPasswordError),
        (SignIn("reader", PASSWORD), NotAllowedError),
    ):
        with pytest.raises(error):
            Stores(Ticking()).restore(backup, path, sign_in)
        assert sorted(left.name for left in path.parent.iterdir()) == before
    assert name_at(path) == ("备份以后", [])


def test_a_window_that_has_it_open_is_told(made):
    path, backup, _ = made
    store = Stores(Ticking())(path, ME)
    with pytest.raises(StoreBusyError, match="请关闭其他窗口"):
        Stores(Ticking()).restore(backup, path, ME)
    assert store.page(1).text("patient_name") == "备份以后"
    store.close()


def test_a_damaged_backup_is_refused_and_nothing_is_moved(made):
    path, backup, _ = made
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(StoreCorruptError, match="请改用另一个备份"):
        Stores(Ticking()).restore(backup, path, ME)
    assert name_at(path) == ("备份以后", [])
    assert not list(path.parent.glob("*before-restore*"))


def test_while_somebody_restores_nobody_opens(made):
    path, _, _ = made
    path.with_name(".首页.restoring").mkdir()
    lock = FileLock(path.with_name(".首页.restore.lock"))
    assert lock.take()
    with pytest.raises(StoreBusyError, match="正在从备份恢复"):
        Stores(Ticking()).door(path)
    lock.give_back()
    assert "没有改动" in Stores(Ticking()).door(path).restore_told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
def test_a_kill_at_every_step_leaves_the_old_or_the_new_whole_and_the_next_start_says_which(made, tmp_path):
    path, backup, _ = made
    seen = set()
    for step in range(1, 200):
        place = tmp_path / f"{step}"
        shutil.copytree(path.parent, place)
        at = place / path.name
        was_killed = killed_at(step, partial(Stores(Ticking()).restore, backup, at, ME))
        told = Stores(Ticking()).door(at).restore_told
        name, complaints = name_at(at)
        assert complaints == [], step
        aside = list(place.glob("*.before-restore-*.sqlite"))
        if name == "备份以后":
            assert aside == [], step
            assert "没有改动" in told or not told, step
        else:
            assert [name_at(one) for one in aside] == [("备份以后", [])], step
            assert "现已完成" in told or not told, step
        assert not [left for left in place.iterdir() if left.name.startswith(".") and not left.name.endswith(".lock")]
        seen.add((name, told[:20]))
        shutil.rmtree(place)
        if not was_killed:
            break
    else:
        pytest.fail("it came to no end")
    assert {name for name, _ in seen} == {"备份以后", "样例甲"}
    assert len(seen) >= 3
