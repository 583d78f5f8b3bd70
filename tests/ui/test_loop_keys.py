"""The keys of the coder's loop, counted in the real window: F4 to a finding, its mend, on to the next.

A chord (Alt+Enter) is one key. Counted is what it takes from a page on which she has not gone to the finding yet to
standing at the next one with the first mended:

* an empty coded field, four: ``F4`` · the digit of the code · ``Enter`` · ``F4``;
* an offered change, three: ``F4`` · ``Alt+Enter`` · ``F4``;
* a code that was taken, back again, one: ``Ctrl+Z``.
"""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.page.finding import Place
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import Coder
from ui.panels.finding_list import FindingModel
from ui.panels.reason import ReasonDialog


class CountingCoder(Coder):
    """A coder whose key presses are counted; what is typed counts character by character."""

    keys = 0

    def press(self, keys):
        self.keys += 1
        super().press(keys)

    def type(self, text):
        self.keys += len(text)
        super().type(text)

    def counted(self, *keys):
        """Press these, one after the other; how many they were."""
        before = self.keys
        for each in keys:
            if len(each) == 1:
                self.type(each)
            else:
                self.press(each)
        return self.keys - before


def spoiled(page, number):
    """A page of the sample with defects in the head, in the rows and in what is counted."""
    values = {**page.values, "sex": "", "marital_status": "", "los_days": "88", "occupation": "999"}
    values["case_no"] = f"L{number:04d}"
    values["id_no"] = "-"
    others = (*page.diagnoses, page.diagnoses[0], Diagnosis("", "高血压", "1"))
    return replace(page, values=values, diagnoses=others)


@pytest.fixture(scope="module")
def pages():
    return [p for p in read_file(resource_path("sample/sample_n041.csv")).pages if len(p.diagnoses) > 1][:10]


@pytest.fixture
def at_work(qtbot, tmp_path, pages):
    coder = CountingCoder(qtbot, tmp_path / "病案.sqlite")
    store = SqliteStore(coder.path)
    spoilt = tuple(spoiled(page, number) for number, page in enumerate(pages))
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), spoilt))
    store.close()
    coder.start()
    coder.rest()
    yield coder
    coder.end()


def panel_of(coder):
    return coder.window.knowledge.view("findings")


def choose(coder, wanted):
    """Have a finding be the next one: she has come as far as the one before it."""
    findings = panel_of(coder).model.findings
    row = next(row for row, each in enumerate(findings) if wanted(each))
    panel_of(coder)._walk.start(len(findings))
    if row:
        panel_of(coder)._walk.choose(row - 1)
    return findings[row]


def place_of(coder):
    return coder.window.form.place


def status(coder):
    return coder.window.status.currentMessage()


# -- the counts


def test_an_empty_coded_field_is_mended_and_the_next_finding_reached_with_four_keys(at_work):
    finding = choose(at_work, lambda f: f.place == Place("sex"))
    assert at_work.counted("F4", "2", "Return", "F4") == 4
    assert at_work.session.page.text("sex") == "2"
    assert finding.identity not in {f.identity for f in at_work.session.examination.findings}
    assert place_of(at_work) == panel_of(at_work).current.place


def test_an_offered_change_is_accepted_and_the_next_finding_reached_with_three_keys(at_work):
    finding = choose(at_work, lambda f: f.place.field == "los_days" and f.changes)
    behind = panel_of(at_work).model.findings[panel_of(at_work).model.findings.index(finding) + 1]
    (edit,) = finding.changes[0].edits
    assert at_work.counted("F4", "Alt+Return", "F4") == 3
    assert at_work.session.page.text("los_days") == edit.after
    assert panel_of(at_work).current.identity == behind.identity, "the one behind it comes next, none is skipped"


def test_a_code_that_was_taken_is_given_back_with_one_key(at_work):
    row = len(at_work.session.page.diagnoses) - 1
    at_work.window.form.focus_place(Place("other_dx_code", row))
    at_work.press("F8")
    panel = at_work.window.knowledge.view("suggestions")
    at_work.wait(lambda: panel.current is not None and panel.current.index == row and panel.list.hasFocus())
    code = panel.current.match.code
    at_work.press("Return")
    if isinstance(QApplication.activeModalWidget(), ReasonDialog):
        at_work.type("会诊记录")
        at_work.press("Tab")
        at_work.press("Return")
    at_work.wait(lambda: at_work.session.page.diagnoses[row].code == code)
    assert at_work.counted("Ctrl+Z") == 1
    assert (at_work.session.page.diagnoses[row].code, at_work.session.page.diagnoses[row].name) == ("", "高血压")


