"""The settings of this machine: a small file beside the data, exchanged whole, for its owner alone."""

import os
import stat

import pytest

from coding.store.store_errors import StoreReadOnlyError
from db.shared.machine_settings import MachineSettings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "首页.machine.json"


def test_keys_of_two_windows_stand_beside_each_other(file):
    one, other = MachineSettings(file), MachineSettings(file)
    one.put("window.appearance", "dark")
    other.put("import.last_folder", "/导出")
    assert one.get("import.last_folder") == "/导出"
    assert other.get("window.appearance") == "dark"
    assert one.get("nothing") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version":99,"settings":{}}', '{"version":2}', "\x00\xff"])
def test_file_that_cannot_be_read_counts_as_empty_and_is_made_anew(file, text):
    file.write_text(text, encoding="utf-8")
    settings = MachineSettings(file)
    assert settings.get("window.appearance") is None
    settings.put("window.appearance", "dark")
    assert settings.get("window.appearance") == "dark"


def test_nothing_is_left_beside_the_file_and_nobody_else_reads_it(file):
    MachineSettings(file).put("window.appearance", "dark")
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_folder_that_is_not_there_is_told_in_chinese(tmp_path):
    with pytest.raises(StoreReadOnlyError, match="检查文件夹权限"):
        MachineSettings(tmp_path / "没有" / "a.json").put("a", "b")
