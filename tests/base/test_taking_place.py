"""A file takes its name although a virus scanner looks into the one there; a file that stays open is told."""

import sys
from pathlib import Path

import pytest

from coding.base import taking_place
from coding.base.errors import UnusableInputError
from coding.base.taking_place import take_place
from coding.base.whole_file import whole_file


@pytest.fixture
def windows(monkeypatch):
    """``windows(times, number)``: so many times the system refuses, as Windows does; the answer: seconds waited."""
    waited = []
    monkeypatch.setattr(taking_place.time, "sleep", waited.append)
    usual = Path.replace

    def refuse(times, number):
        left = [times]

        def replace(self, target):
            if not left[0]:
                return usual(self, target)
            left[0] -= 1
            error = PermissionError(13, "另一个程序正在使用此文件", str(self))
            error.winerror = number
            raise error

        monkeypatch.setattr(Path, "replace", replace)
        return waited

    return refuse


def written(tmp_path):
    finished, path = tmp_path / "写好的", tmp_path / "结果.csv"
    finished.write_text("新", "utf-8")
    path.write_text("旧", "utf-8")
    return finished, path


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_is_looked_into_for_a_moment_is_replaced(tmp_path, windows, number):
    finished, path = written(tmp_path)
    waited = windows(3, number)
    take_place(finished, path)
    assert path.read_text("utf-8") == "新"
    assert 0 < sum(waited) < 1


def test_a_file_that_stays_open_is_told_after_two_seconds_at_most(tmp_path, windows):
    finished, path = written(tmp_path)
    waited = windows(1000, 32)
    with pytest.raises(PermissionError):
        take_place(finished, path)
    assert 1 < sum(waited) < 2
    assert path.read_text("utf-8") == "旧"


def test_what_somebody_waits_for_is_told_in_half_a_second(tmp_path, windows):
    finished, path = written(tmp_path)
    waited = windows(1000, 32)
    with pytest.raises(PermissionError):
        take_place(finished, path, is_small=True)
    assert 0.2 < sum(waited) < 0.5


def test_what_waiting_does_not_mend_is_told_at_once(tmp_path, windows):
    finished, path = written(tmp_path)
    waited = windows(1, 112)
    with pytest.raises(OSError, match="使用"):
        take_place(finished, path)
    assert waited == []


def test_a_result_that_is_open_in_excel_is_named_and_left_as_it_was(tmp_path, windows):
    path = tmp_path / "结果.csv"
    path.write_text("旧", "utf-8")
    windows(1000, 32)
    with (
        pytest.raises(UnusableInputError, match=r"结果\.csv”（没有权限，或文件正被打开）：请关闭它"),
        whole_file(path) as file,
    ):
        file.write("新")
    assert [one.name for one in tmp_path.iterdir()] == ["结果.csv"]
    assert path.read_text("utf-8") == "旧"


@pytest.mark.skipif(sys.platform != "win32", reason="其他系统允许换掉打开的文件")
def test_windows_refuses_as_it_is_imitated_here(tmp_path):
    path = tmp_path / "结果.csv"
    path.write_text("旧", "utf-8")
    told = pytest.raises(UnusableInputError, match=r"结果\.csv”（没有权限，或文件正被打开）：请关闭它")
    with path.open("rb"), told, whole_file(path) as file:
        file.write("新")
    assert path.read_text("utf-8") == "旧"
    with whole_file(path, "utf-8") as file:
        file.write("新")
    assert path.read_text("utf-8") == "新"
