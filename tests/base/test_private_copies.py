"""Copies by content: private, one for the same bytes, whole or not at all, and broken ones are noticed and healed."""

import hashlib
import os
import stat
import sys
import time

import pytest

from coding.base.errors import UnusableInputError
from coding.base.private_copies import (
    clear_unfinished,
    content_of,
    copy_trouble,
    discard_copy,
    keep_copy,
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "病案.knowledge"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "本院诊断.csv"
    path.write_bytes("编码,名称\nJ18.900,肺炎\n".encode("gb18030"))
    return path


def test_the_copy_outlives_its_original_and_keeps_its_name(table, folder):
    copy = keep_copy(content_of(table), folder)
    data = table.read_bytes()
    table.unlink()
    assert (copy.path.name, copy.path.read_bytes()) == ("本院诊断.csv", data)
    assert copy.digest == hashlib.sha256(data).hexdigest()
    assert copy_trouble(copy.path, copy.digest) == ""


def test_the_same_bytes_are_one_copy_under_whatever_name_they_come(table, folder, tmp_path):
    first = keep_copy(content_of(table), folder)
    again = tmp_path / "又一份.csv"
    again.write_bytes(table.read_bytes())
    second = keep_copy(content_of(again), folder)
    assert (second.path, second.digest, first.is_new, second.is_new) == (first.path, first.digest, True, False)
    assert len(list(folder.iterdir())) == 1


def test_a_folder_is_copied_with_all_that_is_in_it(tmp_path, folder):
    pack = tmp_path / "方案"
    (pack / "adrg_codes").mkdir(parents=True)
    (pack / "scheme.csv").write_text("key,value\n", encoding="utf-8")
    (pack / "adrg_codes" / "MDCA.csv").write_text("node,code\n", encoding="utf-8")
    copy = keep_copy(content_of(pack), folder)
    assert {p.relative_to(copy.path).as_posix() for p in copy.path.rglob("*.csv")} == {
        "scheme.csv",
        "adrg_codes/MDCA.csv",
    }
    assert copy_trouble(copy.path, copy.digest) == ""
    (copy.path / "adrg_codes" / "MDCA.csv").unlink()
    assert "不同" in copy_trouble(copy.path, copy.digest)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another matter there")
def test_only_its_owner_may_read_it(table, folder):
    copy = keep_copy(content_of(table), folder)
    assert stat.S_IMODE(copy.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_broken_copy_is_noticed_and_made_good_by_bringing_the_file_again(table, folder):
    copy = keep_copy(content_of(table), folder)
    copy.path.write_bytes(copy.path.read_bytes()[:-3])
    assert copy_trouble(copy.path, copy.digest) == "副本的内容与导入时不同"
    assert keep_copy(content_of(table), folder).path == copy.path
    assert copy_trouble(copy.path, copy.digest) == ""
    copy.path.unlink()
    assert copy_trouble(copy.path, copy.digest) == "副本不见了"
    assert keep_copy(content_of(table), folder).is_new
    assert len(list(folder.iterdir())) == 1


def test_where_nothing_can_be_written_nothing_is_left(table, tmp_path):
    folder = tmp_path / "不是文件夹"
    folder.write_text("占着", encoding="utf-8")
    with pytest.raises(UnusableInputError, match=r"本院诊断\.csv"):
        keep_copy(content_of(table), folder)
    assert folder.read_text(encoding="utf-8") == "占着"


def test_a_disk_that_is_full_in_the_middle_leaves_no_half_copy(table, folder, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnusableInputError, match="磁盘已满"):
        keep_copy(content_of(table), folder)
    assert list(folder.iterdir()) == []


def test_a_copy_that_nobody_agreed_to_goes_away_and_one_that_was_there_stays(table, folder):
    discard_copy(keep_copy(content_of(table), folder))
    assert list(folder.iterdir()) == []
    keep_copy(content_of(table), folder)
    discard_copy(keep_copy(content_of(table), folder))
    assert len(list(folder.iterdir())) == 1


def test_what_a_kill_left_is_cleared_and_what_is_being_written_stays(table, folder):
    keep_copy(content_of(table), folder)
    for name, age in ((".part-old", 7200), (".broken-old", 7200), (".part-now", 0)):
        (folder / name).mkdir()
        at = time.time() - age
        os.utime(folder / name, (at, at))
    clear_unfinished(folder)
    assert {p.name for p in folder.iterdir() if p.name.startswith(".")} == {".part-now"}
    clear_unfinished(folder / "没有")
