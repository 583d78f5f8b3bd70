"""Moving the data file: all that belongs to it is in the new place, or all is where it was; a kill loses nothing."""

import hashlib
import shutil
import sys
from collections import namedtuple
from functools import partial

import pytest

from coding.page.edits import set_field
from coding.review.people import Role
from coding.store.kept_audit import Deed
from coding.store.kept_people import SignIn
from coding.store.store_errors import (
    NotAllowedError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreGoneError,
    StoreOnNetworkError,
    StoreReadOnlyError,
    WrongPasswordError,
)
from db.sqlite import moving, network_drives
from db.sqlite.stores import Stores
from tests.db.conftest import make_page, make_reading
from tests.db.killing import killed_at
from tests.db.sealed import FIRST, PASSWORD, Department, Ticking

ME = SignIn(FIRST, PASSWORD)


@pytest.fixture
def made(path, tmp_path):
    """A closed sealed store with a page, a setting of this machine, and a shelf; and a folder to go to."""
    department = Department(path)
    store = department.first
    store.import_reading(make_reading(make_page()))
    store.append(1, set_field(store.page(1), "patient_name", "移动以前"))
    store.set_machine_setting("import.last_folder", "D:/样例甲")
    shelf = store.knowledge_folder / "0123"
    shelf.mkdir(parents=True)
    (shelf / "表.csv").write_text("表", encoding="utf-8")
    department.add("reader", "阅某", Role.READER)
    department.close()
    folder = tmp_path / "新处"
    folder.mkdir()
    return path, folder


def told_at(path, sign_in=ME):
    """What the store at a place holds: the name on the page, the setting, the table, and what a check complains of."""
    store = Stores(Ticking())(path, sign_in)
    try:
        table = (store.knowledge_folder / "0123" / "表.csv").read_text("utf-8")
        complaints = [f"{one.where}：{one.told}" for one in store.verify().complaints]
        return store.page(1).text("patient_name"), store.machine_setting("import.last_folder"), table, complaints
    finally:
        store.close()


WHOLE = ("移动以前", "D:/样例甲", "表", [])


def content(folder):
    """Every file under a folder by its hash; locks and logs come and go."""
    return {
        found.relative_to(folder).as_posix(): hashlib.sha256(found.read_bytes()).hexdigest()
        for found in folder.rglob("*")
        if found.is_file() and not found.name.endswith((".lock", "-wal", "-shm"))
    }


def test_all_that_belongs_to_it_is_in_the_new_place_and_the_old_one_lies_beside_under_another_name(made):
    path, folder = made
    steps = []
    moved = Stores(Ticking()).move(path, folder, ME, lambda done, total: steps.append((done, total)))
    assert moved.path == folder / path.name
    assert told_at(moved.path) == WHOLE
    assert not path.exists()
    aside = moved.aside[-1]
    assert aside.parent == path.parent
    assert aside.name.startswith("首页.moved-2026")
    assert told_at(aside)[0] == "移动以前", "nothing of the old one was lost"
    assert steps
    assert all(0 <= done <= total for done, total in steps)
    assert not [left.name for place in (path.parent, folder) for left in place.iterdir() if left.name.startswith(".")]


def test_the_next_start_opens_it_where_it_lies_also_after_a_second_move_and_back(made, tmp_path):
    path, folder = made
    stores = Stores(Ticking())
    third = tmp_path / "第三处"
    third.mkdir()
    stores.move(path, folder, ME)
    assert stores.place(path).path == folder / path.name
    stores.move(folder / path.name, third, ME)
    assert stores.place(path).path == third / path.name
    stores.move(third / path.name, path.parent, ME)
    assert stores.place(path).path == path
    assert stores.place(folder / path.name).path == path
    assert told_at(path) == WHOLE


def test_it_is_in_the_audit_by_who_did_it(made):
    path, folder = made
    moved = Stores(Ticking()).move(path, folder, ME)
    store = Stores(Ticking())(moved.path, ME)
    [entry] = [entry for entry in store.audit() if entry.deed is Deed.MOVE]
    store.close()
    assert (entry.name, entry.about["from"], entry.about["to"]) == ("张主任", str(path.parent), str(folder))


def test_the_old_files_go_when_a_person_has_said_so_and_not_before(made):
    path, folder = made
    stores = Stores(Ticking())
    moved = stores.move(path, folder, ME)
    assert all(one.exists() for one in moved.aside)
    assert stores.forget_moved(moved) == ()
    assert [one.name for one in path.parent.iterdir() if not one.name.endswith(".lock")] == ["首页.moved.json"]
    assert stores.place(path).path == moved.path


def refused(made, match, kind=StoreError, *, folder=None, sign_in=ME):
    path, there = made
    before = content(path.parent).keys()
    with pytest.raises(kind, match=match):
        Stores(Ticking()).move(path, folder or there, sign_in)
    assert content(path.parent).keys() == before
    assert told_at(path) == WHOLE


def test_a_network_drive_is_refused_with_the_sentence_of_the_decision(made, monkeypatch):
    monkeypatch.setattr(network_drives, "network_kind", lambda place: "cifs" if "新处" in str(place) else "")
    refused(made, "网络盘.*多台电脑同时写会损坏数据", StoreOnNetworkError)


def test_a_place_that_is_taken_is_refused_and_left_alone(made):
    _, folder = made
    (folder / "首页.keys").write_text("别人的", encoding="utf-8")
    refused(made, "已有“首页.keys”")
    assert content(folder).keys() == {"首页.keys"}


def test_a_full_disk_is_told_before_anything_is_copied(made, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 9, 1))
    refused(made, "只剩 0 MB", StoreFullError)
    assert not list(made[1].iterdir())


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_there(made, monkeypatch):
    def full(_target):
        raise OSError(28, "No space left on device", "新处")

    monkeypatch.setattr(moving, "_new_file", full)
    refused(made, "没有移动成.*磁盘", StoreReadOnlyError)
    assert not list(made[1].iterdir())


