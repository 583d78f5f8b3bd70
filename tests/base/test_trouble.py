"""Why a file could not be read or written, in words: also where only Windows' own number tells it."""

import errno

import pytest

from coding.base.trouble import file_trouble


def refused(number, windows=None, path="D:\\导出\\首页.csv"):
    error = OSError(number, "", path)
    if windows is not None:
        error.winerror = windows
    return error


@pytest.mark.parametrize(
    ("number", "windows", "words"),
    [
        (errno.EACCES, 5, "没有权限或文件被占用"),
        (errno.EACCES, 32, "正被另一个程序打开"),
        (errno.EACCES, 19, "磁盘是只读的"),
        (errno.ENOENT, 53, "网络盘连不上"),
        (errno.ENOSPC, 112, "磁盘已满"),
        (errno.EINVAL, 225, "被杀毒软件拦下"),
        (errno.EINVAL, 123, "文件名不可用"),
        (errno.EINVAL, 1392, "磁盘上的文件已损坏"),
        (errno.ENOENT, 2, "路径不存在"),
    ],
)
def test_what_windows_says_is_told_as_what_it_is(number, windows, words):
    assert file_trouble(refused(number, windows)) == words


@pytest.mark.parametrize("windows", [2, 3, 206])
def test_a_path_that_is_too_long_is_told_so(windows):
    assert "路径过长" in file_trouble(refused(errno.ENOENT, windows, "D:\\" + "很长的文件夹\\" * 40 + "首页.csv"))


def test_a_long_path_of_another_system_is_no_trouble_of_its_own():
    assert file_trouble(refused(errno.ENOENT, None, "/" + "很长的文件夹/" * 40)) == "路径不存在"
