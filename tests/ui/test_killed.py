"""The process is killed while the coder types: all but the last second is there."""

import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from db.sqlite.sqlite_store import SqliteStore
from tests.ui.drafts_on_disk import drafted_beside
from ui.dialogs.draft import DraftDialog

ROOT = Path(__file__).resolve().parents[2]

#: The window of another process: the sample's first page, a name typed letter by letter, and never an end.
CODER = """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QDialog
    from coding.page.finding import Place
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application
    from ui.opening_files import SAMPLE

    path = Path(sys.argv[1])
    app = application()
    program = Program(app, path, path.with_name("sample.sqlite"), SqliteStore)
    window = program.open()
    window.open_file(SAMPLE)

    def type_when_ready():
        if window.session.page is None or window.session.knowledge is None or window.opening.is_busy:
            return
        timer.stop()
        for dialog in window.findChildren(QDialog):
            dialog.close()
        window.activateWindow()
        window.form.focus_place(Place("contact_name"))
        QTest.keyClicks(window.form.focusWidget(), "abcdef", delay=30)
        print("typed", flush=True)

    timer = QTimer(interval=20)
    timer.timeout.connect(type_when_ready)
    timer.start()
    app.exec()
"""


def test_typed_text_outlives_a_kill(tmp_path, coder):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CODER), str(coder.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        told = threading.Timer(600, process.kill)  # a window that never gets so far is no reason to wait for ever
        told.start()
        assert process.stdout.readline().strip() == "typed"
        told.cancel()
        for _ in range(300):
            if drafted_beside(coder.path) == ["abcdef"]:
                break
            time.sleep(0.1)
        assert drafted_beside(coder.path) == ["abcdef"], "it is on the disk before anybody stores it"
    finally:
        process.kill()
        process.wait()

    window = coder.start()
    assert window.worklist.model.rowCount() > 300
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), DraftDialog))
    coder.press("Return")  # restore what is ticked
    coder.wait(lambda: QApplication.activeModalWidget() is None)
    coder.wait(lambda: coder.session.page.text("contact_name") == "abcdef" and not coder.session.held.unsaved)
    with_history = SqliteStore(coder.path)
    assert "".join(e.after for e in with_history.history(coder.session.page_id)[-1].change.edits) == "abcdef"
    with_history.close()
