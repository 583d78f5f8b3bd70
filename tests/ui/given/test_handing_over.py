"""Files named at the start, and a second start that hands them to the window that is open."""

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from coding.base.resources import resource_path
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.people.conftest import PASSWORD, USER
from tests.ui.people.conftest import clock as clock
from tests.ui.people.conftest import house as house
from ui.app import Program, application, main
from ui.given.handing_over import HandingOver, meeting_place
from ui.people.admission import Admission
from ui.people.sign_in import SignInDialog

ROOT = Path(__file__).resolve().parents[3]
LINES = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)


def pages(path, first=0, count=8):
    path.write_bytes(b"".join([LINES[0], *LINES[1 + first : 1 + first + count]]))
    return path


@pytest.fixture
def place(tmp_path):
    return meeting_place(tmp_path / "病案.sqlite", tmp_path / "用户数据")


@pytest.fixture
def opened(qtbot, place):
    """A window that hears; what it was given."""
    first, heard = HandingOver(place), []
    first.given.connect(heard.append)
    first.begin()
    yield first, heard
    first.end()


def start(place, qtbot):
    """A second start, whose waiting lets the first window have its turn."""
    return HandingOver(place), lambda _seconds: qtbot.wait(1)


def test_two_data_files_and_two_users_do_not_meet(tmp_path):
    places = {meeting_place(tmp_path / name, tmp_path / user) for name in "ab" for user in ("甲", "乙")}
    assert len(places) == 4


def test_the_first_start_opens_a_window_itself(place, tmp_path):
    alone = HandingOver(place)
    assert not alone.hand_over([tmp_path / "一.csv"])
    assert alone.is_first
    alone.end()
    assert list(place.iterdir()) == []


def test_a_second_start_hands_its_files_over(qtbot, place, opened, tmp_path):
    second, wait = start(place, qtbot)
    files = [tmp_path / "一 月#.csv", Path("//server/共享/二.csv")]
    assert second.hand_over(files, wait)
    assert opened[1] == [tuple(files)]
    assert [path.name for path in place.iterdir()] == ["window.lock"], "no path of a file stays"
    if os.name == "posix":
        assert place.stat().st_mode & 0o077 == 0


def test_what_lies_there_for_a_moment_is_paths_for_this_user_alone(qtbot, place, opened, tmp_path):
    opened[0].end()
    holder = HandingOver(place)
    assert not holder.hand_over([])
    seen = []

    def look(_seconds):
        (gift,) = place.glob("*.given")
        seen.append((json.loads(gift.read_text("utf-8")), gift.stat().st_mode & 0o777))

    second = HandingOver(place, patience=0.2)
    assert not second.hand_over([tmp_path / "一.csv"], look), "a window that hangs takes nothing: one is opened here"
    assert seen[0][0] == [str(tmp_path / "一.csv")]
    if os.name == "posix":
        assert seen[0][1] == 0o600
    assert list(place.glob("*.given")) == []
    holder.end()


def test_a_lock_that_was_left_behind_keeps_nobody_out(place, tmp_path):
    place.mkdir(parents=True)
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    host = os.uname().nodename if os.name == "posix" else ""
    (place / "window.lock").write_text(f"{gone.stdout.strip()}\npython\n{host}\n", encoding="utf-8")
    start = HandingOver(place)
    assert not start.hand_over([tmp_path / "一.csv"])
    assert start.is_first
    start.end()


def test_the_next_window_hears_when_the_first_is_closed(qtbot, place, opened, tmp_path):
    next_, heard = HandingOver(place), []
    next_.given.connect(heard.append)
    next_.begin()
    assert not next_.is_first
    opened[0].end()
    qtbot.waitUntil(lambda: next_.is_first)
    third, wait = start(place, qtbot)
    assert third.hand_over([tmp_path / "一.csv"], wait)
    assert heard == [(tmp_path / "一.csv",)]
    next_.end()


