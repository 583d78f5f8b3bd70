"""Where the data file lies."""

import sys
from pathlib import Path

import pytest

from coding.base.disk_cache import cache_dir
from coding.base.folders import database_path, user_data_folder
from coding.base.log_file import command_logs


def test_command_line_stands_above_the_environment(tmp_path):
    environment = {"FRONTPAGE_DB": str(tmp_path / "b.sqlite")}
    assert database_path(tmp_path / "a.sqlite", environment) == tmp_path / "a.sqlite"
    assert database_path(None, environment) == tmp_path / "b.sqlite"


def test_without_a_word_it_lies_in_the_users_own_folder(tmp_path):
    path = database_path(None, {"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)})
    assert path.name == "frontpage.sqlite"
    assert path.parent.name == "frontpage-coding"


def test_windows_keeps_it_in_local_app_data():
    assert user_data_folder({"LOCALAPPDATA": "C:/Users/a/AppData/Local"}, "win32") == Path("C:/Users/a/AppData/Local")


@pytest.mark.skipif(sys.platform == "win32", reason="那里 /data 不是完整的路径")
def test_linux_follows_xdg_unless_it_is_relative():
    assert user_data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data")
    for nothing in ({}, {"XDG_DATA_HOME": "relative"}):
        assert user_data_folder(nothing, "linux") == Path.home() / ".local" / "share"


def test_on_a_stick_everything_lies_beside_the_program(tmp_path):
    """Nothing of a patient stays on the machine that the stick was put into: neither file nor log nor the rest."""
    environment = {"FRONTPAGE_HOME": str(tmp_path), "LOCALAPPDATA": "C:/Users/a", "XDG_DATA_HOME": "/home/a"}
    assert database_path(None, environment) == tmp_path / "frontpage-coding" / "frontpage.sqlite"
    for platform in ("win32", "linux", "darwin"):
        assert user_data_folder(environment, platform) == tmp_path
    assert user_data_folder({"FRONTPAGE_HOME": "relative", "XDG_DATA_HOME": "/data"}, "linux") == Path("/data")


def test_on_a_stick_log_and_cache_lie_there_too(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path))
    assert command_logs()[0].is_relative_to(tmp_path)
    assert cache_dir().is_relative_to(tmp_path)
