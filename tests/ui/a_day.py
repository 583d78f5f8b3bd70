"""A day's work in a window of another process: ``python -m tests.ui.a_day FILE ARCHIVE OUT``; each step is told when
it is done. The process is started with a profile of its own, and killed where a test wants it to be.

The data file was in clear text, with a month in it, and is sealed before the window opens; somebody signs in.
"""

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

import ui.app
from coding.base.folders import database_path
from coding.exchange.read import read_file
from coding.page.finding import Place
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from coding.work.export_plan import kinds
from db.shared import key_file
from db.sqlite.driver import sqlite3, unlock
from main import _leave_no_word, open_store
from ui.opening_files import SAMPLE
from ui.people.sign_in import SignInDialog

#: A person of this machine; the words of the password stand nowhere on it either.
USER, NAME, PASSWORD = "linqing", "林青", "窗外有一株石榴树"
#: The rows of the sample that are in the data file before it is sealed.
BEFORE = slice(120, 140)


def pause(milliseconds):
    """As the loop of the program goes: ``QTest.qWait`` keeps Python to itself, and threads behind the window crawl."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Day:
    """Somebody at work: waits as a person does, and never looks at more than the window shows."""

    def __init__(self, file, archive, out):
        self.file, self.archive, self.out = file, archive, out

    @property
    def window(self):
        return next((w for w in QApplication.topLevelWidgets() if hasattr(w, "session")), None)

    def wait(self, ready):
        while not ready():
            pause(20)

    def rest(self):
        """Nothing runs behind the window, and nothing is asked over it."""
        window = self.window
        self.wait(lambda: not (window.opening.is_busy or window.runner.running or window.worklist.is_busy))
        pause(50)
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog):
                dialog.close()

    def type(self, key, text):
        self.window.form.focus_place(Place(key))
        QTest.keyClicks(self.window.form.focusWidget(), text)

    def work(self):
        self.wait(lambda: self.window.session.knowledge is not None)
        for step in (
            self.read, self.unpack, self.search, self.edit, self.draft, self.hand_over, self.back_up,
            self.ask_for_help,
        ):  # fmt: skip
            step()
            self.rest()
            print(step.__name__, flush=True)
        self.fail()

    def begin(self):
        """Sign in at the door, which has a loop of its own; work once it is open."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, SignInDialog) and dialog.isVisible() and not dialog.password.text():
            dialog.user.setText(USER)
            dialog.password.insert(PASSWORD)
            QTest.keyClick(dialog.password, "\r")
        QTimer.singleShot(20, self.begin if self.window is None else self.work)

    def read(self):
        self.window.open_file(self.file)
        self.wait(lambda: len(self.window.session.store.worklist()) > BEFORE.stop - BEFORE.start)
        self.wait(lambda: self.window.session.page is not None)

    def unpack(self):
        self.window.open_file(self.archive)

    def search(self):
        page = self.window.session.page
        for key in ("patient_name", "case_no", "contact_phone"):
            self.window.worklist.search.setText(page.text(key))
            pause(200)
            self.rest()
        self.window.worklist.search.clear()

    def edit(self):
        self.type("contact_name", "abc")
        self.window.form.flush()
        self.wait(lambda: not self.window.session.held.unsaved)

    def draft(self):
        """Another program writes for too long: what is typed stays in a draft."""
        with closing(sqlite3.connect(database_path(None), timeout=60)) as other:
            unlock(other, self.window.session.store._seat.data_key)
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

    def back_up(self):
        """Into the profile, where a person has many things."""
        made = self.window.session.store.back_up(database_path(None).with_name("备份"))
        assert not made.complaints, made.complaints

    def ask_for_help(self):
        """The bundle for whoever maintains the program, into the profile too."""
        self.window.actions_["support"].trigger()
        dialog = QApplication.activeModalWidget()
        self.wait(lambda: dialog.list.count() > 0)
        dialog.save(database_path(None).with_name("求助包.zip"))

    def fail(self):
        """A defect of ours, whose words quote a page; nobody of ours stands between it and the loop of the window."""
        page = self.window.session.page
        QTimer.singleShot(0, lambda: int(page.text("patient_name") + page.text("id_no")))
        QTimer.singleShot(20, self.end)

    def end(self):
        told = QApplication.activeModalWidget()
        if not isinstance(told, QDialog):
            QTimer.singleShot(20, self.end)
            return
        told.close()
        self.window.close()
        QTimer.singleShot(0, QApplication.quit)


def seal():
    """A data file of before in clear text is sealed; the recovery key was typed back."""
    key_file.COST = (1, 8, 1)  # that nobody guesses a password is stated elsewhere
    path = database_path(None)
    reading = read_file(SAMPLE)
    store = open_store(path)
    store.import_reading(replace(reading, pages=reading.pages[BEFORE]))
    store.close()
    words = open_store.seal(path, NewPerson(USER, NAME, ALL_ROLES, PASSWORD))
    store = open_store(path, SignIn(USER, PASSWORD))
    store.prove_recovery_key(words)
    store.close()


def main():
    _leave_no_word()
    seal()
    ui.app.application()
    day = Day(*map(Path, sys.argv[1:]))
    QTimer.singleShot(0, day.begin)
    return ui.app.main([], open_store)


if __name__ == "__main__":
    sys.exit(main())
