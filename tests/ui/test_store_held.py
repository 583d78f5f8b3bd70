"""Another program holds the store while the coder types: nothing freezes, nothing that was typed is lost."""

import gc
import json
import os
import stat
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from coding.page.edits import go_on, insert_row, set_field
from coding.page.finding import Place
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.store import Trade
from coding.store.store_errors import StoreBusyError
from db.shared.tables import imports
from db.shared.tables.imports import update_columns
from db.shared.tables.pagetext import light_columns, mark
from db.shared.tables.revisions import next_revision
from db.shared.trades.connections import Act
from db.sqlite import opening
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.ui.held_store import drafts, held, stored, type_into, window_of_two
from ui.dialogs.closing import ClosingDialog
from ui.dialogs.stale import StaleDialog
from ui.page_steps import is_done_last
from ui.rules.waive import WaiveDialog

#: Seconds that somebody waits for the store who waits for it at all; before, each word took as long as that. However
#: slow a machine is, a window that does not wait for it goes on in half of them.
BUSY = 60.0
#: Seconds of the processor that no step of the window may take meanwhile.
MOST_BUSY = 1.0
#: What somebody else does to a page meanwhile.
TYPING = Act(Command.EDIT_PAGE, Deed.CHANGE)


@pytest.fixture(autouse=True, scope="module")
def _what_other_tests_have_left():
    """Thousands of tests may have run in this process: sweeping what they left is no pause of the window."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


class Ticker:
    """A timer that ticks every 10 ms: the longest time between two ticks, and the most that its thread worked."""

    def __init__(self):
        self._longest = self._busiest = 0.0
        self._last, self._worked = time.monotonic(), time.thread_time()
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self):
        now, worked = time.monotonic(), time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self._busiest = max(self._busiest, worked - self._worked)
        self._last, self._worked = now, worked

    def require_never_blocked(self):
        assert self._longest < BUSY / 2
        assert self._busiest < MOST_BUSY


@pytest.fixture
def window(coder):
    return window_of_two(coder)


@pytest.fixture
def patient(monkeypatch):
    """Whoever waits for the store waits long."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", BUSY)


def test_typing_goes_on_and_is_stored_when_the_other_is_done(coder, patient, window):
    session = window.session
    page_id = session.page_id
    ticker = Ticker()
    with held(coder.path):
        for key in ("contact_name", "contact_phone", "employer"):
            type_into(window, key, "abc12")
            QTest.qWait(60)
            assert session.page.text(key) == "abc12", "the page stays editable, and shows what is typed"
            coder.wait(lambda k=key: window.form._edits[k].is_unsaved)
            assert "未保存" in window.form._edits[key].toolTip()
        ticker.require_never_blocked()
        assert "未保存" in window.status.saved.text()
        coder.wait(lambda: drafts(coder.path))
        (draft,) = drafts(coder.path)
        if os.name == "posix":
            assert stat.S_IMODE(draft.stat().st_mode) == 0o600
        assert stored_raw(coder.path, page_id) == "", "nothing is in the store yet"
        assert session.can_undo()
    coder.wait(lambda: not session.held.unsaved)
    assert stored(coder.path, page_id, "contact_name") == "abc12"
    assert not window.form._edits["contact_name"].is_unsaved
    coder.wait(lambda: window.status.saved.text().startswith("已保存"))
    coder.wait(lambda: not drafts(coder.path))
    assert session.store.rows([page_id])[0].stamp, "the verdict of the stored page is kept"


def stored_raw(path, page_id):
    with closing(sqlite3.connect(path)) as raw:
        text = raw.execute("SELECT coalesce(current, original) FROM contents WHERE page_id = ?", (page_id,)).fetchone()
    return json.loads(text[0])["values"].get("contact_name", "")


