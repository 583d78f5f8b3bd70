"""A day's work in a window of another process: ``python -m tests.ui.a_day FILE ARCHIVE OUT``; each step is told when
it is done. The process is started with a profile of its own, and killed where a test wants it to be.
"""

import sys
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

import ui.app
from coding.base.folders import database_path
from coding.page.finding import Place
from coding.work.export_plan import kinds
from db.sqlite.driver import sqlite3
from main import _leave_no_word, open_store


class Day:
    """Somebody at work: waits as a person does, and never looks at more than the window shows."""

    def __init__(self, file, archive, out):
        self.file, self.archive, self.out = file, archive, out

    @property
    def window(self):
        return next((w for w in QApplication.topLevelWidgets() if hasattr(w, "session")), None)

    def wait(self, ready):
        while not ready():
            QTest.qWait(20)

    def rest(self):
        """Nothing runs behind the window, and nothing is asked over it."""
        window = self.window
        self.wait(lambda: not (window.opening.is_busy or window.runner.running or window.worklist.is_busy))
        QTest.qWait(50)
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog):
                dialog.close()

    def type(self, key, text):
        self.window.form.focus_place(Place(key))
        QTest.keyClicks(self.window.form.focusWidget(), text)

    def work(self):
        self.wait(lambda: self.window is not None and self.window.session.knowledge is not None)
        for step in (self.read, self.unpack, self.search, self.edit, self.draft, self.hand_over, self.fail):
            step()
            self.rest()
            print(step.__name__, flush=True)
        self.window.close()
        QTimer.singleShot(0, QApplication.quit)

    def read(self):
        self.window.open_file(self.file)
        self.wait(lambda: self.window.session.page is not None)

    def unpack(self):
        self.window.open_file(self.archive)

    def search(self):
        page = self.window.session.page
        for key in ("patient_name", "case_no", "contact_phone"):
            self.window.worklist.search.setText(page.text(key))
            QTest.qWait(200)
            self.rest()
        self.window.worklist.search.clear()

    def edit(self):
        self.type("contact_name", "abc")
        self.window.form.flush()
        self.wait(lambda: not self.window.session.held.unsaved)

    def draft(self):
        """Another program writes for too long: what is typed stays in a draft."""
        with closing(sqlite3.connect(database_path(None), timeout=5)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.type("contact_address", "def")
            self.window.form.focus_place(Place("contact_name"))
            self.wait(lambda: list(database_path(None).parent.glob("*.draft-*.json")))
            other.execute("ROLLBACK")
        self.wait(lambda: not self.window.session.held.unsaved)

    def hand_over(self):
        store = self.window.session.store
        ids = list(store.worklist())
        self.window.opening.export(
            self.out / "校正.xlsx", ids, next(k for k in kinds(store, ids) if k.suffix == ".xlsx")
        )
        self.rest()
        self.window.opening.export(self.out / "校正.csv", ids)
        self.rest()
        self.window.opening.export_findings(self.out / "问题.xlsx", ids)

    def fail(self):
        """A defect of ours, whose words quote a page."""
        page = self.window.session.page
        QTimer.singleShot(0, lambda: int(page.text("patient_name") + page.text("id_no")))
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
        QApplication.activeModalWidget().close()


def main():
    _leave_no_word()
    ui.app.application()
    day = Day(*map(Path, sys.argv[1:]))
    QTimer.singleShot(0, day.work)
    return ui.app.main([], open_store)


if __name__ == "__main__":
    sys.exit(main())
