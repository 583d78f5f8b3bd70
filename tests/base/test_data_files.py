"""Which files are those that patients' data are kept in, whoever asks at the same time."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from coding.base.data_files import CLEAR_HEADER, begins_as_clear

THREADS, ROUNDS = 8, 5_000


@pytest.fixture
def in_turns():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_a_data_file_is_known_by_every_thread_that_looks_into_it(tmp_path, in_turns):
    path, start = tmp_path / "首页.db", threading.Barrier(THREADS)
    path.write_bytes(CLEAR_HEADER + b"pages")
    assert begins_as_clear(path)

    def look():
        start.wait()
        return [begins_as_clear(path) for _ in range(ROUNDS)]

    with ThreadPoolExecutor(THREADS) as threads:
        found = [threads.submit(look) for _ in range(THREADS)]
    assert {one for each in found for one in each.result()} == {True}
