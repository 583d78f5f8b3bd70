"""Two seats on one store: each sees the other at once, neither loses a word, and a server that is away stops nobody."""

import threading
from contextlib import contextmanager
from datetime import datetime

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.page.edits import insert_row, set_field
from coding.page.finding import Place
from coding.page.rows import Diagnosis
from coding.store.store import Unsaved
from coding.store.store_errors import StoreAwayError, StoreBusyError, WrongPasswordError
from coding.work.clashes import clashes_of
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.ui.held_store import drafts, type_into, window_of_two
from ui.dialogs.draft import DraftDialog
from ui.dialogs.stale import StaleDialog
from ui.worklist.worklist_model import BESIDE_ROLE


@pytest.fixture
def window(coder):
    return window_of_two(coder)


@pytest.fixture
def seat(coder, window):
    """Opens the store once more, as somebody else; or as the same person, at another window, under another name."""
    opened = []

    def sit(name, number=2):
        opened.append(SqliteStore(coder.path, seat=alone(name, number)))
        return opened[-1]

    yield sit
    for store in opened:
        store.close()


def beside(window, page_id):
    model = window.worklist.model
    return model.index(model.place(page_id), 0).data(BESIDE_ROLE)


def test_who_is_at_a_page_is_told_in_the_list_and_at_the_page_until_she_leaves(coder, window, seat):
    session, li = window.session, seat("李")
    here = session.page_id
    (other,) = set(window.worklist.ids) - {here}
    li.take(other)
    coder.wait(lambda: beside(window, other).editor == "李")
    assert beside(window, other).words[0].startswith("正在由李编辑")
    assert not beside(window, here).editor
    window.pages.open(other)
    coder.wait(lambda: "正在由李编辑" in session.access.why)
    assert window.form._edits["contact_name"].isReadOnly()
    li.give_back(other)
    coder.wait(lambda: not session.access.why and not beside(window, other).editor)
    coder.wait(lambda: other in li.at_work())
    assert li.at_work()[other].who == session.store.me.id
    window.pages.open(here)
    coder.wait(lambda: other not in li.at_work())


def test_an_edit_elsewhere_is_shown_and_nothing_that_is_being_typed_is_lost(coder, window, seat):
    session, li = window.session, seat("李", 1)
    page_id, edits = session.page_id, window.form._edits
    window.form.focus_place(Place("contact_name"))
    QTest.keyClicks(edits["contact_name"], "abc")
    li.append(page_id, set_field(li.page(page_id), "contact_phone", "123"))
    coder.wait(lambda: session.page.text("contact_phone") == "123")
    assert edits["contact_name"].hasFocus()
    assert edits["contact_name"].text() == "abc"
    QTest.keyClicks(edits["contact_name"], "d")
    window.form.flush()
    assert li.page(page_id).text("contact_name") == "abcd"
    assert edits["contact_phone"].text() == "123"


@pytest.mark.parametrize(("key", "kept"), [("Return", "abc"), ("Alt+D", "李写的")])
def test_two_at_one_place_are_told_with_both_values_and_one_key_decides(coder, window, seat, key, kept):
    session, li = window.session, seat("李", 1)
    page_id = session.page_id
    li.append(page_id, set_field(li.page(page_id), "contact_name", "原先"))
    coder.wait(lambda: session.page.text("contact_name") == "原先")
    window.form.focus_place(Place("contact_name"))
    coder.type("ab")
    li.append(page_id, set_field(li.page(page_id), "contact_name", "李写的"))
    coder.wait(lambda: "正在输入的这一栏" in window.status.currentMessage())
    coder.type("c")
    coder.press("Tab")
    assert "（李 " in window.status.currentMessage()
    here = QApplication.focusWidget()
    assert here is not window.form._edits["contact_name"]
    coder.type("9")
    assert not window.findChildren(StaleDialog), "nobody takes the keys away from who types"
    assert here.text() == "9"
    window.form.focus_place(Place("contact_phone"))
    coder.wait(lambda: window.findChildren(StaleDialog))
    (dialog,) = window.findChildren(StaleDialog)
    shown = [dialog.table.item(0, column).text() for column in range(6)]
    assert shown[2:4] == ["原先", "李写的"]
    assert shown[4].startswith("李 ")
    assert shown[5] == "abc"
    assert li.page(page_id).text("contact_name") == "李写的", "nothing is written over by itself"
    assert session.held.unsaved, "what was typed is kept until she has decided"
    coder.wait(dialog.isActiveWindow)
    coder.press(key)
    coder.wait(lambda: not session.held.unsaved and not window.findChildren(StaleDialog))
    assert li.page(page_id).text("contact_name") == session.page.text("contact_name") == kept
    coder.wait(lambda: not drafts(coder.path))


