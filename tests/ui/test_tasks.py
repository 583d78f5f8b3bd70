"""Background work: what comes back, in which thread, and how it ends."""

import threading

import pytest
from PySide6.QtWidgets import QApplication

from db.sqlite.sqlite_store import SqliteStore
from ui.session import Session
from ui.status import StatusLine
from ui.tasks import TaskRunner


@pytest.fixture
def runner(qapp):
    runner = TaskRunner()
    yield runner
    runner.shutdown()


def test_result_comes_back_in_the_window_thread(qtbot, runner):
    seen = []
    runner.run("工作", lambda task: threading.get_ident(), on_result=lambda r: seen.append((r, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worked_in, told_in = seen[0]
    assert told_in == threading.get_ident() != worked_in


def test_error_is_told_once_and_the_task_ends(qtbot, runner):
    told, ended = [], []

    def fail(task):
        raise ValueError("坏了")

    runner.run("工作", fail, on_error=told.append, on_end=lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    assert [str(e) for e in told] == ["坏了"]
    assert runner.running == ()


def test_error_without_callback_is_not_lost(qtbot, runner):
    with qtbot.waitSignal(runner.failed) as signal:
        runner.run("工作", lambda task: 1 / 0)
    assert isinstance(signal.args[0], ZeroDivisionError)


def test_parts_arrive_in_order_with_progress(qtbot, runner):
    parts, results = [], []

    def work(task):
        for i in range(3):
            task.report(i + 1, 3, chr(97 + i))
        return "fertig"

    runner.run("工作", work, results.append, on_progress=lambda *p: parts.append(p))
    qtbot.waitUntil(lambda: bool(results))
    assert parts == [(1, 3, "a"), (2, 3, "b"), (3, 3, "c")]


def test_cancelled_work_stops_and_gives_no_result(qtbot, runner):
    going, results, ended = threading.Event(), [], []

    def work(task):
        going.set()
        while True:
            task.check()

    task = runner.run("工作", work, results.append, on_end=lambda: ended.append(True))
    assert going.wait(60)
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert results == []


def test_shutdown_waits_for_the_threads_and_calls_nobody_back(qtbot, runner):
    going, called = threading.Event(), []
    others = set(threading.enumerate())  # of windows that other tests leave to the collector

    def work(task):
        going.set()
        while True:
            task.check()

    runner.run("工作", work, called.append, called.append, lambda *_: called.append(1), lambda: called.append(2))
    assert going.wait(60)
    runner.shutdown()
    qtbot.wait(20)
    assert called == []
    assert not [t for t in threading.enumerate() if t.name.startswith("task") and t not in others]


def test_after_the_shutdown_nothing_is_begun_and_nobody_is_called(qtbot, runner):
    told = []
    runner.started.connect(told.append)
    runner.shutdown()
    task = runner.run("工作", told.append, told.append, told.append, told.append, lambda: told.append("end"))
    assert task.cancelled
    assert runner.running == ()
    QApplication.processEvents()
    assert told == []


def test_what_goes_on_is_shown_again_when_a_short_task_has_ended(qtbot, runner, tmp_path):
    store = SqliteStore(tmp_path / "pages.sqlite")
    status = StatusLine(Session(store), runner)
    qtbot.addWidget(status)
    status.show()
    go_on = threading.Event()
    runner.run("检查全部病案", lambda task: go_on.wait(60))
    ended = []
    runner.run("检查同一患者的其他病案", lambda task: None, on_end=lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.waitUntil(lambda: status._progress.isVisible())
    assert status._working.text() == "检查全部病案"
    go_on.set()
    qtbot.waitUntil(lambda: not runner.running)
    assert not status._progress.isVisible()
    store.close()
