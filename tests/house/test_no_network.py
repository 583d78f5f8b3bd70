"""The program needs no network and asks for none: a day's work is done where there is none, and nothing tries."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coding.base.resources import resource_path

ROOT = Path(__file__).resolve().parents[2]
#: What speaks to other machines, or lets another program do so.
_SPEAKING = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib3", "webbrowser", "wsgiref", "xmlrpc",
}  # fmt: skip
_SPEAKING_PARTS = {
    "urllib.request", "urllib.error", "PySide6.QtNetwork", "PySide6.QtNetworkAuth", "PySide6.QtWebSockets",
    "PySide6.QtWebEngineCore", "PySide6.QtRemoteObjects",
}  # fmt: skip

#: Who may bring in what works on other machines: asked for by ``--cluster`` and by nothing else.
_CLUSTER, _BY_CLUSTER = {"dask", "distributed"}, {"coding/work/cluster.py", "coding/work/cluster_worker.py"}

#: A day in one process in which every try to speak ends it: a command of each kind, then the window. In a space without
#: a network, where the machine gives one; the hook sees what Python does, the table of the space what libraries do.
_DAY = r"""
import os, sys
from pathlib import Path

def barred(event, told):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        address = told[1] if len(told) > 1 else told[0]
        if event not in ("socket.connect", "socket.bind") or isinstance(address, tuple):
            print("TRIED", event, address, file=sys.stderr, flush=True)
            os._exit(7)
    if event in ("urllib.Request", "webbrowser.open", "http.client.connect", "smtplib.connect", "ftplib.connect"):
        print("TRIED", event, told, file=sys.stderr, flush=True)
        os._exit(7)

sys.addaudithook(barred)
folder, pages = Path(sys.argv[1]), sys.argv[2]
os.chdir(folder)
import main

def command(*words):
    sys.argv = ["main.py", *words]
    code = main.main()
    assert code == 0, (words, code)

command("check", pages, "--out", "checked", "--as-of", "2026-11-01", "--jobs", "2")
command("group", pages, "--out", "groups.csv")
command("month", pages, "--period", "2026", "--out", "month")

from PySide6.QtCore import QEventLoop, QTimer
from coding.page.edits import set_field
from ui.app import Program, application
from ui.theme.theme import apply_theme

def wait(ready):
    loop, timer, late = QEventLoop(), QTimer(), QTimer(singleShot=True, interval=600_000)
    timer.timeout.connect(lambda: ready() and loop.quit())
    late.timeout.connect(lambda: os._exit(8))
    timer.start(20), late.start()
    loop.exec()
    timer.stop(), late.stop()

app = application()
apply_theme(app, False)
program = Program(app, folder / "own.sqlite", folder / "sample.sqlite", main.open_store)
window = program.open(sample=True)
at_rest = lambda: window.session.knowledge is not None and not window.runner.running and not window.worklist.is_busy
wait(lambda: at_rest() and bool(window.worklist.ids))
window.pages.open(window.worklist.ids[0])
before = window.session.page.text("sex")
window.session.apply(set_field(window.session.page, "sex", "2" if before == "1" else "1"))
wait(at_rest)
assert window.session.page.text("sex") != before
window.actions_["help"].trigger()
manual = window.helping.manual
manual.look_for("口令")
wait(lambda: at_rest() and bool(manual.hits.hits))
manual.hits.step(1)
for mode in ("mode_review", "mode_month", "mode_code"):
    window.actions_[mode].trigger()
    wait(at_rest)
loaded = Path("/proc/self/maps")
if loaded.exists():
    assert "Qt6Network" not in loaded.read_text(), "a library of Qt brought the network with it"
for table in ("tcp", "tcp6", "udp", "udp6", "raw"):
    if sys.argv[3] == "alone" and (lines := Path("/proc/self/net") / table).exists():
        assert len(lines.read_text().splitlines()) <= 1, lines.read_text()
manual.close()
window.close()
print("A DAY WITHOUT A NETWORK", sys.argv[3])
"""


def sources():
    return [*(path for room in ("coding", "db", "ui") for path in (ROOT / room).rglob("*.py")), ROOT / "main.py"]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_brings_in_what_speaks_to_other_machines():
    found = []
    for path in sources():
        spoken = {one for one in imported(path) if one.split(".")[0] in _SPEAKING or one in _SPEAKING_PARTS}
        found += [f"{path.relative_to(ROOT).as_posix()}: {one}" for one in sorted(spoken)]
    assert found == []


def test_what_works_on_other_machines_is_brought_in_where_it_is_asked_for():
    found = [path for path in sources() if any(one.split(".")[0] in _CLUSTER for one in imported(path))]
    assert {path.relative_to(ROOT).as_posix() for path in found} == _BY_CLUSTER
    for path in found:
        top = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Import)]
        assert not any(alias.name.split(".")[0] in _CLUSTER for node in top for alias in node.names)


def test_only_files_of_this_machine_are_opened_by_the_desktop():
    """``QDesktopServices.openUrl`` would hand an address to a browser: it is given local files and nothing else."""
    for path in sources():
        for call in re.findall(r"openUrl\((.*)", path.read_text(encoding="utf-8")):
            assert call.startswith("QUrl.fromLocalFile("), path


def alone():
    """What puts a process where there is no network; [] where the machine does not let us."""
    tool = shutil.which("unshare")
    if tool is None or not sys.platform.startswith("linux"):
        return []
    words = [tool, "--user", "--map-root-user", "--net"]
    allowed = subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if allowed else []


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A file of some pages."""
    lines = resource_path("sample/sample_n041.csv").read_text(encoding="gb18030").splitlines(keepends=True)
    file = tmp_path_factory.mktemp("pages") / "pages.csv"
    file.write_text("".join(lines[:30]), encoding="gb18030")
    return file


def test_a_days_work_is_done_without_a_network(pages, tmp_path):
    """check, group and month; the window, a page altered, the manual searched, all three desks."""
    barrier = alone()
    command = [*barrier, sys.executable, "-c", _DAY, str(tmp_path), str(pages), "alone" if barrier else "watched"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
            "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "A DAY WITHOUT A NETWORK" in done.stdout


@pytest.mark.parametrize(
    "tries",
    [
        "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=1)",
        "import socket; socket.getaddrinfo('example.invalid', 80)",
    ],
)
def test_a_try_would_be_noticed(tries):
    watch = _DAY.partition("folder, pages")[0]
    done = subprocess.run([sys.executable, "-c", watch + tries], capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    assert "TRIED" in done.stderr
