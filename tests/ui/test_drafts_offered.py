"""What was typed and did not come to the store, by a kill or a defect of ours, is offered from its draft."""

import signal
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coding.page.edits import insert_row, set_field
from coding.page.finding import Place
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.ui.held_store import drafts, held, stored, window_of_two
from ui.dialogs.draft import DraftDialog
from ui.unexpected import install_excepthook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def window(coder):
    return window_of_two(coder)


CODER = """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from coding.page.finding import Place
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application

    path = Path(sys.argv[1])
    app = application()
    program = Program(app, path, path.with_name("sample.sqlite"), SqliteStore)
    window = program.open()

    def type_when_ready():
        if window.session.page is None or window.session.knowledge is None:
            return
        timer.stop()
        window.activateWindow()
        window.form.focus_place(Place("contact_name"))
        QTest.keyClicks(window.form._edits["contact_name"], "abcdef", delay=5)
        window.form.flush()
        tell.start()

    def tell_when_kept():
        if any("abcdef" in draft.read_text("utf-8") for draft in path.parent.glob("*.draft-*.json")):
            tell.stop()
            print("kept", flush=True)

    timer = QTimer(interval=20)
    timer.timeout.connect(type_when_ready)
    timer.start()
    tell = QTimer(interval=20)
    tell.timeout.connect(tell_when_kept)
    app.exec()
"""


@pytest.mark.parametrize("changed_meanwhile", [False, True], ids=["as it was", "changed meanwhile"])
def test_a_window_that_is_killed_while_the_store_is_held_leaves_a_draft_that_is_offered(coder, changed_meanwhile):
    store = SqliteStore(coder.path)
    (page_id,) = store.import_reading(make_reading(make_page("0001"))).added
    store.close()
    with held(coder.path):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(CODER), str(coder.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline().strip() == "kept"
        process.kill()
        process.wait()
        assert process.returncode in (-getattr(signal, "SIGKILL", 9), 1)
    if changed_meanwhile:
        with closing(SqliteStore(coder.path)) as there:
            there.append(page_id, set_field(there.page(page_id), "contact_name", "乙写的"))
    window = coder.start()
    coder.wait(lambda: window.findChildren(DraftDialog))
    (dialog,) = window.findChildren(DraftDialog)
    assert dialog.table.item(0, 4).text() == "abcdef"
    assert bool(dialog.chosen()) is not changed_meanwhile, "what somebody else wrote is not overwritten by itself"
    dialog.take.click()
    coder.wait(lambda: not window.session.held.is_waiting)
    assert stored(coder.path, page_id, "contact_name") == ("乙写的" if changed_meanwhile else "abcdef")
    coder.wait(lambda: len(drafts(coder.path)) == changed_meanwhile)


def test_a_change_that_was_stored_before_the_kill_is_not_made_twice(coder, window):
    """Killed between the store and the draft: the draft says what the store has already."""
    session = window.session
    before = session.page
    row = insert_row(before, "diagnosis", Diagnosis("I10.x00", "高血压病", "1"))
    with held(coder.path):
        session.apply(row)
        coder.wait(lambda: drafts(coder.path))
        kept = drafts(coder.path)[0].read_bytes()
    coder.wait(lambda: not session.held.unsaved and not drafts(coder.path))
    page_id = session.page_id
    coder.end()
    left = coder.path.with_name(f"{coder.path.stem}.draft-00000000.json")
    left.write_bytes(kept)
    again = coder.start()
    coder.rest()
    assert again.findChildren(DraftDialog) == []
    assert not left.exists()
    assert len(again.session.store.page(page_id).rows("diagnosis")) == len(before.rows("diagnosis")) + 1


def test_who_takes_back_what_was_left_has_the_page_of_it_before_her(coder, window):
    """Killed before it was remembered where she was: the draft knows it."""
    session = window.session
    first, second = sorted(session.store.worklist())
    window.pages.open(second)
    with held(coder.path):
        session.apply(set_field(session.page, "contact_name", "陈"))
        coder.wait(lambda: drafts(coder.path))
        kept = drafts(coder.path)[0].read_bytes()
        session.discard_unsaved()
    coder.wait(lambda: not session.held.unsaved and not drafts(coder.path))
    window.pages.open(first)
    coder.end()
    coder.path.with_name(f"{coder.path.stem}.draft-00000000.json").write_bytes(kept)
    again = coder.start()
    assert again.session.page_id == first
    coder.wait(lambda: again.findChildren(DraftDialog))
    (dialog,) = again.findChildren(DraftDialog)
    dialog.take.click()
    coder.wait(lambda: not again.session.held.unsaved)
    assert again.session.page_id == second
    assert again.session.page.text("contact_name") == stored(coder.path, second, "contact_name") == "陈"


def test_after_an_unexpected_error_the_form_shows_what_is_stored_and_keeps_what_is_typed(coder, window, monkeypatch):
    """The error is real: half of the program's own store is taken away under it."""
    session, told = window.session, []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_excepthook(told.append, window.recover)
    append, session.store.append = session.store.append, None  # 'NoneType' object is not callable
    edit = window.form._edits["contact_name"]
    window.form.focus_place(Place("contact_name"))
    QTest.keyClicks(edit, "abc")
    try:
        window.form.flush()
    except TypeError as error:  # Qt hands what a slot raises to the hook
        sys.excepthook(type(error), error, error.__traceback__)
    assert told
    assert "意外情况" in told[0]
    assert "未保存" in told[0]
    assert [one.change.edits[0].after for one in session.held.unsaved] == ["abc"]
    coder.wait(lambda: window.findChildren(DraftDialog))
    assert edit.value == session.store.page(session.page_id).text("contact_name") == ""
    session.store.append = append
    (dialog,) = window.findChildren(DraftDialog)
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    dialog.take.click()
    coder.wait(lambda: not session.held.unsaved)
    assert stored(coder.path, session.page_id, "contact_name") == "abc"
