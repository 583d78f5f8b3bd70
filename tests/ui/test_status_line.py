"""A sentence and the progress of work stand side by side in the status line, never over each other."""

import threading

import pytest
from PySide6.QtWidgets import QApplication, QProgressBar


@pytest.fixture
def at_work(coder):
    coder.start()
    coder.rest()
    coder.window.resize(1366, 697)
    return coder


def test_a_sentence_that_comes_while_work_runs_lies_over_nothing(at_work):
    window, status, go_on = at_work.window, at_work.window.status, threading.Event()
    window.runner.run("读入 三月.csv", lambda task: go_on.wait(60), foreground=True)
    bar = status.findChild(QProgressBar)
    at_work.wait(bar.isVisible)
    status.say("已换用诊断码表：本院诊断.csv。全部病案正在重新检查。")
    QApplication.processEvents()
    assert bar.isVisible(), "what runs is told on, with its button to cancel"
    shown = [w for w in (status._working, bar, status._cancel, status._said, status.knowledge) if w.isVisible()]
    boxes = [w.rect().translated(w.mapTo(status, w.rect().topLeft())) for w in shown]
    assert len(boxes) == 5
    for number, one in enumerate(boxes):
        assert not any(one.intersects(other) for other in boxes[number + 1 :])
    go_on.set()
    at_work.rest()
    assert status.currentMessage().startswith("已换用")


def test_work_that_begins_under_a_sentence_is_shown_beside_it(at_work):
    window, status, go_on = at_work.window, at_work.window.status, threading.Event()
    status.say("上一个文件还在读入：请等它完成，或先取消。")
    window.runner.run("读入 四月.csv", lambda task: go_on.wait(60), foreground=True)
    at_work.wait(status._working.isVisible)
    assert status._said.isVisible()
    assert status._working.geometry().right() < status._said.geometry().left()
    go_on.set()
    at_work.rest()


def test_a_long_sentence_is_cut_and_told_whole_in_its_tool_tip(at_work):
    sentence = "知识库的一部分读不出来，" * 30
    at_work.window.status.say(sentence)
    QApplication.processEvents()
    assert at_work.window.width() == 1366
    assert at_work.window.status._said.toolTip() == sentence
