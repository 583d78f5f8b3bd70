"""The copy before an upgrade, files that were emptied, removed or exchanged, and drives of other machines."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from coding.base.errors import UnusableInputError
from coding.base.whole_file import whole_binary, whole_file
from coding.page.edits import set_field
from coding.store.store_errors import StoreCorruptError, StoreGoneError, StoreOnNetworkError
from db.sqlite import network_drives
from db.sqlite.driver import sqlite3
from db.sqlite.network_drives import is_share, mounted_kind
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"

#: Opens an old store and is killed at the n-th thing it does with a file in its folder.
UPGRADING = """
import os, signal, sys
from pathlib import Path
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
path, left = Path(sys.argv[1]), [int(sys.argv[2])]
folder = str(path.parent)

def watch(event, args):
    if event in WATCHED and any(folder in str(a) for a in args):
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

def connect(path, *given, **named):
    sys.audit("connect", str(path))
    made = opens(path, *given, **named)
    sys.audit("connected", str(path))
    return made

opens, sqlite3.connect = sqlite3.connect, connect  # the driver tells nobody what it opens
WATCHED = {"open", "connect", "connected", "os.rename", "os.remove"}
sys.addaudithook(watch)
SqliteStore(path)
print(left[0])
"""


def upgrade(path, kill_at):
    return subprocess.run(
        [sys.executable, "-c", UPGRADING, str(path), str(kill_at)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows 没有 SIGKILL")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 SIGKILL")
def test_a_kill_at_any_step_of_an_upgrade_leaves_the_store_and_only_whole_copies(tmp_path):
    done = upgrade(_old(tmp_path / "all"), 1_000)
    steps = 1_000 - int(done.stdout)
    assert steps > 6, done.stderr
    for kill_at in range(steps):
        path = _old(tmp_path / str(kill_at))
        killed = upgrade(path, kill_at)
        assert killed.returncode == -signal.SIGKILL
        for copy in path.parent.glob("*.bak.*"):
            if not copy.name.startswith("."):
                assert _changes(copy) == 3, (kill_at, copy.name)
        store = SqliteStore(path)
        assert [row.case_no for row in store.rows(store.worklist())] == ["V1002", "V1003", "V1001"]
        store.close()
        assert not list(path.parent.glob(".*.part")), "what was left half done goes with the next upgrade"


def _old(folder):
    folder.mkdir()
    return Path(shutil.copy(DATA / "store_v1.sqlite", folder / "病案.sqlite"))


def _changes(path):
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return raw.execute("SELECT count(*) FROM changes").fetchone()[0]


def test_a_file_without_a_byte_beside_a_copy_is_no_new_store(tmp_path):
    path = _old(tmp_path / "a")
    SqliteStore(path).close()
    (copy,) = path.parent.glob("*.bak.sqlite")
    path.write_bytes(b"")
    with pytest.raises(StoreCorruptError, match=f"0 字节.*{copy.name}"):
        SqliteStore(path)
    assert path.stat().st_size == 0
    copy.write_bytes(b"")
    with pytest.raises(StoreCorruptError, match="备份都是空的"):
        SqliteStore(path)
    with pytest.raises(StoreCorruptError, match="没有写完"):
        SqliteStore(copy)


def test_an_empty_file_beside_the_copies_of_another_store_is_a_new_one(tmp_path):
    path = _old(tmp_path / "a")
    SqliteStore(path).close()
    other = path.with_name("别的.sqlite")
    other.touch()
    store = SqliteStore(other)
    assert list(store.worklist()) == []
    store.close()


@pytest.fixture
def page_id(store):
    return store.import_reading(make_reading(make_page())).added[0]


WRITES = {
    "change": lambda store, i: store.append(i, set_field(store.page(i), "sex", "2")),
    "verdicts": lambda store, i: store.keep_verdicts([]),
    "setting": lambda store, i: store.set_setting("a", "1"),
    "import": lambda store, i: store.import_reading(make_reading(make_page("9"))),
}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows 不让人移走打开的文件")


@POSIX
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_store_that_was_removed_is_told_before_the_next_write(path, store, page_id, write):
    path.unlink()
    with pytest.raises(StoreGoneError, match="已被移走或删除"):
        write(store, page_id)
    assert not path.exists(), "no empty file is made in its place"


@POSIX
def test_a_store_that_was_exchanged_is_told_and_the_other_file_is_not_touched(path, store, page_id):
    other = path.with_name("其他.sqlite")
    SqliteStore(other).close()
    path.rename(path.with_name("原来.sqlite"))
    other.rename(path)
    before = path.read_bytes()
    with pytest.raises(StoreGoneError, match="另一个文件"):
        store.append(page_id, set_field(make_page(), "sex", "2"))
    assert path.read_bytes() == before


@POSIX
def test_a_store_that_is_put_back_is_written_to_again(path, store, page_id):
    aside = path.with_name("原来.sqlite")
    path.rename(aside)
    with pytest.raises(StoreGoneError):
        store.append(page_id, set_field(make_page(), "sex", "2"))
    aside.rename(path)
    store.append(page_id, set_field(make_page(), "sex", "2"))
    assert store.page(page_id).text("sex") == "2"


@POSIX
def test_a_log_that_was_removed_is_told(path, store, page_id):
    path.with_name(f"{path.name}-wal").unlink()
    with pytest.raises(StoreGoneError, match="日志"):
        store.append(page_id, set_field(make_page(), "sex", "2"))


@pytest.mark.parametrize("name", ["首页.sqlite", "首页.sqlite-wal", "首页.sqlite-shm", "首页.machine.json"])
def test_nothing_is_exported_onto_the_store_or_what_lies_beside_it(path, store, page_id, name):
    store.set_machine_setting("a", "1")
    target = path.with_name(name)
    before = target.read_bytes()
    with pytest.raises(UnusableInputError, match="不能被导出覆盖"), whole_file(target) as file:
        file.write("病案号")
    assert target.read_bytes() == before
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store.page(page_id).text("sex") == "2"


@POSIX
def test_a_link_to_the_store_is_no_way_round(path, store, page_id, tmp_path):
    link = tmp_path / "导出.csv"
    link.symlink_to(path)
    with pytest.raises(UnusableInputError, match="不能被导出覆盖"), whole_binary(link):
        pass


def test_nothing_is_exported_onto_a_copy(tmp_path):
    path = _old(tmp_path / "a")
    SqliteStore(path).close()
    (copy,) = path.parent.glob("*.bak.sqlite")
    for content in (copy.read_bytes(), b""):
        copy.write_bytes(content)
        with pytest.raises(UnusableInputError, match="备份"), whole_binary(copy):
            pass
        assert copy.read_bytes() == content


@POSIX
def test_a_refused_export_takes_no_lock_from_the_open_store(path, store, page_id):
    """Closing a handle of a file drops this process's POSIX locks on it: another program could then end the log."""
    with pytest.raises(UnusableInputError), whole_binary(path):
        pass
    other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM pages'); c.close()"
    subprocess.run([sys.executable, "-c", other, str(path)], check=True)
    assert path.with_name(f"{path.name}-wal").exists(), "the log is still in use"
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))


