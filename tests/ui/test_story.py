"""The main job from end to end, by keyboard, in the real window, on a real file and a real store."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.drafts_on_disk import drafted
from ui.form.form_view import PageForm
from ui.panels.reason import ReasonDialog


@pytest.fixture
def export(tmp_path):
    """A HIS export in GB18030."""
    path = tmp_path / "首页_2026年10月.csv"
    shutil.copy(resource_path("sample/sample_n041.csv"), path)
    path.read_bytes().decode("gb18030")
    return path


def uncoded(path):
    """The record number of a page whose principal diagnosis has words and no code."""
    pages = read_file(path).pages
    return next(p.case_no for p in pages if p.text("principal_dx_name") and not p.text("principal_dx_code"))


def test_a_coder_reads_a_file_mends_a_page_and_finds_it_again(qtbot, coder, export, monkeypatch):
    window = coder.start()
    assert window.stack.currentWidget() is window.first_start

    # She opens the file; the worklist fills and every page gets its state.
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(export), ""))
    coder.press("Ctrl+O")
    coder.wait(lambda: window.worklist.model.rowCount() > 0)
    coder.rest()
    rows = coder.session.store.rows(window.worklist.model.ids)
    assert len(rows) == window.worklist.model.rowCount() >= 300
    assert {r.state for r in rows} == {"error", "warning", "clean"}
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")

    # She finds the page whose principal diagnosis has no code.
    coder.find(uncoded(export))
    before = coder.session.examination
    assert coder.session.page.text("principal_dx_code") == ""
    words = coder.session.page.text("principal_dx_name")
    assert words
    assert "FP-CMP-035" in {f.rule for f in before.findings}

    # F8: suggestions with score and what each would do; Enter accepts.
    coder.press("F8")
    panel = window.knowledge.view("suggestions")
    coder.wait(lambda: panel.current is not None and panel.current.index == 0 and panel.list.hasFocus())
    code = panel.current.match.code
    coder.press("Return")
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, ReasonDialog):  # the weight moves: she names what of the record bears it
        coder.type("3日会诊记录")
        coder.press("Tab")
        coder.press("Return")
    coder.wait(lambda: coder.session.page.text("principal_dx_code") == code)
    after = coder.session.examination
    assert after.grouping.drg != before.grouping.drg
    assert "FP-CMP-035" not in {f.rule for f in after.findings}

    # Ctrl+Z takes it back, Ctrl+Y makes it again.
    coder.press("Ctrl+Z")
    assert coder.session.page.text("principal_dx_code") == ""
    assert coder.session.examination.grouping == before.grouping
    coder.press("Ctrl+Y")
    assert coder.session.examination.grouping == after.grouping

    # What she types is on the disk within a second, and in the store when she leaves the field, without a save key.
    coder.press("Alt+2")
    form = window.form
    assert form.isAncestorOf(QApplication.focusWidget())
    _focus(form, "contact_name")
    coder.press("Ctrl+A")
    coder.type("新联系人")
    page_id = coder.session.page_id
    assert 0 <= form._timer.remainingTime() < 1000
    coder.wait(lambda: drafted(coder.session.store) == ["新联系人"])
    coder.press("Tab")
    with _other(coder.path) as other:
        assert other.page(page_id).text("contact_name") == "新联系人"

    # The window is gone without a word (as after a kill); the next one has it all.
    killed = coder.program
    window = coder.start()
    assert coder.session.page_id == page_id
    assert coder.session.page.text("contact_name") == "新联系人"
    assert coder.session.page.text("principal_dx_code") == code
    assert coder.session.examination.grouping == after.grouping
    killed.close()


def _focus(form: PageForm, key: str) -> None:
    from coding.page.finding import Place

    form.focus_place(Place(key))


class _other:  # noqa: N801
    """A second look at the same store, as another window would take it."""

    def __init__(self, path):
        self.store = SqliteStore(path)

    def __enter__(self):
        return self.store

    def __exit__(self, *_):
        self.store.close()
