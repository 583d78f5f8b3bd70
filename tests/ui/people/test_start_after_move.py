"""A start opens the data file where it was moved to; where that is out of reach nothing is made anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coding.store.kept_people import SignIn
from tests.ui.people.conftest import PASSWORD, USER

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def moved(house, tmp_path):
    there = tmp_path / "新处"
    there.mkdir()
    return house.keeper.move(house.path, there, SignIn(USER, PASSWORD))


def started(path, *more):
    """A start that ends once its first dialog or window answers."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FRONTPAGE_DB": str(path)}
    command = [sys.executable, "main.py", "--quit-when-ready", *more]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)


def test_it_is_opened_in_its_new_place(house, moved):
    done = started(house.path)
    assert done.returncode == 0, done.stderr
    assert not house.path.exists(), "no new one was made in the old place"


def test_a_disk_that_is_not_there_is_told_and_nothing_is_made(house, moved):
    moved.path.parent.rename(moved.path.parent.with_name("拔下"))
    done = started(house.path)
    assert done.returncode == 2
    assert "请接上那块磁盘" in done.stderr
    assert not house.path.exists()
    assert not moved.path.parent.exists()


def test_commands_find_it_by_its_old_place(house, moved, tmp_path):
    (tmp_path / "口令").write_text(PASSWORD, "utf-8")
    signed = ["--user", USER, "--password-file", str(tmp_path / "口令")]
    command = [sys.executable, "main.py", "verify", str(house.path), *signed]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "没有不符" in done.stdout
