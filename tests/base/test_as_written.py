"""Names and lengths that Windows would not take, and the form in which it does."""

import sys

import pytest

from coding.base.as_written import as_written, in_full
from coding.base.private_copies import Content, content_of, keep_copy
from coding.grouping.pack_files import pack_files, tables_in


@pytest.mark.parametrize(
    ("path", "full"),
    [
        ("D:\\方案\\aux.csv", "\\\\?\\D:\\方案\\aux.csv"),
        ("D:/方案/aux.csv", "\\\\?\\D:\\方案\\aux.csv"),
        ("\\\\server\\share\\方案", "\\\\?\\UNC\\server\\share\\方案"),
        ("\\\\?\\D:\\方案", "\\\\?\\D:\\方案"),
    ],
)
def test_a_path_in_its_long_form(path, full):
    assert in_full(path) == full


def test_a_pack_with_a_table_that_is_called_as_a_device_is_read_and_copied(tmp_path):
    """Also on Windows, where such a folder comes from a backup of another machine."""
    folder = as_written(tmp_path / "方案")
    folder.mkdir()
    (folder / "aux.csv").write_text("seq,kind\n1,死亡\n", "utf-8")
    assert list(pack_files(tmp_path / "方案")) == ["aux.csv"]
    kept = keep_copy(content_of(tmp_path / "方案"), tmp_path / "本院")
    assert list(pack_files(kept.path)) == ["aux.csv"]
    assert not str(kept.path).startswith("\\\\?")


def test_a_copy_of_a_deep_pack_is_written_on_any_system(tmp_path):
    deep = "/".join(["很长的文件夹名称" * 5] * 8) + "/core.csv"
    assert len(str(tmp_path / deep)) > 260
    kept = keep_copy(Content("方案", {deep: b"seq\n"}), tmp_path / "本院")
    assert list(pack_files(kept.path)) == [deep]


def test_the_table_may_bear_a_name_that_windows_takes(tmp_path):
    files = {"auxiliary.csv": b"seq,kind\n", "cci.csv": b"code\n"}
    assert [table for table, _, _ in tables_in(files, ("aux", "cci"))] == ["aux", "cci"]


@pytest.mark.skipif(sys.platform == "win32", reason="其他系统的路径本来照写的用")
def test_elsewhere_a_path_stays_as_it_is(tmp_path):
    assert as_written(tmp_path / "aux.csv") == tmp_path / "aux.csv"