def test_what_is_changed_while_the_store_is_held_can_be_taken_back_and_made_again_before_and_after(coder, window):
    session = window.session
    before = session.page
    with held(coder.path):
        session.apply(set_field(session.page, "contact_name", "甲"))
        session.apply(insert_row(session.page, "diagnosis", Diagnosis("I10.x00", "高血压病", "1")))
        session.undo()
        session.undo()
        assert session.page == before
        session.redo()
        session.redo()
        session.undo()
    coder.wait(lambda: not session.held.unsaved)
    assert session.page.text("contact_name") == "甲"
    assert session.page.rows("diagnosis") == before.rows("diagnosis")
    assert session.page == session.store.page(session.page_id)
    session.undo()
    coder.wait(lambda: not session.held.unsaved)  # the window may not have heard yet of what was stored: this waits too
    assert session.store.page(session.page_id) == before
    session.redo()
    session.redo()
    assert len(session.page.rows("diagnosis")) == len(before.rows("diagnosis")) + 1


def test_what_was_stored_behind_the_window_is_taken_back_before_the_window_was_told(coder, window):
    session = window.session
    before = session.page
    with held(coder.path):
        session.apply(set_field(session.page, "contact_name", "甲"))
    while session.held.is_waiting:  # the window hears of nothing here
        session.writing._thread.join(0.01)
    assert session.undo() is not None
    coder.wait(lambda: not session.held.unsaved)
    assert session.page == before == session.store.page(session.page_id)
    assert not session.can_undo()
    assert session.can_redo()


def test_a_done_page_that_was_edited_while_the_store_was_held_is_done_again_when_that_is_taken_back(coder, window):
    session = window.session
    done = go_on(PageState.CODING, PageState.PASSED, "按科室约定放行")
    assert session.apply(replace(done, rule="override:FP-CMP-054"))
    with held(coder.path):
        session.apply(set_field(session.page, "contact_name", "甲"))
        session.undo()
    coder.wait(lambda: not session.held.unsaved)
    assert session.state is PageState.PASSED
    assert is_done_last(session)
    session.undo()
    assert session.state is PageState.CODING


def test_the_draft_of_what_is_typed_stays_until_the_store_has_it(coder, window, monkeypatch):
    session = window.session
    window.form.focus_place(Place("contact_name"))
    QTest.keyClicks(window.form._edits["contact_name"], "abc")
    coder.wait(lambda: drafts(coder.path))
    append, left = session.store.append, []

    def killed_now(*given, **how):
        session.writing.keep_now()
        left.extend(drafts(coder.path))
        return append(*given, **how)

    monkeypatch.setattr(session.store, "append", killed_now)
    window.form.flush()
    assert left, "a program that is killed before the change is stored has to leave it"
    coder.wait(lambda: not drafts(coder.path))
    assert stored(coder.path, session.page_id, "contact_name") == "abc"


def test_going_to_another_page_and_back_shows_what_waits(coder, window):
    session = window.session
    here = session.page_id
    with held(coder.path):
        type_into(window, "contact_name", "abc")
        window.pages.step(1)
        assert session.page_id != here
        assert not window.form._edits["contact_name"].is_unsaved
        session.apply(set_field(session.page, "contact_name", "别页"))
        window.pages.step(-1)
        assert window.form._edits["contact_name"].value == "abc"
        assert window.form._edits["contact_name"].is_unsaved
    coder.wait(lambda: not session.held.unsaved)
    assert stored(coder.path, here, "contact_name") == "abc"


def test_a_page_that_waits_is_neither_done_nor_exported(coder, window, monkeypatch):
    told = []
    window.session.failed.connect(told.append)
    window.opening.refused.connect(told.append)
    with held(coder.path):
        type_into(window, "contact_name", "abc")
        here = window.session.page_id
        window.pages.finish()
        assert window.session.page_id == here
        assert "还有未保存的改动" in told[-1]
        window.opening.export(coder.path.with_name("出.csv"), [here])
        assert "导出会缺少它们" in told[-1]
    for dialog in window.findChildren(ClosingDialog):
        dialog.reject()
    coder.wait(lambda: not window.session.held.unsaved)


