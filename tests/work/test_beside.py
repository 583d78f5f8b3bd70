"""Work in a process of its own beside the work of this one."""

import os
import threading

import pytest

from coding.base.errors import CodingError, UnusableInputError
from coding.work.beside import beside


def write(path, text):
    path.write_text(f"{text} {os.getpid()}", encoding="utf-8")


def fail(_path):
    raise UnusableInputError("写不出：请换一个位置。")


def test_it_is_done_when_the_block_is_left(tmp_path):
    with beside(write, tmp_path / "a", "甲"):
        pass
    assert (tmp_path / "a").read_text(encoding="utf-8").startswith("甲")


def test_what_it_raises_is_raised_here(tmp_path):
    with pytest.raises(UnusableInputError, match="换一个位置"), beside(fail, tmp_path):
        pass


def test_a_process_that_dies_is_told(tmp_path):
    if "fork" not in __import__("multiprocessing").get_all_start_methods() or threading.active_count() > 1:
        pytest.skip("这里不能安全地分出进程：该测试跳过")
    with pytest.raises(CodingError, match="意外退出"), beside(os._exit, 3):
        pass


def test_beside_other_threads_it_is_done_in_this_process(tmp_path):
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        with beside(write, tmp_path / "a", "乙"):
            assert (tmp_path / "a").read_text(encoding="utf-8") == f"乙 {os.getpid()}"
    finally:
        done.set()
        other.join()
