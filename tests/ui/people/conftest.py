"""A sealed store with real keys, at a cost that tests can pay, and somebody in front of its door."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from db.sqlite.stores import Stores
from ui.app import Program, application
from ui.dialogs.message import MessageDialog
from ui.people.admission import Admission
from ui.theme.theme import apply_theme

USER, NAME, PASSWORD = "linqing", "林青", "窗外有一株石榴树"
PAGES = (
    FrontPage(
        {"case_no": "000001", "patient_name": "示例甲", "sex": "2", "birth_date": "19700203",
         "admission_datetime": "2026-07-01 08:00:00", "discharge_datetime": "2026-07-09 09:00:00",
         "employer": "示例厂", "fee_total": "12000", "age_years": "56", "los_days": "8", "leaving_type": "1"},
        (Diagnosis("K80.100", "胆囊结石伴慢性胆囊炎", "1"), Diagnosis("E11.900", "2型糖尿病", "1")),
        (Procedure("51.2300", "腹腔镜下胆囊切除术", "20260702", "3"),),
    ),
    FrontPage(
        {"case_no": "000002", "patient_name": "示例乙", "sex": "1", "birth_date": "19500203",
         "admission_datetime": "2026-07-02 08:00:00", "discharge_datetime": "2026-07-08 09:00:00"},
        (Diagnosis("I10.x00", "高血压", "1"),),
    ),
)  # fmt: skip


class Clock:
    """The wall clock, as far as a test has turned it, or stopped it."""

    def __init__(self):
        self.ahead = timedelta()
        self._stopped = None

    def __call__(self):
        return (self._stopped or datetime.now()) + self.ahead

    def stop(self):
        """From now on only ``ahead`` turns it."""
        self._stopped = datetime.now()


@dataclass
class House:
    """A sealed data file, who may open it, and what is open of it."""

    path: Path
    keeper: Stores
    clock: Clock
    words: str
    qtbot: object
    program: Program | None = None
    opened: list = field(default_factory=list)

    def store(self, user=USER, password=PASSWORD):
        store = self.keeper(self.path, SignIn(user, password))
        self.opened.append(store)
        return store

    def let_in(self, user, name, *roles, password="春天的第一场小雨", **more):
        """Somebody with a password of their own."""
        store = self.keeper(self.path, SignIn(USER, PASSWORD))
        store.add_person(NewPerson(user, name, frozenset(roles), "首次登录的口令啊", **more))
        store.close()
        own = self.keeper(self.path, SignIn(user, "首次登录的口令啊"))
        own.change_password("首次登录的口令啊", password)
        own.close()
        return password

    def start(self, *hands):
        """Start the program at the door; each hand does one dialog, in their order."""
        apply_theme(application(), False)
        sample = self.path.with_name("示例.sqlite")
        admission = Admission(self.keeper, sample)
        self.program = Program(application(), self.path, sample, admission, keeper=self.keeper)
        with Hands(self.qtbot, *hands):
            window = self.program.open()
        self.qtbot.waitExposed(window)
        window.activateWindow()
        self.wait(lambda: window.session.knowledge is not None)
        return window

    def wait(self, ready):
        self.qtbot.waitUntil(lambda: bool(ready()))

    def end(self):
        if self.program is not None and self.program.window is not None:
            self.program.window.close()
            self.program.window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for store in self.opened:
            store.close()


#: Seconds after which a dialog that nobody has answered is a failure.
_PATIENCE = 90


def _told(dialog):
    return dialog.told.text() if hasattr(dialog, "told") else dialog.windowTitle()


class Hands:
    """What a person does with the dialogs that stop everything, one after the other; each hand gets its dialog."""

    def __init__(self, qtbot, *hands):
        self._left = list(hands)
        self._done = []
        self._until = 0.0
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._look)
        self.error = None

    def __enter__(self):
        self._until = time.monotonic() + _PATIENCE
        self._timer.start()
        return self

    def __exit__(self, *failed):
        self._timer.stop()
        if failed[0] is None or self.error is not None:
            if self.error is not None:
                raise self.error
            assert not self._left, f"{len(self._left)} dialogs have not been shown"

    def _look(self):
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and time.monotonic() > self._until:
            self.error = self.error or AssertionError(f"{type(dialog).__name__} is still there: {_told(dialog)}")
            dialog.done(0)
            return
        if not isinstance(dialog, QDialog) or any(dialog is one for one in self._done) or not self._left:
            return
        self._until = time.monotonic() + _PATIENCE
        self._done.append(dialog)
        hand = self._left.pop(0)
        try:
            hand(dialog)
        except BaseException as error:  # noqa: BLE001 - raised again where the test can see it
            self.error = error
            dialog.done(0)


def keys(widget, text):
    """Type into a field, as an input method would commit it where it is Chinese."""
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        widget.insert(text)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(qtbot, tmp_path, clock):
    """A data file with two pages, sealed for one person in all roles; the recovery key was typed back."""
    path = tmp_path / "病案.sqlite"
    keeper = Stores(clock)
    store = keeper(path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), PAGES))
    store.close()
    words = keeper.seal(path, NewPerson(USER, NAME, ALL_ROLES, PASSWORD))
    store = keeper(path, SignIn(USER, PASSWORD))
    store.prove_recovery_key(words)
    store.close()
    house = House(path, keeper, clock, words, qtbot)
    yield house
    house.end()


@pytest.fixture
def sign_in_as(house):
    """A hand that signs somebody in at the dialog, by keyboard."""

    def as_(user, password):
        def hand(dialog):
            dialog.user.clear()
            keys(dialog.user, user)
            keys(dialog.password, password)
            QTest.keyClick(dialog.password, "\r")

        return hand

    return as_


CODER, OFFICER, READER, INSURANCE, ADMINISTRATOR = (
    Role.CODER, Role.OFFICER, Role.READER, Role.INSURANCE, Role.ADMINISTRATOR
)  # fmt: skip


@pytest.fixture
def window(house, sign_in_as):
    """The window, with the first person signed in."""
    return house.start(sign_in_as(USER, PASSWORD))


def told(window):
    """The sentences of the boxes over a window."""
    return [dialog.sentence for dialog in window.findChildren(MessageDialog)]


def dialog_of(house, window, kind):
    """The dialog of a kind that is shown over a window, once it is."""
    house.wait(lambda: any(one.isVisible() for one in window.findChildren(kind)))
    return next(one for one in window.findChildren(kind) if one.isVisible())
