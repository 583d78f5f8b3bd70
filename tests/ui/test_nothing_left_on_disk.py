"""After a session, and after a kill, names and identity numbers are to be read nowhere: the store is sealed."""

import os
import subprocess
import sys
import textwrap
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from coding.exchange.read import read_file
from coding.store.kept_people import SignIn
from db.sqlite.stores import Stores
from tests.db.sealed import FIRST, PASSWORD, Department
from tools.search_for_text import Words, holding
from ui.opening_files import SAMPLE

ROOT = Path(__file__).resolve().parents[2]

#: The window of another process: somebody signs in, opens a file, works on a page, tries a
#: word, fails once, and is closed.
SESSION = """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QDialog
    from coding.page.finding import Place
    from main import open_store
    from ui.people.sign_in import SignInDialog
    import ui.app

    def when_ready():
        window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "session")), None)
        if window is None:
            for door in (w for w in QApplication.topLevelWidgets() if isinstance(w, SignInDialog)):
                if door.isVisible() and not door.password.text():
                    door.user.setText(sys.argv[3])
                    door.password.setText(sys.argv[4])
                    door.enter.click()
            return
        if not state:
            window.open_file(Path(sys.argv[1]))
            state.append("opened")
        if window.session.page is None or window.session.knowledge is None or window.opening.is_busy:
            return
        if window.runner.running or len(state) > 1:
            return
        state.append("worked")
        for dialog in window.findChildren(QDialog):
            dialog.close()
        page = window.session.page
        window.form.focus_place(Place("contact_name"))
        QTest.keyClicks(window.form.focusWidget(), "abc")
        window.worklist.search.setText(page.text("patient_name"))
        QTimer.singleShot(0, lambda: int(page.text("patient_name") + page.text("id_no")))
        QTimer.singleShot(800, lambda: QApplication.activeModalWidget().close())  # the sentence about the failure
        QTimer.singleShot(1500, window.close)

    state = []
    timer = QTimer(interval=50)
    timer.timeout.connect(when_ready)
    application = ui.app.application()
    timer.start()
    sys.exit(ui.app.main(["--db", sys.argv[2]], open_store))
"""


@pytest.fixture
def home(tmp_path):
    """A user of this machine with a profile and a temporary folder of her own."""
    for name in ("profile", "temporary", "runtime"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path


@pytest.fixture
def store(home):
    """The data file of the department, sealed."""
    path = home / "profile" / "病案.sqlite"
    Department(path).close()
    return path


def environment(home):
    profile = str(home / "profile")
    names = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(home / "temporary"))
    own = {**dict.fromkeys((*names, "XDG_CONFIG_HOME"), profile), **temporary, "XDG_RUNTIME_DIR": str(home / "runtime")}
    kept = {name: text for name, text in os.environ.items() if name != "FRONTPAGE_DB"}
    return {**kept, **own, "QT_QPA_PLATFORM": "offscreen"}


def child(home, code, *arguments):
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(home), stderr=subprocess.PIPE, text=True)


def start_again(home, store):
    """The next start, until the door answers."""
    command = [sys.executable, "main.py", "--quit-when-ready", "--db", str(store)]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def secrets():
    """Names and identity numbers of the sample, in the encodings that anything here writes."""
    words = set()
    for page in read_file(SAMPLE).pages:
        words |= {page.text("patient_name"), page.text("id_no")}
    words = sorted(word for word in words if len(word) > 2)
    assert len(words) > 400
    return Words(tuple(words))


def leaks(home, secrets):
    """Files that hold one of the words; of the sealed store nothing is to be read either."""
    return [str(path.relative_to(home)) for path, _ in holding([home], secrets)]


def test_after_a_session_in_the_window_no_name_is_to_be_read_on_the_disk(home, store, secrets):
    process = child(home, SESSION, SAMPLE, store, FIRST, PASSWORD)
    _, told = process.communicate(timeout=600)
    assert process.returncode == 0, told
    [log] = home.rglob("frontpage.log")
    assert "builtins.ValueError" in log.read_text("utf-8"), "the error was logged, without its text"
    with closing(Stores()(store, SignIn(FIRST, PASSWORD))) as opened:
        assert opened.count() > 200, "the pages were imported"
    assert leaks(home, secrets) == []
    assert secrets.found_in(told.encode()) is None, "a desktop keeps what is printed"


def test_after_a_kill_in_the_middle_of_an_archive_the_next_start_removes_what_was_unpacked(
    home, store, secrets, tmp_path
):
    archive = tmp_path / "elsewhere" / "一年.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for month in range(6):
            file.writestr(f"{month}.csv", SAMPLE.read_bytes())
    process = child(home, SESSION, archive, store, FIRST, PASSWORD)
    unpacked = []
    try:
        end = time.monotonic() + 600
        while len(unpacked) < 6 and time.monotonic() < end and process.poll() is None:
            time.sleep(0.01)
            unpacked = list((home / "temporary").glob("*/*.csv"))
    finally:
        process.kill()
        process.communicate()
    archive.unlink()
    assert len(unpacked) == 6, "the kill came while the archive was unpacked"
    if sys.platform == "linux":  # what is unpacked has no name there, and goes with the process
        assert leaks(home, secrets) == []
    start_again(home, store)
    assert list((home / "temporary").glob("frontpage-*")) == []
    assert leaks(home, secrets) == []
