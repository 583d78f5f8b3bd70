"""Folders for what lies on the disk for a moment: nobody else reads them, and a kill does not leave them there."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from coding.base.archive import unpack
from coding.base.private_folder import PrivateFolder, clean_up_after_the_killed

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows 的临时目录本来只属于当前用户")

UNPACKING = """
import sys
from pathlib import Path
from coding.base.archive import unpack
held = unpack(Path(sys.argv[1]))
print(held.folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "临时"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "七月.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("首页.csv", "姓名\n张样例\n")
    return path


def unpacking(archive, temporary):
    process = subprocess.Popen(
        [sys.executable, "-c", UNPACKING, str(archive)],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return process, Path(process.stdout.readline().strip())


@POSIX
def test_what_is_unpacked_is_for_this_user_alone(archive, temporary):
    unpacked = unpack(archive)
    assert stat.S_IMODE(unpacked.folder.path.stat().st_mode) == 0o700
    assert unpacked.folder.path.parent == temporary
    unpacked.folder.cleanup()
    assert list(temporary.iterdir()) == []


def test_an_archive_unpacked_by_a_process_that_was_killed_goes_at_the_next_start(archive, temporary):
    process, folder = unpacking(archive, temporary)
    assert [f.read_text("utf-8") for f in folder.iterdir()] == ["姓名\n张样例\n"]
    clean_up_after_the_killed()
    assert folder.exists(), "its owner is at work"
    process.kill()
    process.wait()
    assert folder.exists()
    clean_up_after_the_killed()
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 有不带名字的文件")
def test_what_is_unpacked_is_gone_with_the_process_that_was_killed(archive, temporary):
    process, folder = unpacking(archive, temporary)
    (file,) = folder.iterdir()
    assert file.read_text("utf-8") == "姓名\n张样例\n"
    process.kill()
    process.wait()
    assert not file.exists()
    assert "张样例" not in "".join(p.read_text() for p in temporary.rglob("*") if p.is_file())


def test_a_start_leaves_the_folders_of_this_process_and_of_others_alone(temporary):
    (temporary / "frontpage-notes").mkdir()
    (temporary / "其他").mkdir()
    with PrivateFolder() as folder:
        (folder / "a").write_text("a")
        clean_up_after_the_killed()
        assert (folder / "a").read_text() == "a"
    clean_up_after_the_killed()
    assert sorted(f.name for f in temporary.iterdir()) == ["frontpage-notes", "其他"]


def test_folders_of_earlier_versions_go_when_they_are_a_day_old(temporary):
    for name, age in (("frontpage-abcd_123", 2), ("frontpage-abcd_124", 0)):
        (temporary / name).mkdir()
        (temporary / name / "000.csv").write_text("张样例")
        then = time.time() - age * 86_400
        os.utime(temporary / name, (then, then))
    clean_up_after_the_killed()
    assert [f.name for f in temporary.iterdir()] == ["frontpage-abcd_124"]


@POSIX
def test_no_link_in_the_temporary_folder_leads_to_the_files_of_the_user(temporary, tmp_path):
    precious = tmp_path / "病历"
    precious.mkdir()
    (precious / "a").write_text("a")
    (temporary / "frontpage-1-x").symlink_to(precious)
    (temporary / "frontpage-1-x.owner").write_text("")
    (temporary / "frontpage-2-x.owner").symlink_to(precious / "a")
    clean_up_after_the_killed()
    assert (precious / "a").read_text() == "a"


@POSIX
def test_a_copy_of_the_process_does_not_remove_the_folder(temporary):
    held = PrivateFolder()
    child = os.fork()
    if not child:  # a worker drops what it was handed
        held.cleanup()
        os._exit(0)
    os.waitpid(child, 0)
    assert held.path.exists()
    held.cleanup()
    assert list(temporary.iterdir()) == []


def test_a_folder_that_could_not_be_removed_is_removed_at_the_next_start(temporary, monkeypatch):
    """On Windows a file that a virus scanner looks into at that moment cannot be removed."""
    folder = PrivateFolder()
    (folder.path / "首页.csv").write_text("张样例", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_given, **_named: None)
        folder.cleanup()
    assert folder.path.exists()
    clean_up_after_the_killed()
    assert list(temporary.iterdir()) == []
