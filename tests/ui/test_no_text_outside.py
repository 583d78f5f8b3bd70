"""After a day's work, after kills in the middle of it and in a backup, no person of the pages is named in the profile
or among the temporary files: neither in the sealed data file and what lies beside it, nor anywhere else.
"""

import os
import random
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from coding.exchange.read import read_file
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_people import SignIn
from main import open_store
from tests.ui.a_day import NAME, PASSWORD, USER
from tools.search_for_text import holding, words_of
from ui.opening_files import SAMPLE

ROOT = Path(__file__).resolve().parents[2]
#: Rows of the sample in a file: a day is long enough with these.
ROWS = 40
STEPS = ("read", "unpack", "search", "edit", "draft", "hand_over", "back_up", "ask_for_help")
_CHANCE = random.Random(20261101)
#: After which step the window is killed, and how many seconds later.
KILLS = [(step, round(_CHANCE.uniform(0, 0.5), 3)) for step in _CHANCE.sample(STEPS[:-2], 2)]

#: A command that fails as nobody foresaw, in words that quote a page: at its door, in a thread and in a destructor.
CRASH = """
import sys, threading
from coding.commands.door import run
from main import _leave_no_word, open_store

class Left:
    def __del__(self):
        int(sys.argv[1])

def window(_argv):
    Left()
    thread = threading.Thread(target=lambda: int(sys.argv[1]))
    thread.start()
    thread.join()
    import logging
    logging.getLogger("a library").error("cannot read %s", sys.argv[1])
    return int(sys.argv[1])

_leave_no_word()
sys.exit(run(["--sample"], window, None, open_store))
"""


@pytest.fixture(scope="module")
def words():
    found = words_of(read_file(SAMPLE).pages)
    assert len(found.words) > 2_000
    assert found.common == (), "no name of the sample is a word of our own resources: none is passed over"
    return found


class User:
    """Somebody at this machine: a profile and a temporary folder of her own; files come and go elsewhere."""

    def __init__(self, home):
        self.home = home
        for name in ("profile", "temporary", "runtime", "elsewhere"):
            (home / name).mkdir(mode=0o700)
        head, *rows = SAMPLE.read_bytes().splitlines(keepends=True)
        self.store = home / "profile" / "frontpage-coding" / "一天.sqlite"
        self.store.parent.mkdir()
        self.file, self.archive, self.out = (home / "elsewhere" / name for name in ("七月.csv", "八月.zip", "交出"))
        self.out.mkdir()
        self.file.write_bytes(b"".join([head, *rows[:ROWS]]))
        with zipfile.ZipFile(self.archive, "w", zipfile.ZIP_DEFLATED) as file:
            for number in (1, 2):
                file.writestr(f"{number}.csv", b"".join([head, *rows[number * ROWS : (number + 1) * ROWS]]))

    @property
    def folders(self):
        return [self.home / name for name in ("profile", "temporary", "runtime")]

    @property
    def environment(self):
        profile, kept = str(self.home / "profile"), {**os.environ, "FRONTPAGE_DB": str(self.store)}
        xdg = (f"XDG_{kind}_HOME" for kind in ("DATA", "CACHE", "STATE", "CONFIG"))
        own = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", *xdg), profile)
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.home / "temporary"))
        runtime = {"XDG_RUNTIME_DIR": str(self.home / "runtime"), "QT_QPA_PLATFORM": "offscreen"}
        return {**kept, **own, **temporary, **runtime}

    def start(self, *arguments, **more):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.Popen([sys.executable, *map(str, arguments)], cwd=ROOT, env=self.environment, **pipes)

    def run(self, *arguments, code=0, **more):
        """What a process has printed that ended with this code."""
        process = self.start(*arguments, **more)
        try:
            told, failed = process.communicate(timeout=600)
        finally:
            process.kill()
        assert process.returncode == code, failed.decode(errors="replace")
        return told + failed

    def day(self):
        return ("-m", "tests.ui.a_day", self.file, self.archive, self.out)

    def kill_after(self, step, seconds):
        """A day that ends by a kill so long after a step of it."""
        self.store = self.store.with_name(f"{step}.sqlite")  # a new one, that every step has something to do
        process = self.start(*self.day())
        limit = threading.Timer(600, process.kill)
        limit.start()
        try:
            assert any(line.strip() == step.encode() for line in process.stdout), process.stderr.read().decode()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(seconds)
        finally:
            limit.cancel()
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    return User(tmp_path_factory.mktemp("一天"))