def test_pages_that_come_elsewhere_come_into_the_list_and_the_place_stays(coder, window, seat):
    session, li = window.session, seat("李")
    many = [make_page(f"1{n:03}", discharge_datetime="2026-02-01 10:00:00") for n in range(60)]
    li.import_reading(make_reading(*many, file="四月.csv"))
    coder.wait(lambda: window.worklist.model.rowCount() == 62)
    view = window.worklist.view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    top = window.worklist.model.id_at(view.rowAt(0))
    window.form.focus_place(Place("contact_name"))
    QTest.keyClicks(window.form._edits["contact_name"], "abc")
    newer = [make_page(f"2{n:03}", discharge_datetime="2026-08-01 10:00:00") for n in range(30)]
    li.import_reading(make_reading(*newer, file="八月.csv"))
    coder.wait(lambda: window.worklist.model.rowCount() == 92)
    assert window.worklist.model.id_at(view.rowAt(0)) == top
    assert window.worklist.current_id() == session.page_id
    assert window.form._edits["contact_name"].hasFocus()
    assert window.form._edits["contact_name"].text() == "abc"


def test_pages_that_come_while_the_list_is_searched_come_into_it_as_well(coder, window, seat, monkeypatch):
    session, li = window.session, seat("李")
    asked, go_on = threading.Event(), threading.Event()
    listed, heard = session.store.listed, []

    def slow(*query):
        found = listed(*query)
        asked.set()
        go_on.wait(60)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(session.store, "listed", slow)
        window.worklist.reload()
        coder.wait(asked.is_set)
        session.worklist_changed.connect(lambda: heard.append(True))
        li.import_reading(make_reading(make_page("0003"), file="四月.csv"))
        coder.wait(lambda: heard)
        go_on.set()
        coder.wait(lambda: not window.worklist.is_busy)
    coder.wait(lambda: window.worklist.model.rowCount() == 3)


def test_a_page_that_somebody_brings_so_far_comes_into_the_list_that_asks_for_it(coder, window, seat):
    li = seat("李")
    (one, two) = li.worklist()
    coder.press("Ctrl+F")
    coder.type("样例乙")
    coder.wait(lambda: not window.worklist.is_busy and window.worklist.is_empty)
    window.pages.open(one)
    li.append(two, set_field(li.page(two), "patient_name", "样例乙"))
    coder.wait(lambda: window.worklist.ids == [two])


class Server(SqliteStore):
    """A store behind a wire that can be cut: by then it may have kept what was sent last."""

    is_cut = False
    loses_answer = False

    def _alone(self, act, **how):
        self._reach()
        return self._answered(super()._alone(act, **how))

    @contextmanager
    def _answered(self, transaction):
        with transaction as connection:
            yield connection
        if Server.loses_answer:
            Server.loses_answer, Server.is_cut = False, True
            self._reach()

    def _at_one_moment(self, connection):
        self._reach()
        return super()._at_one_moment(connection)

    def wait_for_change(self, seen, seconds):
        self._reach()
        now = super().wait_for_change(seen, min(seconds, 0.1))
        self._reach()
        return now

    @staticmethod
    def _reach():
        if Server.is_cut:
            raise StoreAwayError("连不上服务器：请检查网络。")


@pytest.fixture
def wire(coder):
    """The window on such a store."""
    Server.is_cut = Server.loses_answer = False
    window_of_two(coder)
    coder.end()
    window = coder.start(opener=Server)
    coder.rest()
    yield window
    Server.is_cut = Server.loses_answer = False


def test_what_is_typed_while_the_server_is_away_is_kept_and_written_when_it_is_back(coder, wire, seat):
    session, page_id = wire.session, wire.session.page_id
    Server.is_cut = True
    coder.wait(wire.away.isVisible)
    for key in ("contact_name", "contact_phone"):
        type_into(wire, key, "123")
        assert session.page.text(key) == "123"
    coder.wait(lambda: drafts(coder.path))
    coder.wait(lambda: "2 处" in wire.away.words.text())
    assert QApplication.activeModalWidget() is None, "one quiet line, and no box"
    Server.is_cut = False
    coder.wait(lambda: not wire.away.isVisible() and not session.held.unsaved)
    li = seat("李")
    assert [li.page(page_id).text(key) for key in ("contact_name", "contact_phone")] == ["123", "123"]
    assert len(li.history(page_id)) == 2
    coder.wait(lambda: not drafts(coder.path))


