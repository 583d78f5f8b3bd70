"""Work behind the window waits while the window has something to do, but never for long."""

import threading
import time

from PySide6.QtCore import QTimer

from ui.courtesy import Courtesy
from ui.tasks import TaskRunner

#: Far more pieces than there would be time for if each of them waited.
MANY = 3000


def test_the_next_piece_waits_until_the_window_has_answered(qtbot):
    courtesy, worked, told = Courtesy(most=60), threading.Event(), []

    def work():
        courtesy.let_it_go_first()
        worked.set()

    def answer_a_key():
        threading.Thread(target=work).start()
        time.sleep(0.1)  # the window draws meanwhile
        told.append(worked.is_set())

    QTimer.singleShot(0, answer_a_key)
    qtbot.waitUntil(worked.is_set)
    assert told == [False]


def test_beside_a_window_that_rests_nothing_waits(qtbot):
    courtesy, done = Courtesy(most=60), threading.Event()

    def work():
        for _ in range(MANY):
            courtesy.let_it_go_first()
        done.set()

    threading.Thread(target=work).start()
    qtbot.waitUntil(done.is_set)


def test_a_window_that_never_rests_does_not_stop_the_work(qtbot):
    courtesy, done, turns = Courtesy(), threading.Event(), []

    def work():
        for _ in range(3):
            courtesy.let_it_go_first()
        done.set()

    threading.Thread(target=work).start()
    QTimer.singleShot(0, lambda: turns.append(done.wait(20)))  # the window's own thread, busy
    qtbot.waitUntil(lambda: bool(turns))
    assert turns == [True]


def test_the_window_does_not_wait_for_itself(qtbot):
    courtesy, told = Courtesy(most=60), []
    QTimer.singleShot(0, lambda: told.append([courtesy.let_it_go_first() for _ in range(MANY)]))
    qtbot.waitUntil(lambda: bool(told))


def test_each_check_of_a_task_is_such_a_moment(qtbot):
    runner, came = TaskRunner(), []

    def work(task):
        for _ in range(MANY):
            task.check()
        return MANY

    runner.run("数", work, came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert came == [MANY]
    runner.shutdown()
