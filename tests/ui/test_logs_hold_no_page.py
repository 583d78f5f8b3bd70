"""A log is handed to whoever maintains the program: no door to it lets through a word of a page."""

import ast
import logging
import os
import re
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from coding.base.trace import LOG_MARK
from coding.commands.crash import keep_trace
from coding.commands.door import run
from coding.page.finding import NotJudged
from coding.rules.engine import _defect
from ui.private_log import log_to, log_unraisable
from ui.tasks import TaskRunner
from ui.unexpected import install_excepthook

ROOT = Path(__file__).resolve().parents[2]
NAME, CARD = "欧阳样例", "110101199003074477"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows 的用户目录本来只属于当前用户")


def fail():
    """An error as they are: its text, its cause, its context and its values quote the page."""
    try:
        int(NAME + CARD)
    except ValueError as cause:
        try:
            {}[CARD]
        except KeyError:
            raise RuntimeError(f"{NAME} {CARD}") from cause


def raised():
    try:
        fail()
    except RuntimeError as error:
        return error


@pytest.fixture
def log(tmp_path):
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    before = list(root.handlers)
    path = log_to(tmp_path)
    yield path
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()


def nothing_of_the_page(text):
    assert NAME not in text
    assert CARD not in text


def useful(text):
    """Whoever maintains the program finds the kinds of the errors and where they were."""
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "in fail" in text


def test_an_error_that_nobody_caught(log):
    install_excepthook(lambda _sentence: None)
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    useful(log.read_text("utf-8"))
    nothing_of_the_page(log.read_text("utf-8"))


def test_an_error_behind_the_window(log, qtbot):
    runner = TaskRunner()
    ended = []
    runner.run(f"读入 {NAME}.csv", lambda _task: fail(), on_error=lambda _error: None, on_end=lambda: ended.append(1))
    qtbot.waitUntil(lambda: bool(ended))
    runner.shutdown()
    useful(log.read_text("utf-8"))
    nothing_of_the_page(log.read_text("utf-8"))


def test_an_error_of_a_rule(log):
    said = _defect("FP-ACC-001", raised())
    assert isinstance(said, NotJudged)
    for text in (said.defect, said.reason, log.read_text("utf-8")):
        nothing_of_the_page(text)
    assert "FP-ACC-001" in log.read_text("utf-8")
    useful(said.defect)


def test_errors_that_python_can_only_print(log, capsys):
    log_unraisable()

    class Left:
        def __del__(self):
            fail()

    Left()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    told = log.read_text("utf-8")
    assert told.count("builtins.RuntimeError") == 2
    nothing_of_the_page(told)
    nothing_of_the_page(capsys.readouterr().err)


def test_messages_of_other_libraries_leave_their_place_only(log):
    logging.getLogger("某库").warning("cannot read %s", NAME)
    logging.getLogger("某库").error(f"cannot read {CARD}", exc_info=raised())
    useful(log.read_text("utf-8"))
    nothing_of_the_page(log.read_text("utf-8"))
    assert "test_logs_hold_no_page.py:" in log.read_text("utf-8")


def test_an_error_of_a_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert run(["--sample"], window=lambda _argv: fail()) == 2
    told = (tmp_path / "frontpage-coding" / "frontpage-coding.log").read_text("utf-8")
    useful(told)
    nothing_of_the_page(told + capsys.readouterr().err)


@POSIX
def test_logs_are_for_their_owner_alone_old_ones_too(tmp_path, log, monkeypatch):
    logging.getLogger("ui").error("失败")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "状态"))
    old = tmp_path / "状态" / "frontpage-coding" / "frontpage-coding.log"
    old.parent.mkdir(parents=True)
    for before in (LOG_MARK, f"ValueError: {NAME}"):
        old.write_text(before, "utf-8")
        old.chmod(0o644)
        assert keep_trace(raised()) == old
        nothing_of_the_page(old.read_text("utf-8"))
        assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_a_log_of_a_version_that_quoted_pages_goes_at_the_next_start(tmp_path):
    for name in ("frontpage.log", "frontpage.log.1"):
        (tmp_path / name).write_text(f"ValueError: {NAME}", "utf-8")
    (tmp_path / "frontpage.log.2").write_text(LOG_MARK + "2026-11-01 ERROR ui 失败\n", "utf-8")
    before = list(logging.getLogger().handlers)
    log_to(tmp_path)
    for handler in [h for h in logging.getLogger().handlers if h not in before]:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert [f.name for f in tmp_path.iterdir()] == ["frontpage.log.2"]


