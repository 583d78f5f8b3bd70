"""Driving the real window by keyboard, as a coder does."""

import atexit
import os
import shutil
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow
from pytestqt.qtbot import QtBot

from coding.knowledge.knowledge import load_knowledge
from coding.work.importing import import_file
from coding.work.rechecking import examined
from db.sqlite.sqlite_store import SqliteStore
from ui import settings
from ui.app import Program, application
from ui.opening_files import SAMPLE
from ui.panels.registry import PANELS
from ui.session import Session
from ui.theme.theme import apply_theme

# Without a screen named here there is one of 800 × 800 pixels, on which no window of ours has room.
if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screen.json')}"


def judge(store):
    """Keep the verdicts that a window gives when it has been opened: it has nothing left to do then."""
    knowledge = load_knowledge()
    session = Session(store, knowledge, audience=settings.AUDIENCE.read(store))
    for verdicts in examined(store, store.worklist(), knowledge, session.contexts, datetime.now()):
        store.keep_verdicts(verdicts)
    session.end()


@cache
def the_sample():
    """The files of the sample's store as the program leaves them once it was read and judged; made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="the-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = SqliteStore(folder / "sample.sqlite")
    import_file(SAMPLE, store, datetime.now(), [], knowledge=load_knowledge())
    judge(store)
    store.close()
    return tuple(sorted(file for file in folder.iterdir() if file.is_file()))


#: Milliseconds that what must come may take: a limit costs nothing where it comes, and a machine may be busy.
PATIENCE = 90_000


class PatientBot(QtBot):
    """Waits for what must come as long as a slow machine may need."""

    def waitUntil(self, callback, *, timeout=PATIENCE):  # noqa: N802
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE, **how):  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals, *, timeout=PATIENCE, **how):  # noqa: N802
        return super().waitSignals(signals, timeout=timeout, **how)

    def waitExposed(self, widget, *, timeout=PATIENCE):  # noqa: N802
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp, request):
    """That of pytest-qt, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _nothing_stays_open():
    """What a test has left on the screen goes: it would be styled anew with every change of theme of the next ones."""
    yield
    if QApplication.instance() is not None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMainWindow | QDialog) and widget.parent() is None:
                widget.deleteLater()  # what Qt made beside them goes with them
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Coder:
    """A coder in front of the window: keys go where the focus is, nothing is clicked."""

    def __init__(self, qtbot, path):
        self.qtbot = qtbot
        self.path = path
        self.program = None

    @property
    def window(self):
        return self.program.window

    @property
    def session(self):
        return self.window.session

    def start(self, *, sample=False, panels=PANELS, opener=SqliteStore, keeper=None):
        """Start the program on the store and wait until it judges."""
        apply_theme(application(), False)
        store = self.path.with_name("sample.sqlite")
        if sample and not store.exists():
            for file in the_sample():
                shutil.copy(file, store.with_name(file.name))
        self.program = Program(application(), self.path, store, opener, panels=panels, keeper=keeper)
        window = self.program.open(sample=sample)
        self.qtbot.waitExposed(window)
        window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is not None and self.session.knowledge is not None)
        return window

    def end(self):
        """Close the window as the user does."""
        if self.program is not None and self.window is not None:
            self.window.close()
            # A window that lives on is polished again with every change of theme.
            self.window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self.program.window = None

    def wait(self, ready):
        self.qtbot.waitUntil(lambda: bool(ready()))

    def rest(self):
        """Wait until nothing runs behind the window."""
        self.wait(lambda: not self.window.runner.running and not self.window.worklist.is_busy)

    def press(self, keys):
        """One key as the sheet writes it: ``Ctrl+Z``, ``F8``, ``Return``."""
        pressed = QKeySequence(keys)[0]
        QTest.keyClick(self._target(), pressed.key(), pressed.keyboardModifiers())

    def type(self, text):
        """Type text; Chinese comes as an input method commits it."""
        if text.isascii():
            QTest.keyClicks(self._target(), text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._target(), event)

    def finish(self, reason="编码已核对，按科室约定放行"):
        """Ctrl+Enter; where the gate stands before the page, over it with a reason."""
        self.press("Ctrl+Return")
        if (gate := QApplication.activeModalWidget()) is not None:
            self.wait(gate.isActiveWindow)
            self.press("O")
            self.type(reason)
            self.press("Ctrl+Return")
            self.wait(lambda: QApplication.activeModalWidget() is None)
            self.window.activateWindow()  # offscreen no window manager does
            self.wait(self.window.isActiveWindow)

    def find(self, case_no):
        """Ctrl+F, the record number, Enter: the page is opened."""
        self.press("Ctrl+F")
        self.type(case_no)
        self.press("Return")
        self.rest()
        self.wait(lambda: self.session.page is not None and self.session.page.case_no == case_no)

    def _target(self):
        if QApplication.activeWindow() is None:  # offscreen no window manager wakes the window under a dialog
            self.window.activateWindow()
            self.wait(self.window.isActiveWindow)
        self._see_popup()
        focus, modal = QApplication.focusWidget(), QApplication.activeModalWidget()
        if modal is not None and (focus is None or not modal.isAncestorOf(focus)):
            return modal
        return QApplication.activePopupWidget() or focus or QApplication.activeWindow()

    def _see_popup(self):
        """Wait until a list that was opened is known as such: offscreen every window that is shown is told to have
        the focus, and of a list that is closed by then Qt believes it, so that nobody has the focus any more.
        """
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self.wait(lambda: not popup.isVisible() or QGuiApplication.focusWindow() == popup.windowHandle())


@pytest.fixture
def coder(qtbot, tmp_path):
    coder = Coder(qtbot, tmp_path / "病案.sqlite")
    yield coder
    coder.end()
