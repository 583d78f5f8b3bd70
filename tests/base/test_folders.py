"""Where the data file lies."""

from pathlib import Path

from coding.base.folders import database_path, user_data_folder


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


def test_linux_follows_xdg_unless_it_is_relative():
    assert user_data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data")
    for nothing in ({}, {"XDG_DATA_HOME": "relative"}):
        assert user_data_folder(nothing, "linux") == Path.home() / ".local" / "share"
