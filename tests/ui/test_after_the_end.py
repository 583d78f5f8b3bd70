"""A window that was closed, or gave way to another data file, asks its store nothing more: that is closed."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.ui.given.test_dropped import drop


def busy_window(coder, tmp_path):
    """A window in which something is to be done in a moment wherever that can be."""
    window = coder.start(sample=True)
    coder.rest()
    for keys in ("Ctrl+Alt+3", "Ctrl+Alt+2"):  # both other desks are there
        coder.press(keys)
        coder.rest()
    files = [tmp_path / f"{number}.csv" for number in range(3)]
    for file in files:
        file.write_text("没有列", encoding="utf-8")
    window.worklist.search.setText("肺")
    window.worklist._open_timer.start()
    window.session.judged.emit(window.session.store.worklist()[:30])
    window.opening._task = object()  # a file is being read: those that are dropped wait
    drop(window, files)
    waiting = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
    desk = window.modes.officer
    for timer in (window.worklist._timer, desk.pivot._soon, desk.foot._soon, window.month._desk._soon):
        assert timer in waiting
    assert len(waiting) > 4
    return window


@pytest.mark.parametrize("other_file", [False, True])
def test_nothing_that_was_to_be_done_soon_is_done_after_the_end(coder, tmp_path, other_file):
    window = busy_window(coder, tmp_path)
    told = []
    window.session.failed.connect(told.append)
    window.worklist.wanted.connect(told.append)
    window.refuse = told.append
    if other_file:
        coder.program.exchange(sample=False)
        assert coder.window is not window
    else:
        window.close()
    assert not [timer for timer in window.findChildren(QTimer) if timer.isActive()]
    desk = window.modes.officer
    for ask in (desk.pivot.read, desk.foot.read, window.month._desk.read, window.worklist.reload):
        ask()
    assert not window.runner.running
    QApplication.processEvents()
    assert told == []