def nothing_in_clear_text(user, words):
    assert list(holding(user.folders, words)) == []


def nothing_in_the_bundle(path, words):
    """Unpacked, as whoever gets it reads it."""
    with zipfile.ZipFile(path) as packed:
        told = {name: packed.read(name) for name in packed.namelist()}
    assert "病案\t".encode() in told["数量.txt"], "it knows the store"
    assert [name for name, data in told.items() if words.found_in(data + name.encode())] == []


def test_a_day_in_the_window_and_kills_in_the_middle_of_others(user, words):
    told = user.run(*user.day())
    assert [line for line in told.decode().split() if line in STEPS] == list(STEPS)
    assert words.found_in(told) is None, "a desktop keeps what is printed"
    [log] = user.home.glob("profile/**/frontpage.log")
    assert "builtins.ValueError" in log.read_text("utf-8"), "the error was logged, without its text"
    with closing(open_store(user.store, SignIn(USER, PASSWORD))) as store:
        names = " ".join(page.text("patient_name") for _, page in store.pages(store.worklist()))
        assert words.found_in(names.encode()), "the pages are in the store"
        exports = store.audit(AuditQuery(frozenset({Deed.EXPORT})))
    assert [Path(entry.about["file"]).name for entry in exports] == ["求助包.zip", "问题.xlsx", "校正.csv", "校正.xlsx"]
    assert {entry.name for entry in exports} == {NAME}
    assert len(list(user.store.with_name("备份").iterdir())) == 1
    nothing_in_the_bundle(user.store.with_name("求助包.zip"), words)
    assert {path.suffix for path in user.out.iterdir()} == {".csv", ".xlsx"}
    assert all(path.stat().st_mode & 0o077 == 0 or sys.platform == "win32" for path in user.out.iterdir())
    nothing_in_clear_text(user, words)
    for step, seconds in KILLS:
        user.kill_after(step, seconds)
    nothing_in_clear_text(user, words)  # as a kill leaves it, the write-ahead log included
    user.run("main.py", "--quit-when-ready")  # what a kill has left goes at the next start
    assert list(user.home.glob("temporary/frontpage-*")) == []
    nothing_in_clear_text(user, words)


def test_commands_and_one_that_fails_inside(user, words):
    out = user.home / "elsewhere" / "结果"
    user.run("main.py", "check", user.file, user.archive, "--out", out, "--jobs", "2")
    with user.file.open("rb") as file:
        user.run("main.py", "check", "-", "--out", out, "--jobs", "1", stdin=file)
    assert list(holding([out], words)), "results name the stays"
    assert all(path.stat().st_mode & 0o077 == 0 or sys.platform == "win32" for path in out.iterdir())
    page = read_file(user.file).pages[0]
    told = user.run("-c", CRASH, page.text("patient_name") + page.text("id_no"), code=2)
    assert words.found_in(told) is None
    [log] = user.home.glob("profile/**/frontpage-coding.log")
    assert log.read_text("utf-8").count("builtins.ValueError") == 3, "each is logged, without its text"
    nothing_in_clear_text(user, words)


def test_the_search_finds_a_name_in_every_encoding_and_in_a_name_of_a_file(tmp_path, words):
    name = next(word for word in words.words if not word.isascii())
    for number, code in enumerate(("utf-8", "utf-16", "utf-16-be", "gb18030")):
        (tmp_path / str(number)).write_bytes(b'\xff\x00,"' + f"{name},".encode(code) + b"\x00")
    (tmp_path / f"{name}.tmp").write_bytes(b"")
    (tmp_path / "kept.sqlite").write_text(name, "utf-8")
    (tmp_path / "other").write_bytes(bytes(range(256)) * 1_000)
    found = holding([tmp_path], words, ("*.sqlite",))
    assert [(path.name, word) for path, word in found] == [
        *((str(number), name) for number in range(4)), (f"{name}.tmp", name),
    ]  # fmt: skip