def test_what_was_changed_elsewhere_meanwhile_is_shown_beside_for_the_coder_to_decide(coder, window):
    session = window.session
    page_id = session.page_id
    with closing(SqliteStore(coder.path)) as there, there._transaction(TYPING) as connection:
        type_into(window, "contact_name", "abc")
        page = there._written.current(page_id)
        page = page.apply(set_field(page, "contact_name", "乙写的"))
        there._written.put_current(page_id, page)
        columns = {**light_columns(page), "mark": mark(page), "revision": next_revision(connection, Trade.PAGES)}
        update_columns(connection, page_id, columns)
    coder.wait(lambda: window.findChildren(StaleDialog))
    (dialog,) = window.findChildren(StaleDialog)
    assert [dialog.table.item(0, column).text() for column in (3, 5)] == ["乙写的", "abc"]
    dialog.later.click()
    coder.wait(lambda: not window.findChildren(StaleDialog))
    coder.wait(lambda: "待您决定" in window.status.saved.text())
    window.pages.step(1)
    window.pages.step(-1)
    coder.wait(lambda: window.findChildren(StaleDialog))
    (dialog,) = window.findChildren(StaleDialog)
    assert session.page.text("contact_name") == "乙写的"
    dialog.take.click()
    coder.wait(lambda: not session.held.unsaved)
    assert stored(coder.path, page_id, "contact_name") == "abc"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 不让人移走打开的文件")
def test_what_is_typed_when_the_store_has_gone_stays_and_is_stored_when_it_is_back(coder, window):
    aside = coder.path.with_name("aside.sqlite")
    page_id = window.session.page_id
    coder.path.rename(aside)
    type_into(window, "contact_name", "abc")
    assert window.session.page.text("contact_name") == "abc"
    coder.wait(lambda: drafts(coder.path))
    coder.wait(lambda: "已被移走" in window.status.saved.toolTip())
    aside.rename(coder.path)
    coder.wait(lambda: not window.session.held.unsaved)
    assert stored(coder.path, page_id, "contact_name") == "abc"


def test_no_other_store_is_opened_while_something_is_unsaved(coder, window):
    with held(coder.path):
        type_into(window, "contact_name", "abc")
        with pytest.raises(StoreBusyError, match="没有切换"):
            coder.program.open(sample=True)
    coder.wait(lambda: not window.session.held.unsaved)


def test_the_reason_of_a_waiver_that_the_store_does_not_take_is_still_there(coder, window, monkeypatch):
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.02)
    finding = window.session.examination.findings[0]
    told = []
    window.rules.refused.disconnect()
    window.rules.refused.connect(told.append)
    with held(coder.path):
        dialog = window.rules.waive(finding)
        dialog.words.setPlainText("本院如此")
        dialog.accept()
        coder.wait(lambda: told)
    assert "占用" in told[0]
    again = next(d for d in window.findChildren(WaiveDialog) if d.isVisible())
    assert again.words.toPlainText() == "本院如此"
    again.accept()
    assert [kept.waiver.reason for kept in window.session.store.waivers()] == ["本院如此"]


def test_typing_goes_on_while_a_large_file_is_read_in_this_window(coder, patient, window, monkeypatch):
    """From its third part on the file holds the store as long as she types."""
    session, told = window.session, []
    typed, parts, add_pages = threading.Event(), [], imports.add_pages

    def held_part(*given, **how):
        parts.append(add_pages(*given, **how))
        if len(parts) > 2:
            typed.wait(BUSY)
        return parts[-1]

    monkeypatch.setattr(imports, "add_pages", held_part)
    reading = make_reading(*(make_page(f"n{n:04}") for n in range(1_000)), file="大.csv")
    task = window.runner.run("读入", lambda task: session.store.import_reading(reading, task.report))
    ticker = Ticker()
    for number, key in enumerate(("contact_name", "contact_phone", "contact_address") * 3):
        type_into(window, key, str(number))
        QTest.qWait(30)
        told.append(session.page.text(key))
    ticker.require_never_blocked()
    typed.set()
    assert all(text.endswith(str(number)) for number, text in enumerate(told))
    coder.wait(lambda: task not in window.runner.running and not session.held.unsaved)
    assert session.store.page(session.page_id) == session.page
    assert session.store.count() == 1_002
