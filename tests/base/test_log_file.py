"""A log is bounded in size, whoever writes to it, and the oldest part goes."""

import logging

from coding.base import log_file
from coding.base.log_file import OLDER, LogFile, append_to_log, log_files
from coding.base.timings import kind_of_work, note_timing, timings
from coding.base.trace import LOG_MARK


def test_a_full_log_makes_room_and_no_more_than_five_files_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(log_file, "LOG_BYTES", 400)
    path = tmp_path / "frontpage.log"
    for number in range(200):
        append_to_log(path, f"{number:03} {'x' * 40}\n")
    files = log_files(path)
    assert len(files) == OLDER + 1
    assert len(list(tmp_path.iterdir())) == OLDER + 1
    assert all(one.stat().st_size < 500 for one in files)
    assert all(one.read_text("utf-8").startswith(LOG_MARK) for one in files)
    kept = "".join(one.read_text("utf-8").replace(LOG_MARK, "") for one in reversed(files)).splitlines()
    numbers = [int(line[:3]) for line in kept]
    assert numbers == list(range(numbers[0], 200)), "the newest are all there, in their order"


def test_two_programs_write_to_one_log(tmp_path, monkeypatch):
    monkeypatch.setattr(log_file, "LOG_BYTES", 2_000)
    one, other = LogFile(tmp_path / "一.log"), LogFile(tmp_path / "一.log")
    for number in range(20):
        for handler in (one, other):
            handler.handle(logging.LogRecord("ui", logging.WARNING, __file__, 1, "失败", (), None))
        assert number >= 0
    told = "".join(file.read_text("utf-8") for file in log_files(tmp_path / "一.log"))
    assert told.count("WARNING ui 失败") == 40


def test_the_kind_of_a_work_is_told_and_not_what_it_is_done_to():
    assert kind_of_work("读入 欧阳样例.csv") == "读入"
    note_timing(kind_of_work("读入 欧阳样例.csv"), 2.5)
    assert (timings()[-1].what, timings()[-1].seconds) == ("读入", 2.5)
