"""A dialog about a page carries name and number, and cannot stand before another patient's page."""

import pytest
from PySide6.QtWidgets import QApplication

from coding.page.edits import set_field
from ui.dialogs.about_page import page_words
from ui.grouping.kept_versions import KeptVersions
from ui.grouping.versions_window import VersionsDialog
from ui.panels.reason import ReasonDialog, accept_change
from ui.rules.waive import WaiveDialog


@pytest.fixture
def at_work(coder):
    coder.start(sample=True)
    coder.wait(lambda: coder.window.worklist.ids)
    coder.rest()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    window = coder.window
    rows = window.session.store.rows(window.worklist.ids)
    window.pages.open(next(r.id for r in rows if r.errors > 0))
    coder.rest()
    return coder


def other(at_work):
    session = at_work.session
    return next(i for i in at_work.window.worklist.ids if i != session.page_id)


def opened(at_work, kind):
    session, window = at_work.session, at_work.window
    if kind == "waive":
        return WaiveDialog(session, session.examination.findings[0], window)
    return VersionsDialog(session, KeptVersions(), window)


@pytest.mark.parametrize("kind", ["waive", "versions"])
def test_the_title_says_whose_page_it_is(at_work, kind):
    dialog = opened(at_work, kind)
    page = at_work.session.page
    assert page.case_no in dialog.windowTitle()
    assert page.text("patient_name") in dialog.windowTitle()
    assert dialog.windowTitle().endswith(page_words(page))
    dialog.deleteLater()


@pytest.mark.parametrize("kind", ["waive", "versions"])
def test_it_closes_undone_when_another_page_is_opened_behind_it(at_work, kind):
    dialog = opened(at_work, kind)
    ended = []
    dialog.finished.connect(ended.append)
    dialog.open()
    at_work.session.examine_anew()
    assert dialog.isVisible(), "the same page judged anew is the same page"
    at_work.window.pages.open(other(at_work))  # as the rule window asks for a page
    assert not dialog.isVisible()
    assert ended == [0]


def test_the_question_for_evidence_is_not_answered_on_another_page(at_work):
    session = at_work.session
    session.store.set_settings({"evidence.percent": "0"})
    page_id, history = session.page_id, len(session.store.history(session.page_id))
    shift = session.preview(set_field(session.page, "principal_dx_code", "I21.900"))
    dialog = accept_change(session, shift, "试", at_work.window)
    if not isinstance(dialog, ReasonDialog):
        pytest.skip("the change does not move the weight of this page")
    assert session.page.case_no in dialog.windowTitle()
    dialog.words.setPlainText("手术记录")
    at_work.window.pages.open(other(at_work))
    assert not dialog.isVisible()
    assert len(session.store.history(page_id)) == history