# -- none is skipped


def test_on_ten_pages_in_a_row_every_finding_is_visited_though_each_is_mended_on_the_way(at_work):
    window, session = at_work.window, at_work.session
    window.pages.open(session.store.worklist()[0])
    visited_pages = []
    for _ in range(10):
        visited_pages.append(session.page_id)
        standing = {f.identity for f in session.examination.findings}
        assert len(standing) > 2
        visited, mended = set(), set()
        for _ in range(60):
            at_work.press("F4")
            if status(at_work).startswith("已是最后一条问题"):
                break
            now = panel_of(at_work).current
            assert now.identity not in visited, "nothing is gone to twice while others wait"
            visited.add(now.identity)
            assert place_of(at_work) in (now.place, replace(now.place, index=now.place.index or 0))
            if now.changes and session.preview(now.changes[0]).asks_for_evidence is False:
                at_work.press("Alt+Return")
                mended.add(now.identity)
                window.status.clearMessage()
        left = {f.identity for f in session.examination.findings}
        assert left <= visited
        gone_by_itself = standing - left - mended
        assert standing - visited <= gone_by_itself
        assert mended
        at_work.finish()
        window.status.clearMessage()
    assert len(set(visited_pages)) == 10


def test_shift_f4_goes_back_and_stops_at_the_first(at_work):
    count = len(panel_of(at_work).model.findings)
    for _ in range(3):
        at_work.press("F4")
    at_work.press("Shift+F4")
    assert panel_of(at_work).list.currentIndex().row() == 1
    at_work.press("Shift+F4")
    at_work.press("Shift+F4")
    assert panel_of(at_work).list.currentIndex().row() == 0
    assert status(at_work) == "已是第一条问题。"
    for _ in range(count):
        at_work.press("F4")
    assert status(at_work) == f"已是最后一条问题（共 {count} 条）；Ctrl+Enter 标为完成并到下一份。"
    assert panel_of(at_work).list.currentIndex().row() == count - 1


def test_f4_and_ctrl_enter_work_while_a_list_of_choices_is_open(at_work):
    at_work.window.form.focus_place(Place("sex"))
    edit = QApplication.focusWidget()
    at_work.press("Down")
    assert edit.list_is_open()
    at_work.press("F4")
    assert not edit.list_is_open()
    assert panel_of(at_work)._walk.reached
    at_work.window.form.focus_place(Place("sex"))
    at_work.press("Down")
    at_work.press("Down")
    here = at_work.session.page_id
    at_work.finish()
    assert at_work.session.page_id != here
    assert at_work.session.store.page(here).text("sex") == "", "Ctrl+Enter takes nothing from the list"


# -- Alt+Enter, wherever the focus is


def offered(coder):
    """The finding with an offered change, chosen."""
    finding = choose(coder, lambda f: f.place.field == "los_days" and f.changes)
    coder.press("F4")
    assert panel_of(coder).current.identity == finding.identity
    return finding.changes[0].edits[0].after


def in_form(coder):
    coder.window.form.focus_place(Place("contact_name"))


def in_cell(coder):
    coder.window.form.focus_place(Place("other_dx_name", 1))
    coder.press("F2")


def in_panel(coder):
    panel_of(coder).list.setFocus()


def in_search_box(coder):
    coder.press("F8")
    coder.window.knowledge.view("suggestions").search.setFocus()
    coder.type("胆囊结石")


def in_worklist(coder):
    coder.press("Alt+1")


@pytest.mark.parametrize("go", [in_form, in_cell, in_panel, in_search_box, in_worklist])
def test_alt_enter_accepts_wherever_the_focus_is_and_the_focus_stays_in_the_window(at_work, go):
    wanted = offered(at_work)
    go(at_work)
    at_work.press("Alt+Return")
    assert at_work.session.store.page(at_work.session.page_id).text("los_days") == wanted
    assert status(at_work).startswith("已采纳：")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is not at_work.window
    assert focus.isVisible()
    assert at_work.session.store.history(at_work.session.page_id)[-1].change.source == "finding"


def test_what_is_half_typed_is_kept_before_a_change_is_accepted(at_work):
    wanted = offered(at_work)
    in_form(at_work)
    at_work.press("Ctrl+A")
    at_work.type("李联系人")
    at_work.press("Alt+Return")
    page = at_work.session.store.page(at_work.session.page_id)
    assert (page.text("contact_name"), page.text("los_days")) == ("李联系人", wanted)


