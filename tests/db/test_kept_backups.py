"""Backups: whole and private, made while others write, checked before they are named; kept by a table."""

import os
import stat
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coding.page.edits import set_field
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_audit import Deed
from coding.store.kept_people import NewPerson, SignIn
from coding.store.store_errors import (
    NotAllowedError,
    StoreBusyError,
    StoreCorruptError,
    StoreFullError,
    StoreReadOnlyError,
)
from db.shared.backup_file import read_manifest
from db.shared.file_lock import FileLock
from db.sqlite.stores import Stores
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage
from tests.db.sealed import FIRST, PASSWORD, Department, Ticking

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def department(path):
    made = Department(path)
    made.first.import_reading(make_reading(*(make_page(f"{n:04}") for n in range(5))))
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "备份"


def copy_knowledge(store):
    shelf = store.knowledge_folder / "0123456789abcdef"
    shelf.mkdir(parents=True)
    (shelf / "编码表.csv").write_text("编码,名称\n", encoding="utf-8")


def test_one_file_holds_store_keys_and_knowledge_for_its_owner_alone(department, folder):
    copy_knowledge(department.first)
    made = department.first.back_up(folder)
    assert [path.name for path in folder.iterdir()] == [made.path.name]
    assert made.path.name.startswith("首页-2026")
    assert made.path.suffix == ".fpb"
    with zipfile.ZipFile(made.path) as packed:
        assert sorted(packed.namelist()) == [
            "knowledge/0123456789abcdef/编码表.csv", "manifest.json", "store.keys", "store.sqlite"
        ]  # fmt: skip
        assert "样例甲".encode() not in made.path.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert (made.is_sealed, made.is_thorough, made.complaints) == (True, True, ())


def test_a_clear_store_is_backed_up_and_says_that_it_is_clear(store, folder):
    store.import_reading(make_reading(make_page()))
    made = store.back_up(folder)
    assert not made.is_sealed
    assert not store.backups(folder)[0].is_sealed


def test_it_is_in_the_audit_and_its_head_stands_in_the_key_file(department, folder):
    store = department.first
    made = store.back_up(folder)
    entry = next(entry for entry in store.audit() if entry.deed is Deed.BACKUP)
    assert (entry.name, entry.about["file"], entry.about["entry"]) == ("张主任", made.path.name, made.head.id)
    assert made.head in store._heads_beside()


def test_others_write_while_it_is_made(department, folder):
    store, told = department.first, []

    def type_on():
        for number in range(40):
            store.append(1, set_field(store.page(1), "patient_name", f"样例{number}"))
            told.append(number)

    typing = threading.Thread(target=type_on)
    typing.start()
    made = store.back_up(folder)
    typing.join()
    assert len(told) == 40
    assert made.complaints == ()


def test_what_is_not_as_it_was_written_is_backed_up_all_the_same_and_said(department, folder):
    store = department.first
    good = store.back_up(folder)
    damage(store, "UPDATE pages SET patient_name = '别人' WHERE id = 1")
    bad = store.back_up(folder)
    assert {one.where for one in bad.complaints} == {"病案列表 1"}
    assert [one.is_good for one in store.backups(folder)] == [False, True]
    assert good.path.exists()


def test_many_rows_are_compared_where_that_is_asked_for_only(department, folder, monkeypatch):
    monkeypatch.setattr("db.sqlite.backup_trade._THOROUGH_ROWS", 3)
    assert not department.first.back_up(folder).is_thorough
    assert department.first.back_up(folder, thorough=True).is_thorough


def test_old_ones_go_by_the_table_and_strange_ones_stay(path, folder):
    clock = Ticking()
    department = Department(path, clock)
    folder.mkdir()
    strange = [folder / "首页-20260101-000000.fpb", folder / "别的.fpb", folder / "x.txt"]
    for one in strange:
        one.write_bytes(b"x")
    with_other = Department(path.with_name("另一个.sqlite"))
    other = with_other.first.back_up(folder)
    for _ in range(20):
        clock.now += timedelta(days=1)
        department.first.back_up(folder)
    ours = [one for one in department.first.backups(folder) if one.is_ours]
    assert 7 <= len(ours) <= 7 + 4 + 2
    assert all(one.exists() for one in (*strange, other.path))
    department.close()
    with_other.close()


def test_clear_backups_of_before_go_with_the_first_sealed_one(store, path, folder):
    store.import_reading(make_reading(make_page()))
    clear = store.back_up(folder)
    store.close()
    department = Department(path)
    made = department.first.back_up(folder)
    assert made.removed == (clear.path,)
    assert not clear.path.exists()
    department.close()


def test_clear_backups_stay_until_two_ways_into_the_sealed_store_were_tried(store, path, folder):
    store.import_reading(make_reading(make_page()))
    clear = store.back_up(folder)
    store.close()
    stores = Stores(Ticking())
    words = stores.seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
    with closing(stores(path, SignIn(FIRST, PASSWORD))) as sealed:
        assert sealed.back_up(folder).removed == ()
        assert clear.path.exists()
        sealed.prove_recovery_key(words)
        assert sealed.back_up(folder).removed == (clear.path,)


def test_a_second_one_at_the_same_time_is_told(department, folder):
    lock = FileLock(department.path.with_name("首页.backup.lock"))
    assert lock.take()
    with pytest.raises(StoreBusyError, match="正在备份"):
        department.first.back_up(folder)
    lock.give_back()
    department.first.back_up(folder)