def test_what_is_read_back_otherwise_than_it_was_written_is_told(made, monkeypatch):
    real = moving._new_file

    class Bad:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, block):
            self.file.write(block[:-1] + bytes([block[-1] ^ 1]))

        def flush(self):
            self.file.flush()

        def fileno(self):
            return self.file.fileno()

    monkeypatch.setattr(moving, "_new_file", lambda target: Bad(real(target)))
    refused(made, "读出来与写入的不同")
    assert not list(made[1].iterdir())


def test_while_another_window_has_it_open_it_stays(made):
    path, _ = made
    other = Stores(Ticking())(path, ME)
    try:
        with pytest.raises(StoreBusyError, match="正被另一个窗口"):
            Stores(Ticking()).move(*made, ME)
    finally:
        other.close()
    assert told_at(path) == WHOLE
    assert not list(made[1].iterdir())


def test_nobody_opens_it_while_it_is_being_moved(made):
    path, folder = made
    opened = []

    def step(_done, _total):
        if not opened:
            try:
                Stores(Ticking()).door(path)
            except StoreBusyError as error:
                opened.append(str(error))

    Stores(Ticking()).move(path, folder, ME, step)
    assert "正在移动" in opened[0]


def test_it_can_be_given_up_half_way(made):
    path, folder = made

    class EnoughError(Exception):
        pass

    def step(done, _total):
        if done:
            raise EnoughError

    with pytest.raises(EnoughError):
        Stores(Ticking()).move(path, folder, ME, step)
    assert told_at(path) == WHOLE
    assert not list(folder.iterdir())
    assert not list(path.parent.glob(".*.json"))


def test_who_may_not_and_who_cannot_sign_in_move_nothing(made):
    refused(made, "移动数据文件", NotAllowedError, sign_in=SignIn("reader", PASSWORD))
    refused(made, "用户或口令不对|口令", WrongPasswordError, sign_in=SignIn(FIRST, "不是这个口令啊"))


def test_the_folder_it_lies_in_and_one_that_is_none(made, tmp_path):
    refused(made, "就在这个文件夹里", folder=made[0].parent)
    refused(made, "不是文件夹", folder=tmp_path / "没有")


def test_what_is_gone_from_its_place_is_not_moved_a_second_time(made):
    """A second press after a move that was done: nothing is made in the old place, nothing is put over the new one."""
    path, folder = made
    stores = Stores(Ticking())
    moved = stores.move(path, folder, ME)
    with pytest.raises(StoreError, match="没有数据文件"):
        stores.require_movable(path, folder)
    with pytest.raises(StoreError, match="没有数据文件"):
        stores.move(path, folder, ME)
    assert told_at(moved.path) == WHOLE
    assert not path.exists()


def test_a_disk_that_is_not_there_any_more_is_told_and_nothing_is_made_anew(made):
    path, folder = made
    stores = Stores(Ticking())
    stores.move(path, folder, ME)
    folder.rename(folder.with_name("拔下的硬盘"))
    with pytest.raises(StoreGoneError, match="请接上那块磁盘"):
        stores.place(path)
    folder.with_name("拔下的硬盘").rename(folder)
    assert stores.place(path).path == folder / path.name


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
def test_a_kill_at_every_step_leaves_the_old_or_the_new_whole_and_the_next_start_says_which(made, tmp_path):
    path, _ = made
    seen = set()
    for step in range(1, 200):
        place, folder = tmp_path / f"{step}", tmp_path / f"{step}到"
        shutil.copytree(path.parent, place)
        folder.mkdir()
        at = place / path.name
        was_killed = killed_at(step, partial(Stores(Ticking()).move, at, folder, ME))
        found = Stores(Ticking()).place(at)
        assert told_at(found.path) == WHOLE, step
        aside = list(place.glob("*.moved-*.sqlite"))
        if found.path == at:
            assert aside == [], step
            assert not list(folder.iterdir()), step
            assert "没有动" in found.told or not found.told, step
        else:
            assert [told_at(one)[0] for one in aside] == ["移动以前"], step
            assert "现已完成" in found.told or not found.told, step
        hidden = [one.name for there in (place, folder) for one in there.iterdir() if one.name.startswith(".")]
        assert not [name for name in hidden if not name.endswith((".lock", ".part"))], step
        seen.add((found.path == at, found.told[:20]))
        shutil.rmtree(place)
        shutil.rmtree(folder)
        if not was_killed:
            break
    else:
        pytest.fail("it came to no end")
    assert {is_old for is_old, _ in seen} == {True, False}
    assert len(seen) >= 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
def test_a_disk_that_was_pulled_in_the_middle_of_the_switch_leaves_the_old_one(made, tmp_path):
    path, _ = made
    taken_back = 0
    for step in range(1, 200):
        place, folder = tmp_path / f"{step}", tmp_path / f"{step}到"
        shutil.copytree(path.parent, place)
        folder.mkdir()
        at = place / path.name
        was_killed = killed_at(step, partial(Stores(Ticking()).move, at, folder, ME))
        folder.rename(folder.with_name(f"{step}拔下"))
        if at.exists():
            found = Stores(Ticking()).place(at)
            assert found.path == at, step
            assert told_at(at) == WHOLE, step
            taken_back += "没有动" in found.told
        else:
            with pytest.raises(StoreGoneError):
                Stores(Ticking()).place(at)
        shutil.rmtree(place)
        shutil.rmtree(folder.with_name(f"{step}拔下"))
        if not was_killed:
            break
    assert taken_back > 3