def test_what_is_half_typed_in_a_cell_is_kept_before_a_change_is_accepted(at_work):
    wanted = offered(at_work)
    in_cell(at_work)
    at_work.press("Ctrl+A")
    at_work.type("慢性胃炎")
    at_work.press("Alt+Return")
    page = at_work.session.store.page(at_work.session.page_id)
    assert (page.diagnoses[1].name, page.text("los_days")) == ("慢性胃炎", wanted)


def test_words_that_await_a_code_are_not_lost_alt_enter_refuses_and_says_why(at_work):
    offered(at_work)
    at_work.window.form.focus_place(Place("other_dx_code", 1))
    at_work.press("F2")
    at_work.type("胆囊结石")
    before = at_work.session.page
    at_work.press("Alt+Return")
    assert at_work.session.page == before
    assert "“胆囊结石”还没有选定编码" in status(at_work)
    assert QApplication.focusWidget().text() == "胆囊结石"


def test_with_the_list_of_candidates_open_alt_enter_takes_nothing_from_it(at_work):
    offered(at_work)
    at_work.wait(lambda: at_work.session.is_search_ready)
    at_work.window.form.focus_place(Place("other_dx_code", 1))
    at_work.press("F2")
    at_work.type("胆囊结石")
    editor = QApplication.focusWidget()
    at_work.wait(editor.list_is_open)
    before = at_work.session.page
    at_work.press("Alt+Return")
    assert at_work.session.page == before
    assert not editor.list_is_open()
    assert editor.text() == "胆囊结石"
    assert "还没有选定编码" in status(at_work)
    at_work.wait(editor.list_is_open)
    at_work.press("Return")
    assert at_work.session.page.diagnoses[1].code not in ("", before.diagnoses[1].code), "Enter takes what is lit up"


def test_typing_that_mends_the_chosen_finding_lets_alt_enter_accept_nothing_else(at_work):
    wanted = offered(at_work)
    at_work.press("Ctrl+A")
    at_work.type(wanted)
    at_work.press("Alt+Return")
    kept = [entry.change for entry in at_work.session.store.history(at_work.session.page_id)]
    assert [change.source for change in kept] == ["typed"]
    assert "请看过后再采纳" in status(at_work)


def test_a_finding_without_an_offered_change_says_so(at_work):
    choose(at_work, lambda f: not f.changes)
    at_work.press("F4")
    assert not panel_of(at_work).current.changes
    at_work.press("Alt+Return")
    assert at_work.session.store.history(at_work.session.page_id) == []
    assert "没有可直接采纳的改法" in status(at_work)


# -- the focus is never lost


def is_kept(coder):
    focus = QApplication.focusWidget()
    return focus is not None and focus is not coder.window and focus.isVisible() and focus.isEnabled()


def test_after_the_last_finding_was_mended_from_the_list_the_focus_goes_to_the_form(at_work):
    session, panel = at_work.session, panel_of(at_work)
    at_work.press("Alt+3")
    panel.list.setFocus()
    only = next(f for f in panel.model.findings if f.place.field == "los_days" and f.changes)
    session.judge.examination = replace(session.examination, findings=(only,), waived=())
    session.examined.emit(session.page_id)
    assert panel.list.hasFocus()
    session.judge.examination = replace(session.examination, findings=(), waived=())
    session.examined.emit(session.page_id)
    assert is_kept(at_work)
    assert at_work.window.form.isAncestorOf(QApplication.focusWidget())
    assert isinstance(panel.model, FindingModel)


def test_after_ctrl_enter_from_the_list_of_findings_the_focus_is_kept(at_work):
    at_work.press("Alt+3")
    for _ in range(len(at_work.session.store.worklist()) + 1):
        at_work.finish()
        at_work.wait(lambda: is_kept(at_work))


def test_after_undo_and_after_a_dialog_closes_the_focus_is_kept(at_work):
    offered(at_work)
    at_work.press("Alt+Return")
    at_work.press("Ctrl+Z")
    assert is_kept(at_work)
    at_work.press("Ctrl+F1")
    at_work.wait(lambda: QApplication.activeModalWidget() is not None)
    at_work.press("Esc")
    at_work.wait(lambda: QApplication.activeModalWidget() is None)
    at_work.wait(lambda: is_kept(at_work))


def test_a_widget_that_goes_from_under_the_hand_leaves_the_focus_in_its_area(at_work):
    at_work.press("Alt+2")
    QApplication.focusWidget().clearFocus()
    at_work.wait(lambda: is_kept(at_work))
    assert at_work.window.form.isAncestorOf(QApplication.focusWidget())
