"""A coder's page at the desk, from the filter to the next page, by keys alone, in the real window on the sample.

The officer's is in ``officer/test_officer_story.py``.
"""

import pytest
from PySide6.QtWidgets import QApplication

from coding.page.step import PageState
from ui.form.candidates import EntryEdit
from ui.header import PageStrip
from ui.panels.evidence_paper import EvidencePaper
from ui.panels.reason import ReasonDialog


@pytest.fixture
def at_list(coder):
    coder.start(sample=True)
    coder.wait(lambda: coder.window.worklist.ids and coder.session.is_search_ready)
    coder.rest()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    return coder


def awake(coder):
    """Offscreen no window manager wakes the window when a list or a dialog over it has closed."""
    QApplication.processEvents()
    if QApplication.activePopupWidget() is None and not coder.window.isActiveWindow():
        coder.window.activateWindow()
        coder.wait(coder.window.isActiveWindow)


def reasoned(coder):
    """Where the weight moves she names what of the record bears it."""
    if isinstance(QApplication.activeModalWidget(), ReasonDialog):
        coder.type("3日会诊记录")
        coder.press("Tab")
        coder.press("Return")
        awake(coder)


def fixable(coder):
    """A page of the list that offers a fix within reach of a digit: its number."""
    findings = coder.window.knowledge.view("findings").model.findings[:9]
    return next((number for number, found in enumerate(findings, 1) if found.changes), None)


def test_a_page_is_coded_from_the_filter_to_the_next_one(at_list):
    coder, window, session = at_list, at_list.window, at_list.session
    store, strip = session.store, window.findChild(PageStrip)

    # F3 and a digit: those with a warning; down the list to one that says how it is mended.
    coder.press("F3")
    coder.press("3")
    coder.rest()
    ids = list(window.worklist.ids)
    assert ids
    assert all(row.warnings for row in store.rows(ids))
    window.pages.open(ids[0])
    for _ in ids:
        if fixable(coder) is not None and len(session.page.diagnoses) >= 2:
            break
        coder.press("Ctrl+Down")
        coder.rest()
    assert fixable(coder) is not None
    here = session.page_id
    before = session.page

    # Both tables of the coding view are there at once.
    assert window.actions_["coding_view"].isChecked()
    coder.press("Alt+2")
    table = window.form._tables["diagnosis"]
    assert table.isVisible()
    assert window.form._tables["procedure"].isVisible()

    # A diagnosis by first letters: the strip says what it would do, before Enter.
    told = []
    session.considered.connect(told.append)
    table.go(len(before.diagnoses) - 1, "name")
    coder.press("Down")
    for letter in "gxy":
        coder.type(letter)
    coder.wait(lambda: isinstance(QApplication.focusWidget(), EntryEdit) and QApplication.focusWidget().list_is_open())
    coder.wait(lambda: any(shift is not None for shift in told))
    assert "如采用" in strip.group.text()
    assert session.page == before, "it is only looked at"
    coder.press("Return")
    awake(coder)
    coder.press("1")
    awake(coder)
    coder.press("Return")
    awake(coder)
    coder.wait(lambda: len(session.page.diagnoses) == len(before.diagnoses) + 1)
    added = session.page.diagnoses[-1]
    assert (added.code[:3], added.poa) == ("I10", "1")
    assert told[-1] is None, "and the strip speaks of the page again"
    coder.press("Escape")
    coder.press("Escape")
    awake(coder)

    # A finding's own fix: a digit chooses, Alt+Enter takes it.
    number = fixable(coder)
    assert number is not None
    mended = session.page
    coder.press("Alt+3")
    coder.press(str(number))
    assert session.page == mended
    coder.press("Alt+Return")
    reasoned(coder)
    coder.wait(lambda: session.page != mended)

    awake(coder)
    # F9, 2: each diagnosis as the principal one; Esc back.
    coder.press("Alt+2")
    coder.press("F9")
    coder.press("2")
    view = window.drawer.view("drg_principals")
    coder.wait(lambda: view.table.cells.rowCount() == len(session.page.diagnoses))
    coder.press("Esc")
    assert window.form.isAncestorOf(QApplication.focusWidget())

    # The ledger tells every change; the last one is taken back there, and made again.
    coder.press("Ctrl+Shift+H")
    ledger = window.drawer.view("changes").table
    changed = session.page
    coder.wait(lambda: ledger.cells.rowCount() >= 3)
    ledger.choose(ledger.cells.rowCount() - 1)
    coder.press("Del")
    assert session.page == mended
    coder.press("Del")
    assert session.page == changed
    coder.press("Esc")

    # F7: the evidence of a weight that moved is asked for, or it is said that none is wanted.
    window.status.say("")
    coder.press("F7")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, ReasonDialog | EvidencePaper) or window.status.currentMessage()
    if asked is not None:
        asked.close()
        awake(coder)

    # Ctrl+Enter, over the gate where it stands: done, and on to the next that is not.
    coder.press("Alt+2")
    coder.finish()
    coder.rest()
    assert store.rows([here])[0].progress == PageState.PASSED
    assert session.page_id != here
    assert store.rows([session.page_id])[0].progress != PageState.PASSED