def test_the_command_line_writes_no_table_over_a_store(path, store, page_id):
    store.close()
    before = path.read_bytes()
    sheet = ROOT / "resources" / "sample" / "sample_n041.csv"
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "main.py", "group", str(sheet), "--out", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, path.read_bytes() == before) == (2, True)
    assert "不能被导出覆盖" in ended.stderr


MOUNTED = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /mnt/share rw,relatime shared:20 - cifs //server/share rw,vers=3.1
41 22 0:36 / /mnt/share/inner rw - ext4 /dev/sdb1 rw
42 22 0:37 / /srv/nfs rw - nfs4 server:/export rw
43 22 0:38 / /home/a/remote\\040disk rw,nosuid - fuse.sshfs a@b: rw
44 22 0:39 / /overlay rw - overlay overlay rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/病案.sqlite", ""),
        ("/mnt/share/病案.sqlite", "cifs"),
        ("/mnt/share2/病案.sqlite", ""),
        ("/mnt/share/inner/病案.sqlite", ""),
        ("/srv/nfs/a/b/病案.sqlite", "nfs4"),
        ("/home/a/remote disk/病案.sqlite", "fuse.sshfs"),
        ("/overlay/病案.sqlite", ""),
    ],
)
def test_which_drive_a_place_lies_on(path, kind):
    assert mounted_kind(path, MOUNTED) == kind


@pytest.mark.parametrize(
    ("full", "is_one"),
    [
        (r"\\server\share\病案.sqlite", True),
        ("//server/share/病案.sqlite", True),
        (r"\\?\UNC\server\share\病案.sqlite", True),
        (r"\\?\C:\病案.sqlite", False),
        (r"C:\病案.sqlite", False),
    ],
)
def test_what_a_share_is_called_on_windows(full, is_one):
    assert is_share(full) is is_one


@POSIX
def test_a_store_on_a_drive_of_another_machine_is_refused_and_nothing_is_made_there(tmp_path, monkeypatch):
    share = tmp_path / "share"
    share.mkdir()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"{MOUNTED}50 22 0:50 / {os.path.realpath(share)} rw - cifs //server/share rw\n")
    monkeypatch.setattr(network_drives, "MOUNTS", mounts)
    (tmp_path / "link").symlink_to(share)
    for place in (share, tmp_path / "link", share / "deep"):
        with pytest.raises(StoreOnNetworkError, match=r"本机磁盘.*网络盘只存放备份"):
            SqliteStore(place / "病案.sqlite", datetime.now)
    assert list(share.iterdir()) == []
    SqliteStore(tmp_path / "病案.sqlite").close()
