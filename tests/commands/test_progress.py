"""How far a command is, for a person at a screen, and for nobody else."""

import argparse
import io
import sys
from pathlib import Path

import pytest

from coding.commands.door import run
from coding.commands.help_page import columns
from coding.commands.progress import Progress, progress

FILES = Path(__file__).resolve().parents[1] / "data" / "files"


class Screen(io.StringIO):
    def isatty(self):
        return True


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def shown(line, screen, clock, *steps):
    for at, *told in steps:
        clock.now = at
        line(*told)
    return screen.getvalue().split("\r")[1:]


@pytest.fixture
def screen():
    return Screen()


def test_the_line_says_count_share_rate_and_time_left(screen):
    clock = Clock()
    lines = shown(Progress("已检查", "页", 5000, screen, clock), screen, clock, (0.5, 100), (2.0, 1000), (60.0, 3000))
    assert [line.rstrip() for line in lines] == [
        "已检查 100 / 5,000 页（2%）",
        "已检查 1,000 / 5,000 页（20%），每秒 500 页，约剩 8 秒",
        "已检查 3,000 / 5,000 页（60%），每秒 50 页，约剩 40 秒",
    ]


def test_it_is_told_now_and_then_only(screen):
    clock = Clock()
    lines = shown(Progress("已读", "行", 0, screen, clock), screen, clock, *((n / 1000, n, 1000) for n in range(1000)))
    assert len(lines) == 4


def test_the_next_file_begins_anew(screen):
    clock = Clock()
    line = Progress("已读", "行", 0, screen, clock)
    lines = shown(line, screen, clock, (10.0, 1000, 2000), (10.5, 20, 400), (12.5, 220, 400))
    assert lines[-1].rstrip() == "已读 220 / 400 行（55%），每秒 110 行，约剩 2 秒"


def test_without_a_unit_the_share_alone_is_told(screen):
    clock = Clock()
    lines = shown(Progress("已核对", "", 0, screen, clock), screen, clock, (90.0, 100, 1000))
    assert lines == ["已核对 10%，约剩 13 分 30 秒"]


def test_a_shorter_line_covers_a_longer_one_and_the_end_leaves_nothing(screen):
    clock = Clock()
    line = Progress("已检查", "页", 5000, screen, clock)
    first, second = shown(line, screen, clock, (2.0, 1000), (4.0, 10))
    assert columns(second) >= columns(first)
    line.end()
    assert screen.getvalue().endswith("\r" + " " * columns(first) + "\r")


def test_every_sign_of_it_is_one_of_a_chinese_console(screen):
    clock = Clock()
    for line in shown(Progress("已检查", "页", 5, screen, clock), screen, clock, (9.0, 1), (9999.0, 2)):
        line.encode("cp936")


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO, False), (Screen, True)])
def test_nobody_who_does_not_look_is_told(stream, quiet, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream())
    with progress(argparse.Namespace(quiet=quiet), "已读", "行", 1) as step:
        step(1)
        assert not isinstance(step, Progress)
    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize("command", ["check", "group", "compare"])
def test_a_pipe_gets_no_line_and_a_screen_is_left_clean(command, monkeypatch, tmp_path):
    monkeypatch.setattr("coding.commands.progress._BETWEEN", 0)
    pages = str(FILES / "n041_utf8sig.csv")
    out = str(tmp_path / ("o.csv" if command == "group" else "o"))
    more = ["--scheme", "embedded", "--scheme", "embedded", "--jobs", "1"] if command == "compare" else []
    argv = [command, pages, "--out", out, *more]
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert run(argv) == 0
    assert "\r" not in sys.stderr.getvalue()
    monkeypatch.setattr(sys, "stderr", Screen())
    assert run(argv) == 0
    told = sys.stderr.getvalue()
    assert "已" in told
    assert told.rpartition("\r")[0].endswith(" ")
