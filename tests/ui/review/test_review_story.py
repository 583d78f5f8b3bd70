"""An officer's afternoon by keyboard, and what the coder reads and answers the next morning."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coding.page.edits import set_field
from coding.page.finding import Place
from coding.review.gate import subject_of
from coding.store.kept_reviews import About, Said
from coding.work.reviewing import subjects_of
from tests.ui.review.people import clean_pages, fill, opener
from tests.ui.review.test_flow_story import come, state_of, take_step
from ui.page_steps import say
from ui.rules.waivers import WaiverList

REASON = "病历首页与入院记录一致，此条不成立"


def panel_of(coder):
    return coder.window.knowledge.view("review")


def row_of(panel, about):
    return next(
        n for n in range(panel.list.count()) if panel.list.item(n).data(Qt.ItemDataRole.UserRole).about is about
    )


def test_an_officers_afternoon_by_keyboard(coder):
    (page,) = clean_pages(1)
    (here,) = fill(coder.path, [replace(page, values={**page.values, "sex": ""})], two_stage=True)
    coder.start(opener=opener("编码员"))
    coder.rest()
    coder.session.apply(set_field(coder.session.page, "contact_name", "李联系人"))

    come(coder, "质控员")
    store = coder.session.store
    coder.press("F10")
    panel = panel_of(coder)
    coder.wait(panel.list.hasFocus)
    # a finding: right, with one key
    panel.list.setCurrentRow(row_of(panel, About.FINDING))
    finding = panel.current
    coder.press("Y")
    # a change: wrong, with a reason
    panel.list.setCurrentRow(row_of(panel, About.CHANGE))
    change = panel.current
    coder.press("N")
    coder.press("Return")
    assert store.reviews(here)[-1].subject == finding.name, "without a reason nothing is called wrong"
    coder.type(REASON)
    coder.press("Return")
    told = [(one.about, one.subject, one.said, one.text) for one in store.reviews(here)]
    assert told == [
        (About.FINDING, finding.name, Said.RIGHT, ""),
        (About.CHANGE, change.name, Said.WRONG, REASON),
    ]
    assert store.precision()[finding.rule].value == 1
    # a comment at the field
    coder.window.form.focus_place(Place("contact_name"))
    coder.press("Ctrl+M")
    coder.type("请与住院证核对")
    coder.press("Return")
    edit = coder.window.form._edits["contact_name"]
    assert "质控员 批注：请与住院证核对" in edit.note
    assert edit.note in edit.toolTip()
    # a second opinion is asked for
    panel.list.setCurrentRow(0)
    coder.press("Q")
    coder.press("Return")
    assert panel.current.is_asked
    assert "待第二意见" in panel.list.item(0).text()

    come(coder, "编码员")
    coder.press("F10")
    panel = panel_of(coder)
    coder.wait(panel.list.hasFocus)
    panel.list.setCurrentRow(row_of(panel, About.FIELD))
    assert "请与住院证核对" in panel.thread_.text()
    assert "质控员" in panel.thread_.text()
    assert not panel.buttons[Said.RIGHT].isEnabled(), "a coder gives no verdicts"
    coder.press("R")
    coder.type("已核对，姓名无误")
    coder.press("Return")
    reply = coder.session.store.reviews(here)[-1]
    asked = next(one for one in coder.session.store.reviews(here) if one.said is Said.COMMENT)
    assert (reply.said, reply.answers, reply.name) == (Said.REPLY, asked.id, "编码员")


def test_esc_says_nothing(coder):
    (here,) = fill(coder.path, clean_pages(1))
    coder.start()
    coder.rest()
    coder.press("F10")
    panel = panel_of(coder)
    coder.wait(panel.list.hasFocus)
    coder.press("C")
    coder.type("abc")
    coder.press("Esc")
    assert panel.words.isHidden()
    assert panel.list.hasFocus()
    assert coder.session.store.reviews(here) == []


def test_words_are_kept_of_what_they_were_begun_for(coder):
    (page,) = clean_pages(1)
    (here,) = fill(coder.path, [replace(page, values={**page.values, "sex": "", "contact_name": ""})])
    coder.start()
    coder.rest()
    coder.press("F10")
    panel = panel_of(coder)
    coder.wait(panel.list.hasFocus)
    first, second = (panel.list.item(row).data(Qt.ItemDataRole.UserRole) for row in (1, 2))
    panel.list.setCurrentRow(1)
    coder.press("N")
    coder.type(REASON)
    panel.list.setCurrentRow(2)  # with the mouse, to compare
    coder.press("Return")
    (said,) = coder.session.store.reviews(here)
    assert (said.about, said.subject, said.text) == (first.about, first.name, REASON)
    assert panel.current.name == second.name, "and on to the next one"


def test_a_verdict_goes_on_to_the_next_finding_that_has_none(coder):
    (page,) = clean_pages(1)
    fill(coder.path, [replace(page, values={**page.values, "sex": "", "age_years": "", "contact_name": ""})])
    coder.start()
    coder.rest()
    coder.press("F10")
    panel = panel_of(coder)
    coder.wait(panel.list.hasFocus)
    findings = [subject for subject in panel.subjects if subject.about is About.FINDING]
    assert len(findings) > 1
    panel.list.setCurrentRow(1)
    coder.press("Y")
    assert panel.current.name == findings[1].name


def test_what_is_found_no_more_keeps_what_was_said_of_it(coder):
    (page,) = clean_pages(1)
    (here,) = fill(coder.path, [replace(page, values={**page.values, "sex": ""})])
    coder.start()
    coder.rest()
    session = coder.session
    finding = next(f for f in session.examination.findings if f.place.field == "sex")
    say(session, About.FINDING, subject_of(finding), Said.RIGHT, "", rule=finding.rule)
    session.apply(set_field(session.page, "sex", page.text("sex")))
    subjects = subjects_of(session.examination.findings, session.course.standing, session.store.reviews(here))
    gone = next(one for one in subjects if one.name == subject_of(finding))
    assert gone.is_gone
    assert gone.verdict.name == "编码员"


def test_waivers_are_reviewed_with_y_and_n(coder):
    (page,) = clean_pages(1)
    (here,) = fill(coder.path, [replace(page, values={**page.values, "sex": ""})])
    coder.start()
    coder.rest()
    coder.press("F4")
    coder.press("Ctrl+H")
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    dialog.words.setPlainText("无法核实")
    dialog.waive_button.click()
    coder.rest()
    waivers = coder.window.rules.show_waivers()
    assert isinstance(waivers, WaiverList)
    coder.wait(waivers.isActiveWindow)
    waivers.table.setFocus()
    coder.press("N")
    coder.press("Return")
    assert coder.session.store.words_about(About.WAIVER) == [], "not without a reason"
    waivers.close()
    waivers = coder.window.rules.show_waivers()
    coder.wait(waivers.isActiveWindow)
    waivers.table.setFocus()
    coder.press("Y")
    (said,) = coder.session.store.words_about(About.WAIVER)
    assert (said.page_id, said.said, said.name) == (here, Said.RIGHT, "编码员")
    assert waivers.table.item(0, waivers.table.columnCount() - 1).text() == "认可 编码员"


def test_what_is_sent_back_says_why_to_the_coder(coder):
    (here,) = fill(coder.path, clean_pages(1), two_stage=True)
    coder.start(opener=opener("编码员"))
    coder.rest()
    coder.press("Ctrl+Return")
    come(coder, "质控员")
    take_step(coder, "退回", "主要诊断请核对")
    come(coder, "编码员")
    assert state_of(coder, here).value == "returned"
    assert any("主要诊断请核对" in subject.reasons for subject in panel_of(coder).subjects)