def test_an_edit_whose_answer_was_lost_is_sent_again_and_kept_once(coder, wire, seat):
    session, page_id = wire.session, wire.session.page_id
    Server.loses_answer = True
    type_into(wire, "contact_name", "abc")
    coder.wait(wire.away.isVisible)
    assert session.page.text("contact_name") == "abc"
    Server.is_cut = False
    coder.wait(lambda: not session.held.unsaved and not wire.away.isVisible())
    li = seat("李")
    assert [entry.change.edits[0].after for entry in li.history(page_id)] == ["abc"]
    assert not wire.findChildren(StaleDialog)
    assert not li.verify().complaints


def test_a_page_that_was_left_before_it_could_be_stored_is_judged_once_it_is(coder, wire, monkeypatch):
    session, page_id = wire.session, wire.session.page_id
    (other,) = set(wire.worklist.ids) - {page_id}
    with monkeypatch.context() as patched:
        patched.setattr(session.store, "append", lambda *_, **__: (_ for _ in ()).throw(StoreBusyError("稍候。")))
        type_into(wire, "contact_name", "abc")
        wire.pages.open(other)
    coder.wait(lambda: not session.held.unsaved)
    coder.wait(lambda: session.store.rows([page_id])[0].state)


def row_of(window, page_id):
    return window.worklist.model.row(window.worklist.model.place(page_id))


def test_what_stood_in_the_list_stays_while_the_server_is_away(coder, wire):
    session, page_id = wire.session, wire.session.page_id
    (other,) = set(wire.worklist.ids) - {page_id}
    Server.is_cut = True
    coder.wait(wire.away.isVisible)
    type_into(wire, "contact_name", "abc")
    assert row_of(wire, page_id).case_no == "0001"
    wire.worklist.model.forget()
    assert [row_of(wire, one).case_no for one in (page_id, other)] == ["0001", "0002"]
    coder.press("Ctrl+F")
    coder.type("0002")
    coder.wait(lambda: not wire.worklist.is_busy)
    assert set(wire.worklist.ids) == {page_id, other}, "it could not be looked up"
    Server.is_cut = False
    coder.wait(lambda: not wire.away.isVisible() and not session.held.unsaved)
    coder.wait(lambda: wire.worklist.ids == [other])
    assert "没有写入" not in wire.status.currentMessage()


def test_a_server_that_is_back_is_said(coder, wire):
    Server.is_cut = True
    coder.wait(wire.away.isVisible)
    Server.is_cut = False
    coder.wait(lambda: not wire.away.isVisible())
    assert wire.status.currentMessage() == "已重新连上服务器。"


def test_whoever_is_let_in_no_more_is_told_and_what_is_typed_is_kept(coder, wire, monkeypatch):
    def refuse(_store, _seen, _seconds):
        raise WrongPasswordError("服务器不让登录：用户名或口令不对。")

    with monkeypatch.context() as patched:
        patched.setattr("ui.watching._REFUSED_AGAIN", 0.05)
        patched.setattr(Server, "wait_for_change", refuse)
        coder.wait(lambda: wire.away.isVisible() and "不让登录" in wire.away.words.text())
    coder.wait(lambda: not wire.away.isVisible())


def clash(coder, window, li):
    """What is typed, of which somebody else was first: nobody has been asked yet."""
    page_id = window.session.page_id
    window.form.focus_place(Place("contact_name"))
    coder.type("ab")
    li.append(page_id, set_field(li.page(page_id), "contact_name", "李写的"))
    coder.wait(lambda: "正在输入的这一栏" in window.status.currentMessage())


def asked_about(window):
    """The field that she is asked about now."""
    return [one.table.item(0, 1).text() for one in window.findChildren(StaleDialog) if one.isVisible()]


