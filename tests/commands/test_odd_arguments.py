"""The command line and the window's start with words that no file system, number or database takes: a sentence each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

ROOT = Path(__file__).resolve().parents[2]

#: No system hands on NUL in an argument; a starter that builds the arguments itself can.
DOOR = "import sys, main; sys.argv = ['main.py', *eval(sys.argv[1])]; sys.exit(main.main())"


def start(*arguments, folder=ROOT, **environment):
    return subprocess.run(
        [sys.executable, "-c", DOOR, repr(list(arguments))],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=600,
        check=False,
    )


@pytest.mark.parametrize(
    "name", ["病\0案.sqlite", "half\ud800.sqlite", "~nobody-here/\0", "x" * 300], ids=("nul", "half", "home", "long")
)
def test_a_place_that_cannot_be_is_refused_in_a_sentence(tmp_path, name):
    ended = start("--db", str(tmp_path / name), "--quit-when-ready")
    assert ended.returncode == 2
    assert "--db" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_home_that_nobody_has_is_a_folder_like_another(tmp_path):
    named = "~nobody-here-at-all/a.sqlite"
    ended = start("--db", named, "--quit-when-ready", folder=tmp_path, HOME=str(tmp_path), PWD=str(tmp_path))
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 0 or "请" in ended.stderr


def test_whatever_the_last_page_says_the_window_of_the_command_line_starts(tmp_path):
    """One such word; all the others in tests/ui/test_window.py."""
    path = tmp_path / "病案.sqlite"
    store = SqliteStore(path)
    store.import_reading(make_reading(make_page()))
    store.set_machine_setting("worklist.last_page", "²")
    store.set_machine_setting("import.running", "²|三月.csv")
    store.close()
    ended = start("--db", str(path), "--quit-when-ready")
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
