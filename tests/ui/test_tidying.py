"""What nobody holds any more goes in the thread of the window, and never in one behind it."""

import gc
import threading
import weakref

from PySide6.QtWidgets import QDialog, QPushButton

from ui import tidying
from ui.app import application


class Closed(QDialog):
    """A dialog whose button holds the dialog that holds it."""

    def __init__(self):
        super().__init__()
        self.button = QPushButton()
        self.button.dialog = self


def _left_behind(count):
    """So many closed dialogs; in which threads they went is written down."""
    gone = []
    for _ in range(count):
        dialog = Closed()
        weakref.finalize(dialog, lambda: gone.append(threading.get_ident()))
        del dialog
    return gone


def _work():
    for _ in range(300):
        held = [[number] for number in range(2_000)]
        held.clear()


def test_a_closed_dialog_goes_in_the_thread_of_the_window(qtbot, monkeypatch):
    application()
    gone = _left_behind(20)
    behind = threading.Thread(target=_work)
    behind.start()
    behind.join()
    assert gone == []
    made = [[number] for number in range(3_000)]
    qtbot.waitUntil(lambda: len(gone) == 20)
    assert set(gone) == {threading.get_ident()}
    assert len(made) == 3_000


def test_what_has_grown_old_goes_as_well(qtbot, monkeypatch):
    application()
    monkeypatch.setattr(tidying, "_NEW", 1)
    monkeypatch.setattr(tidying, "_OFTEN", 1)
    monkeypatch.setattr(tidying, "_EVERY", 1)
    holders = [Closed() for _ in range(5)]
    gc.collect()  # they have grown old
    gone = []
    for dialog in holders:
        weakref.finalize(dialog, lambda: gone.append(threading.get_ident()))
    holders.clear()
    del dialog
    watch = tidying.Tidying(application())
    made = []
    qtbot.waitUntil(lambda: made.append([]) or len(gone) == 5)
    watch.deleteLater()


def test_python_does_not_look_while_there_is_a_window(qtbot):
    application()
    assert not gc.isenabled()