def test_who_may_not_is_refused(department, folder):
    reader = department.one_of(Role.READER)
    with pytest.raises(NotAllowedError, match="备份"):
        reader.back_up(folder)
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_told(department, tmp_path):
    (tmp_path / "文件").write_text("x")
    with pytest.raises(StoreReadOnlyError, match="没有备份成"):
        department.first.back_up(tmp_path / "文件" / "备份")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 RLIMIT_FSIZE")
@pytest.mark.parametrize("full", ["beside the store", "in the folder"])
def test_a_full_disk_is_told_and_leaves_nothing(department, folder, full):
    """A limit on the size of a file stands in for the disk that is full."""
    store, most = department.first, 200_000
    if full == "in the folder":
        good = store.back_up(folder).path
        most += read_manifest(good).members["store.sqlite"].length
        good.unlink()
        shelf = store.knowledge_folder / "0123456789abcdef"
        shelf.mkdir(parents=True)
        (shelf / "编码表.csv").write_bytes(bytes(1_000_000))
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        with pytest.raises(StoreFullError, match="磁盘"):
            store.back_up(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, kept)
    assert list(folder.iterdir()) == []
    assert not list(department.path.parent.glob(".*.part*"))
    store.append(1, set_field(store.page(1), "sex", "2"))
    assert store.back_up(folder).complaints == ()


def test_what_backups_left_that_were_killed_goes_with_the_next_one(department, folder):
    """And what another store's left stays: it may be at work."""
    store = department.first
    made = store.back_up(folder)
    ours = read_manifest(made.path).store
    beside = department.path.parent
    left = [
        beside / ".首页.backup-ab_12345.part", beside / "..首页.backup-ab_12345.part.cd_12345",
        beside / ".首页.keys.ab_12345", folder / f".{ours}.{made.path.name}.ab_12345.part",
    ]  # fmt: skip
    other = folder / f".{'0' * 16}.首页-20260101-000000.fpb.ab_12345.part"
    for half in (*left, other):
        half.write_bytes(b"")
    store.back_up(folder)
    assert [half.name for half in left if half.exists()] == []
    assert other.exists()


def test_a_drive_that_was_pulled_is_told(department, tmp_path):
    mounted = tmp_path / "移动硬盘"
    department.first.back_up(mounted / "备份")
    mounted.rename(tmp_path / "拔掉了")
    mounted.write_text("")  # the mount point is no folder any more
    with pytest.raises(StoreReadOnlyError, match=r"没有备份成|读不出来"):
        department.first.back_up(mounted / "备份")
    with pytest.raises(StoreReadOnlyError, match="移动硬盘或网络盘要先接上"):
        department.first.backups(mounted / "备份")


def test_a_drive_whose_letter_is_gone_is_no_empty_folder(department, tmp_path):
    """Windows says of a folder on a drive that was pulled what Linux says of one that was never made."""
    assert department.first.backups(tmp_path / "还没有建") == []
    with pytest.raises(StoreReadOnlyError, match="移动硬盘或网络盘要先接上"):
        department.first.backups(tmp_path / "拔掉的盘" / "备份")


def test_a_clock_that_was_set_back_does_not_hurt(path, folder):
    clock = Ticking()
    department = Department(path, clock)
    for _ in range(4):
        department.first.back_up(folder)
    clock.now = datetime(2020, 1, 1)
    department.first.set_settings({"evidence.percent": "30"})
    made = department.first.back_up(folder)
    assert made.path.exists()
    assert department.first.backups(folder)[0].path == made.path
    assert made.complaints == ()
    told = next(entry for entry in department.first.audit() if entry.deed is Deed.SETTINGS)
    assert told.about["clock"].startswith("2026-11-0")
    department.close()


def test_a_damaged_or_strange_file_is_named_in_the_list(department, folder):
    made = department.first.back_up(folder)
    made.path.write_bytes(made.path.read_bytes()[:-100])
    (known,) = department.first.backups(folder)
    assert known.trouble.endswith("请改用另一个备份。")
    with pytest.raises(StoreCorruptError):
        read_manifest(made.path)


def test_a_manifest_that_leads_out_of_the_folder_is_refused(department, folder, tmp_path):
    made = department.first.back_up(folder)
    evil = tmp_path / "evil.fpb"
    with zipfile.ZipFile(made.path) as packed, zipfile.ZipFile(evil, "w") as written:
        for name in packed.namelist():
            text = packed.read(name)
            if name == "manifest.json":
                text = text.replace(b'"store.keys": [', b'"knowledge/../../x": [1, "00"], "store.keys": [')
            written.writestr(name, text)
    with pytest.raises(StoreCorruptError, match="不是本程序做的备份"):
        Stores().restore(evil, tmp_path / "新" / "首页.sqlite", SignIn(FIRST, PASSWORD))


def test_a_second_program_works_on_while_it_is_made(department, folder):
    script = (
        "import sys\nfrom pathlib import Path\nfrom db.sqlite.stores import Stores\n"
        "from coding.store.kept_people import SignIn\nsys.stdout.reconfigure(encoding='utf-8')\n"
        "print(Stores()(Path(sys.argv[1]), SignIn(sys.argv[2], sys.argv[3])).back_up(Path(sys.argv[4])).path)"
    )
    arguments = [sys.executable, "-c", script, str(department.path), FIRST, PASSWORD, str(folder)]
    other = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    for number in range(20):
        department.first.append(2, set_field(department.first.page(2), "patient_name", f"样例{number}"))
    out, _ = other.communicate(timeout=60)
    assert Path(out.strip()).exists()
    assert department.first.verify().complaints == ()