#: A worker that fails on a page, in its work and where Python can only print: what is told names no page.
WORKERS = """
    import sys, threading
    from coding.commands.door import run
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.work.executors import LocalProcesses
    from main import _leave_no_word

    class Left:
        def __init__(self, text):
            self.text = text
        def __del__(self):
            int(self.text)

    def fail(page, knowledge, context):
        text = page.text("patient_name")
        Left(text)
        thread = threading.Thread(target=int, args=(text,))
        thread.start()
        thread.join()
        return int(text)

    def window(_argv):
        chunk = [(FrontPage({"patient_name": sys.argv[1]}), Context())]
        return list(LocalProcesses(2).map(fail, [chunk, chunk], KnowledgeSource()))

    _leave_no_word()
    sys.exit(run(["--sample"], window))
"""


def test_an_error_in_a_worker(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(WORKERS), NAME]
    places = {"XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **places}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    told = (tmp_path / "frontpage-coding" / "frontpage-coding.log").read_text("utf-8")
    assert "builtins.ValueError" in told
    nothing_of_the_page(told + done.stdout + done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 RLIMIT_CORE")
def test_a_crash_leaves_no_picture_of_the_memory():
    code = "import resource, main; main._leave_no_word(); print(resource.getrlimit(resource.RLIMIT_CORE))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0)"


def test_a_log_that_cannot_be_written_is_not_printed_instead(tmp_path):
    code = f"""
        import logging
        from pathlib import Path
        from ui.private_log import log_to, log_unraisable
        log_unraisable()
        logging.getLogger("ui").error("before %s", {NAME!r})
        log_to(Path({str(tmp_path / "nowhere")!r}))
        logging.getLogger("ui").error("after %s", {NAME!r})
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_messages_of_ours_are_fixed_texts():
    """The formatter leaves out what is filled in; a message put together beforehand would get past it."""
    loose = []
    for path in sorted(p for part in ("coding", "db", "ui") for p in (ROOT / part).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_log = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            if is_log and isinstance(call.func.value, ast.Name) and call.func.value.id == "_LOG":
                if call.func.attr == "addHandler":
                    continue
                if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
                    loose.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert loose == []


#: What may be filled into a title before its first blank: words of ours.
_OURS = {"PARTS[part]", "kind.title"}


def filled_in_before_a_blank(title):
    """What is filled into a title before its first blank: that much of it is kept with how long the work took."""
    for part in title.values:
        if isinstance(part, ast.Constant):
            if " " in part.value:
                return
        else:
            yield ast.unparse(part.value)


def test_of_the_title_of_a_work_what_names_a_file_stands_behind_a_blank():
    """``kind_of_work`` keeps what stands before it."""
    loose = []
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_run = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "run"
            if is_run and call.args and isinstance(call.args[0], ast.JoinedStr):
                found = [one for one in filled_in_before_a_blank(call.args[0]) if one not in _OURS]
                loose += [f"{path.relative_to(ROOT)}:{call.lineno} {one}" for one in found]
    assert loose == []


def test_a_work_that_takes_long_stands_in_the_log_by_its_kind(log, qtbot, monkeypatch):
    monkeypatch.setattr("ui.tasks.SLOW", 0.0)
    runner, ended = TaskRunner(), []
    runner.run(f"读入 {NAME}.csv", lambda _task: None, on_end=lambda: ended.append(1))
    qtbot.waitUntil(lambda: bool(ended))
    runner.shutdown()
    told = log.read_text("utf-8")
    assert re.search(r"用时较长 读入 \d+\.\d 秒", told)
    nothing_of_the_page(told)