def test_what_is_no_gift_or_was_forgotten_is_not_opened(qtbot, place, opened, tmp_path):
    _, heard = opened
    old = place / "旧.given"
    old.write_text(json.dumps([str(tmp_path / "旧.csv")]), encoding="utf-8")
    os.utime(old, (time.time() - 3600, time.time() - 3600))
    for name, words in (("坏.given", "{"), ("数.given", "7"), ("相对.given", '["一.csv", 3]')):
        (place / name).write_text(words, encoding="utf-8")
    qtbot.waitUntil(lambda: not list(place.glob("*.given")))
    assert heard == []


def test_a_place_that_cannot_be_made_gives_every_start_its_own_window(tmp_path):
    (tmp_path / "用户数据").write_text("", encoding="utf-8")
    start = HandingOver(meeting_place(tmp_path / "病案.sqlite", tmp_path / "用户数据"))
    assert not start.hand_over([tmp_path / "一.csv"])
    start.begin()
    start.end()


# -- the program


OPEN = """
    import sys
    from functools import partial
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from main import open_store
    import ui.app

    def look():
        if (told := QApplication.activeModalWidget()) is not None:
            told.close()
        window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "session")), None)
        if window is None or not window.is_whole or window.runner.running:
            return
        if not told_it:
            print("open", flush=True)
            told_it.append(True)
        if window.session.store.count() == int(sys.argv[3]):
            window.close()

    told_it = []
    timer = QTimer(interval=50)
    timer.timeout.connect(look)
    application = ui.app.application()
    ui.app.Admission._seal = lambda self, door: self._keeper(door.path)
    ui.app.HandingOver = partial(ui.app.HandingOver, patience=110)  # however busy this machine is
    timer.start()
    sys.exit(ui.app.main(["--db", sys.argv[1], sys.argv[2]], open_store))
"""


def test_of_three_programs_that_start_at_once_one_opens_all_files(tmp_path):
    """As Windows starts them when three files are selected and opened."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment |= dict.fromkeys(("XDG_DATA_HOME", "LOCALAPPDATA"), str(tmp_path / "数据"))
    db = tmp_path / "病案.sqlite"
    files = [pages(tmp_path / f"{name}.csv", 8 * at).name for at, name in enumerate(("上 旬", "中旬", "下旬"))]
    command = [sys.executable, "-c", textwrap.dedent(OPEN), str(db)]
    # a path that is relative is so to where its program was started
    started = [
        subprocess.Popen([*command, file, "24"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
        for file in files
    ]
    assert [program.wait(600) for program in started] == [0, 0, 0]
    assert sorted(program.stdout.read() for program in started) == ["", "", "open\n"]
    store = SqliteStore(db)
    assert store.count() == 24
    store.close()


def test_an_unknown_argument_is_told_in_a_sentence(capsys):
    assert main(["--gibt-es-nicht"], lambda _path: None) == 2
    assert "无法识别的参数“--gibt-es-nicht”" in capsys.readouterr().err


def test_files_named_at_the_start_wait_for_the_sign_in(house, tmp_path):
    file = pages(tmp_path / "一.csv")
    program = Program(application(), house.path, tmp_path / "示例.sqlite", None, keeper=house.keeper)
    program._open_store = Admission(house.keeper, tmp_path / "示例.sqlite")
    program.give([file])

    def sign_in():
        door = QApplication.activeModalWidget()
        assert isinstance(door, SignInDialog)
        door.user.setText(USER)
        door.password.setText(PASSWORD)
        door.enter.click()

    QTimer.singleShot(0, sign_in)
    house.program = program
    window = program.open()
    before = window.session.store.count()

    def read():
        if (told := QApplication.activeModalWidget()) is not None:
            told.close()
        return window.session.store.count() == before + 8

    house.wait(read)
    house.wait(lambda: not window.runner.running)


def test_a_hospital_s_file_does_not_go_to_the_sample(coder, tmp_path):
    window = coder.start(sample=True)
    coder.rest()
    before = window.session.store.count()
    coder.program.give([pages(tmp_path / "一.csv")])
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "返回本院病案" in QApplication.activeModalWidget().sentence
    QApplication.activeModalWidget().close()
    coder.rest()
    assert window.session.store.count() == before
