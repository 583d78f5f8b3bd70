"""What a process is told of itself, and the end of its memory on Windows."""

import ctypes
import sys
import time

import pytest

from coding.base import windows_process
from coding.base.this_process import peak_mb, started_at

WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="只有 Windows 有这些调用")


def test_a_process_knows_when_it_began():
    assert 0 < time.time() - started_at() < 86_400


def test_the_most_memory_is_never_less_than_what_is_held():
    before = peak_mb()
    held = bytearray(64 << 20)
    held[::4096] = b"1" * len(held[::4096])
    assert peak_mb() >= max(before, 64)


def test_what_windows_is_handed_has_the_sizes_it_expects():
    """winnt.h and psapi.h on a machine of 64 bits."""
    assert ctypes.sizeof(windows_process.Limits) == 144
    assert ctypes.sizeof(windows_process.Counters) == 72


@WINDOWS
def test_windows_takes_the_limit():
    assert windows_process.limit_memory(8 << 30)