def test_what_is_given_up_while_she_is_asked_about_something_else_is_asked_about_next(coder, window, seat, monkeypatch):
    session, li = window.session, seat("李", 1)
    page_id = session.page_id
    clash(coder, window, li)
    window.form.focus_place(Place("contact_phone"))
    coder.wait(lambda: asked_about(window))
    (first,) = asked_about(window)
    with monkeypatch.context() as patched:
        patched.setattr(session.store, "append", lambda *_, **__: (_ for _ in ()).throw(StoreAwayError("连不上。")))
        session.hold(set_field(session.page, "contact_phone", "123"))
        li.append(page_id, set_field(li.page(page_id), "contact_phone", "456"))
    coder.wait(lambda: len(session.held.given_up) == 2)
    (dialog,) = window.findChildren(StaleDialog)
    coder.wait(dialog.isActiveWindow)
    coder.press("Alt+D")
    coder.wait(lambda: asked_about(window) and asked_about(window) != [first])
    (held,) = session.held.given_up
    assert held.unsaved.change.edits[0].after == "123"


def test_who_takes_back_by_esc_what_she_typed_has_what_somebody_else_wrote_and_is_asked_nothing(coder, window, seat):
    clash(coder, window, seat("李", 1))
    coder.press("Esc")
    assert window.form._edits["contact_name"].text() == window.session.page.text("contact_name") == "李写的"
    assert not window.session.held.unsaved


def test_a_cell_that_is_typed_into_waits_as_well(coder, window, seat):
    li, session = seat("李", 1), window.session
    page_id = session.page_id
    window.form.focus_place(Place("other_dx_name", 1))
    coder.press("F2")
    coder.type("abc")
    cell = QApplication.focusWidget()
    li.append(page_id, insert_row(li.page(page_id), "diagnosis", Diagnosis("E11.900", "2型糖尿病"), 1))
    coder.wait(lambda: "正在输入的这一栏" in window.status.currentMessage())
    assert QApplication.focusWidget() is cell
    assert "abc" in cell.text()
    assert len(session.page.diagnoses) == len(li.page(page_id).diagnoses) - 1
    assert "abc" not in [row.name for row in li.page(page_id).diagnoses]


def test_nobody_is_asked_over_a_window_that_is_locked(coder, window, seat):
    """Both values of a patient would stand there."""
    clash(coder, window, seat("李", 1))
    window.form.flush()
    window.hide()
    assert window.session.held.given_up
    window.unsaved._quiet._look()
    assert not window.findChildren(StaleDialog)
    window.show()
    window.activateWindow()
    coder.wait(lambda: window.findChildren(StaleDialog))


def test_a_window_goes_by_the_clock_of_its_store(coder):
    there = datetime(2026, 5, 1, 8)
    window = coder.start(opener=lambda path: SqliteStore(path, lambda: there))
    assert window.session.clock() == there


def test_what_came_to_the_server_before_a_crash_is_neither_sent_again_nor_asked_about(coder, wire, seat):
    page_id = wire.session.page_id
    Server.loses_answer = True
    wire.session.apply(insert_row(wire.session.page, "diagnosis", Diagnosis("E11.900", "2型糖尿病")))
    coder.wait(lambda: wire.away.isVisible() and drafts(coder.path))
    wire.unsaved.close_with_draft()
    coder.end()
    Server.is_cut = False
    li = seat("李", 1)
    li.append(page_id, set_field(li.page(page_id), "contact_phone", "123"))
    window = coder.start(opener=Server)
    coder.rest()
    coder.wait(lambda: not drafts(coder.path))
    assert not window.findChildren(DraftDialog)
    assert [len(one.change.edits) for one in li.history(page_id)] == [1, 1]
    assert len(li.page(page_id).diagnoses) == 3


def test_long_texts_of_both_are_read_whole(qtbot):
    long = "示例市测试区演示街道办事处综合服务中心二楼东侧窗口登记处"
    page = make_page("0001", employer=long)
    after = page.apply(change := set_field(page, "employer", f"{long}（甲）"))
    theirs = page.apply(set_field(page, "employer", f"{long}（原机修车间）"))
    sent = Unsaved(1, "0001", change, page.digest, after.digest, "王", datetime(2026, 5, 1, 8))
    dialog = StaleDialog([clashes_of([sent], theirs, [])])
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.table
    coming = [table.columnViewportPosition(column) + table.columnWidth(column) for column in range(6)]
    assert max(coming) <= table.viewport().width()
    assert table.rowHeight(0) >= 2 * table.fontMetrics().height()
