"""A page that is done: taken back by Ctrl+Z, and never green while a mandatory finding stands or evidence is wanted."""

from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.page.edits import go_on, move_row, set_field
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.page.step import PageState
from coding.store.page_marks import PageMark, row_marks
from coding.store.store import Marked, WorklistRow
from coding.work.contexts import Contexts
from coding.work.rechecking import examined
from coding.work.unproved import PERCENT, evidence_share
from coding.work.verdicts import verdict_of
from db.sqlite.sqlite_store import SqliteStore
from ui.header import PageStrip
from ui.page_steps import answer_evidence
from ui.theme.palette import DARK, LIGHT
from ui.theme.theme import apply_theme
from ui.worklist.worklist_model import counts_text, progress_style, state_style

#: Two ways to lead it, of other weight.
PAGE = FrontPage(
    {"case_no": "000001", "patient_name": "样例甲", "sex": "2", "age_years": "54", "admission_times": "1"},
    (Diagnosis("J18.900", "肺炎", "1"), Diagnosis("K35.800", "急性阑尾炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


def pages(number=4):
    return tuple(replace(PAGE, values={**PAGE.values, "case_no": f"{n:06d}"}) for n in range(number))


@pytest.fixture
def at_work(coder):
    store = SqliteStore(coder.path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), pages()))
    store.close()
    coder.start()
    coder.rest()
    return coder


def row_of(coder, page_id=None):
    return coder.session.store.rows([page_id or coder.session.page_id])[0]


def move_weight(coder):
    coder.session.apply(move_row(coder.session.page, "diagnosis", 1, 0))


# -- done is a step


def test_ctrl_z_right_after_ctrl_enter_takes_back_that_the_page_was_done_on_its_own_page(at_work):
    here = at_work.session.page_id
    at_work.finish()
    there = at_work.session.page_id
    assert there != here
    at_work.press("Ctrl+Z")
    assert at_work.session.page_id == here
    assert row_of(at_work).progress == "coding"
    assert [e.change.step.after for e in at_work.session.store.history(here)] == [PageState.PASSED, PageState.CODING]
    assert "已撤销：状态：编码中 → 通过" in at_work.window.status.currentMessage()
    at_work.press("Ctrl+Y")
    assert row_of(at_work, here).progress == "passed"


def test_ctrl_z_after_something_else_was_done_takes_that_back_and_leaves_the_page_before_done(at_work):
    here = at_work.session.page_id
    at_work.finish()
    there = at_work.session.page_id
    at_work.window.form.focus_place(Place("contact_name"))
    at_work.type("李联系人")
    at_work.press("Ctrl+Z")
    assert at_work.session.page_id == there
    assert at_work.session.page.text("contact_name") == ""
    assert row_of(at_work, here).progress == "passed"
    at_work.press("Ctrl+Up")
    at_work.press("Ctrl+Z")
    assert row_of(at_work, here).progress == "coding"


def test_done_can_be_taken_back_after_a_restart(at_work, qtbot):
    here = at_work.session.page_id
    at_work.finish()
    at_work.press("Ctrl+Up")
    at_work.end()
    at_work.start()
    assert at_work.session.page_id == here
    at_work.press("Ctrl+Z")
    assert row_of(at_work, here).progress == "coding"


def test_ctrl_enter_on_a_page_that_is_done_goes_on_and_adds_no_second_step(at_work):
    here = at_work.session.page_id
    at_work.finish()
    at_work.press("Ctrl+Up")
    at_work.finish()
    assert at_work.session.page_id != here
    assert len(at_work.session.store.history(here)) == 1


def test_the_page_is_opened_again_by_its_own_key(at_work):
    here = at_work.session.page_id
    at_work.finish()
    at_work.press("Ctrl+Up")
    at_work.press("Ctrl+Shift+Return")
    assert row_of(at_work, here).progress == "coding"
    at_work.press("Ctrl+Z")
    assert row_of(at_work, here).progress == "passed", "it is as it was when it was passed: the gate was asked then"


def test_what_another_window_has_done_is_taken_back_in_this_one(at_work):
    here = at_work.session.page_id
    at_work.session.apply(set_field(at_work.session.page, "sex", "1"))
    with closing(SqliteStore(at_work.path)) as other:
        done = go_on(PageState.CODING, PageState.PASSED, "按科室约定放行")
        other.append(here, replace(done, rule="override:FP-CMP-054"))
        at_work.session.catch_up()
        at_work.press("Ctrl+Z")
        assert other.rows([here])[0].progress == "coding"
        assert other.page(here).text("sex") == "1", "the last thing that was done is that it was finished"


# -- what stands open


def test_a_weight_that_was_moved_without_evidence_is_marked_and_writing_it_ends_the_mark(at_work):
    move_weight(at_work)
    assert PageMark.UNPROVED in row_marks(row_of(at_work))
    strip = at_work.window.findChild(PageStrip)
    at_work.wait(lambda: "依据未写 F7" in strip.group.text())
    answer_evidence(at_work.session, "3月2日手术记录")
    at_work.wait(lambda: "依据已写" in strip.group.text())
    assert PageMark.UNPROVED not in row_marks(row_of(at_work))


def test_what_the_window_marks_the_recheck_marks_too(at_work):
    move_weight(at_work)
    session = at_work.session
    ids = session.store.worklist()
    ((first, verdict),) = [
        (page_id, verdict)
        for part in examined(session.store, ids, session.knowledge, Contexts(), session.clock())
        for page_id, verdict in part
        if verdict.unproved
    ]
    assert (first, verdict.unproved) == (session.page_id, True)
    session.undo()
    assert not row_of(at_work).unproved


def test_a_page_marked_done_with_evidence_wanted_says_so_in_list_strip_and_status(at_work):
    here = at_work.session.page_id
    move_weight(at_work)
    at_work.finish()
    assert "仍有" in at_work.window.status.currentMessage()
    assert "依据未写" in at_work.window.status.currentMessage()
    row = row_of(at_work, here)
    assert (row.progress, row.unproved) == ("passed", True)
    style = progress_style(row)
    assert style.role != "clean"
    assert "依据未写" in style.word
    at_work.window.worklist.chips.choose(Marked.DONE_OPEN.value)
    at_work.wait(lambda: at_work.window.worklist.ids == [here])
    at_work.window.worklist.chips.choose(Marked.UNPROVED.value)
    at_work.wait(lambda: at_work.window.worklist.ids == [here])


def test_a_greater_share_of_the_weight_asks_no_more_and_the_marks_of_other_pages_follow(at_work):
    here = at_work.session.page_id
    move_weight(at_work)
    at_work.press("Ctrl+Down")
    assert row_of(at_work, here).unproved
    PERCENT.write(at_work.session.store, "100000")
    assert evidence_share(at_work.session.store) == 1000
    at_work.session.share_changed.emit()
    at_work.wait(lambda: not row_of(at_work, here).unproved)


ROW = WorklistRow(1, "1", "样例甲", "2026-01-01", "内科", "I10", "clean", drg="HC23", weight=1.0, progress="passed")


@pytest.mark.parametrize(
    ("row", "looks_clean", "words"),
    [
        (ROW, True, "通过"),
        (replace(ROW, state="warning", warnings=1), True, "通过"),
        (replace(ROW, state="error", errors=2), False, "通过，仍有强制 2"),
        (replace(ROW, unproved=True), False, "通过，仍有依据未写"),
        (replace(ROW, state="error", errors=1, unproved=True), False, "通过，仍有强制 1、依据未写"),
        (replace(ROW, state=""), False, "通过"),
        (replace(ROW, progress="uploaded"), True, "已上报"),
        (replace(ROW, progress="archived", state="error", errors=1), False, "已归档，仍有强制 1"),
    ],
)
def test_done_looks_clean_only_where_nothing_stands_open(row, looks_clean, words):
    style = progress_style(row)
    assert (style.role == "clean") is looks_clean
    assert style.word == words
    assert (style.icon == "done") is (looks_clean or not row.state), "told by shape too, not by colour alone"
    if row.unproved:
        assert state_style(row).role != "clean"
        assert counts_text(row) != "未见问题"


@pytest.mark.parametrize(("is_dark", "colours"), [(False, LIGHT), (True, DARK)])
def test_the_row_of_a_done_page_with_something_open_has_no_green_in_it(qapp, at_work, is_dark, colours):
    here = at_work.session.page_id
    move_weight(at_work)
    at_work.finish()
    apply_theme(qapp, is_dark)
    view = at_work.window.worklist.view
    place = at_work.window.worklist.model.place(here)
    view.scrollTo(view.model().index(place, 0))
    QApplication.processEvents()
    picture = view.viewport().grab(view.visualRect(view.model().index(place, 0))).toImage()
    green = QColor(colours.clean).rgb()
    found = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert green not in found
    assert QColor(colours.error if row_of(at_work, here).errors else colours.warning).rgb() in found
    apply_theme(qapp, False)


def test_every_mark_is_told_in_words_where_the_row_is_pointed_at(at_work):
    marked = replace(verdict_of(at_work.session.examination), unproved=True, list_differs=True, overdue=True)
    page_id = at_work.session.store.worklist()[2]
    at_work.session.noted.keep_verdicts([(page_id, marked)])
    model = at_work.window.worklist.model
    model.refresh([page_id])
    told = model.index(model.place(page_id), 0).data(Qt.ItemDataRole.ToolTipRole)
    for word in ("依据未写：", "清单不符：", "逾期："):
        assert word in told


# -- which findings raise a mark


def found(rule, severity=Severity.WARNING):
    return Finding(rule, Dimension.DRG, severity, Place("fee_total"), "不一致", "", "")


@pytest.mark.parametrize(
    ("findings", "marks"),
    [
        ((found("FP-DRG-027", Severity.ERROR),), (True, False)),
        ((found("FP-TIM-013"),), (False, True)),
        ((found("FP-DRG-030"), found("FP-TIM-009")), (True, True)),
        ((found("FP-TIM-012", Severity.INFO),), (False, True)),
        ((found("FP-COD-001"),), (False, False)),
    ],
)
def test_findings_raise_the_marks_that_the_table_says(embedded_examination, findings, marks):
    verdict = verdict_of(replace(embedded_examination, findings=findings))
    assert (verdict.list_differs, verdict.overdue) == marks


@pytest.fixture(scope="module")
def embedded_examination():
    from coding.knowledge.knowledge import load_knowledge

    return examine(PAGE, load_knowledge())


def test_every_rule_of_the_table_of_marks_is_there():
    from coding.base.resources import resource_table
    from coding.rules.local import is_embedded

    rows = resource_table("rules/tables/page_marks.csv", "mark", "rule")
    assert [row["rule"] for row in rows if not is_embedded(row["rule"])] == []
    assert {row["mark"] for row in rows} == {"list_differs", "overdue"}


def test_a_page_that_was_uploaded_late_is_overdue_from_the_file_to_the_list(coder):
    store = SqliteStore(coder.path)
    late = {**PAGE.values, "admission_datetime": "2026-01-01 08:00", "discharge_datetime": "2026-01-05 09:00"}
    late["wf_frontpage_submit_time"] = "2026-01-09 09:00"
    supplied = PAGE.supplied | {"wf_frontpage_submit_time"}
    store.import_reading(
        Reading("试.csv", "n041", "utf-8", (), (replace(PAGE, values=late, supplied=supplied), pages(2)[1]))
    )
    store.close()
    coder.start()
    coder.rest()
    assert [row_of(coder, i).overdue for i in sorted(coder.session.store.worklist())] == [True, False]


# -- the focus


def is_kept(coder):
    focus = QApplication.focusWidget()
    return focus is not None and focus is not coder.window and focus.isVisible()


def test_after_an_import_the_focus_stands_in_the_list(coder, monkeypatch, tmp_path):
    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    small = tmp_path / "small.csv"
    small.write_bytes(b"".join(lines[:6]))
    coder.start()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(small), ""))
    coder.press("Ctrl+O")
    coder.wait(lambda: coder.window.worklist.model.rowCount() > 0)
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")
    coder.wait(lambda: is_kept(coder))
    assert coder.window.worklist.isAncestorOf(QApplication.focusWidget())
    before = coder.session.page_id
    coder.press("Down")
    coder.wait(lambda: coder.session.page_id != before)


def test_after_ctrl_enter_on_the_last_page_the_focus_is_kept_and_typing_goes_on(at_work):
    at_work.press("Alt+2")
    for _ in range(len(at_work.session.store.worklist())):
        at_work.finish()
        at_work.wait(lambda: is_kept(at_work) and at_work.window.form.isAncestorOf(QApplication.focusWidget()))
    assert "没有其他待完成的病案" in at_work.window.status.currentMessage()
    at_work.session.apply(set_field(at_work.session.page, "sex", "1"))
    assert row_of(at_work).progress == "coding"
