"""An officer's morning in the real window, by keyboard alone: what is counted, what is said, what goes back."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from coding.page.edits import set_field
from coding.page.step import PageState
from coding.review.return_reasons import returned_for
from coding.store.kept_reviews import About, Said
from coding.work.sampling_pages import draw_sample
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.keys_per_task import COUNTED
from tests.ui.review.people import clean_pages, fill, opener, seat_of
from tests.ui.review.test_flow_story import come, state_of
from ui.header import PageStrip
from ui.rules.waive import WaiveDialog

REASON = "病历首页与入院记录一致，此条不成立"


class Keys:
    """Presses, and counts; what is typed is not counted."""

    def __init__(self, coder):
        self.coder = coder
        self.count = 0

    def __call__(self, *keys):
        for key in keys:
            self.coder.press(key)
            self.count += 1
        self.coder.rest()


@pytest.fixture
def pages(coder):
    """Three pages of one department that a coder has changed and submitted; all but the first have a finding."""
    found = []
    first, _, *others = clean_pages(4)
    for number, page in enumerate((first, *others)):
        more = {"case_no": f"0099100{number}", **({"contact_address": ""} if number else {})}
        found.append(replace(page, values={**page.values, **more}))
    ids = fill(coder.path, found, two_stage=True)
    coder.start(opener=opener("编码员"))
    coder.rest()
    for page_id in ids:
        coder.window.pages.open(page_id)
        coder.session.apply(set_field(coder.session.page, "contact_name", "李联系人"))
        coder.press("Ctrl+Return")
    coder.rest()
    assert {state_of(coder, page_id) for page_id in ids} == {PageState.SUBMITTED}
    come(coder, "质控员")
    coder.wait(lambda: not coder.window.batch.is_running)
    return ids


def about(desk, kind):
    """Go to the first thing of a kind in the list, as J and K do."""
    desk.list._choose(next(one for one in desk.list.subjects if one.about is kind))


def test_from_the_pivot_down_to_a_page_yes_no_comment_back_and_on(coder, pages):
    keys, store = Keys(coder), coder.session.store
    keys("Ctrl+Alt+2")
    desk = coder.window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    assert desk.pivot.table.hasFocus()
    keys("2")  # 科室
    assert desk.pivot.model.rowCount() == 1
    assert desk.pivot.model.data(desk.pivot.model.index(0, 1)) == "2/3"
    keys("Return")
    assert list(desk.pivot.listed)[2] == pages[0], "those with a finding come first"
    keys("Return")
    here = coder.session.page_id
    assert here == desk.pivot.listed[0]
    assert desk.list.list.hasFocus()
    assert desk.list.current.about is About.FINDING, "at the first that wants a verdict"
    keys("D")
    assert desk.only_changed.is_on
    keys("D", "Y")
    assert store.reviews(here)[-1].said is Said.RIGHT
    assert desk.list.current.about is About.CHANGE, "and on to the next one"
    keys("N", "Return")
    assert store.reviews(here)[-1].said is Said.RIGHT, "nothing is called wrong without a reason"
    coder.type(REASON)
    keys("Return")
    told = [(one.about, one.said, one.text) for one in store.reviews(here)]
    assert told == [(About.FINDING, Said.RIGHT, ""), (About.CHANGE, Said.WRONG, REASON)]
    keys("C")
    coder.type("请与住院证核对")
    keys("Return")
    field = store.reviews(here)[-1]
    assert (field.about, field.subject, field.said) == (About.FIELD, "contact_name", Said.COMMENT)
    before = keys.count
    keys("R", "1", "Return")
    assert keys.count - before == COUNTED["send_back"].keys
    assert state_of(coder, here) is PageState.RETURNED
    assert "主要诊断选择不当" in store.history(here)[-1].change.reason
    assert coder.session.page_id == desk.pivot.listed[1], "on to the next page of the list"
    coder.wait(lambda: "待质控 2 · 退回未答 1 · 主诊正确率 未判定" in desk.foot.text())

    # the next one: waived, called right, passed
    keys("W")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), WaiveDialog))
    dialog = QApplication.activeModalWidget()
    dialog.words.setPlainText("无法核实")
    dialog.waive_button.click()
    coder.rest()
    coder.window.activateWindow()
    there = coder.session.page_id
    desk.list.take_focus()
    keys("A")
    assert state_of(coder, there) is PageState.SUBMITTED
    assert "还没有结论" in coder.window.status.currentMessage()
    keys("Y", "A")
    assert state_of(coder, there) is PageState.PASSED
    assert coder.session.page_id == pages[0]
    keys("Ctrl+Z")
    assert state_of(coder, there) is PageState.SUBMITTED, "the last thing that was done is taken back, on its own page"


def test_what_waits_is_one_key_away_and_backspace_leads_back(coder, pages):
    keys = Keys(coder)
    keys("Ctrl+Alt+2")
    desk = coder.window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    keys("8")
    assert sorted(desk.pivot.listed) == sorted(pages)
    keys("Return")
    assert desk.list.list.hasFocus()
    keys("Backspace")
    assert desk.pivot.page_list.hasFocus()
    coder.type("00991002")
    coder.wait(lambda: len(desk.pivot.listed) == 1)
    keys("Return")
    assert desk.pivot.page_list.hasFocus()
    keys("Backspace")
    coder.wait(lambda: len(desk.pivot.listed) == 3)
    keys("Backspace")
    assert desk.pivot.table.hasFocus()
    assert desk.pivot.listed == ()
    coder.type("主要诊断")
    assert desk.pivot.model.rowCount() < 600
    keys("Esc")
    assert desk.pivot.filter.isHidden()


def test_another_period_is_chosen_by_a_letter_and_remembered(coder):
    new, old = clean_pages(2)
    old = replace(old, values={**old.values, "discharge_datetime": "2019-03-05 10:00:00", "contact_address": ""})
    fill(coder.path, [new, old], two_stage=True)
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    coder.wait(lambda: not window.batch.is_running)
    keys = Keys(coder)
    keys("Ctrl+Alt+2")
    pivot = window.modes.officer.pivot
    coder.wait(lambda: pivot.pivot is not None and len(pivot.pivot.pages) == 1)
    assert pivot.period_button.text() == "近 6 个月 ▾"
    keys("2", "Alt+P", "Q")
    window.activateWindow()  # offscreen no window manager does, once a menu is closed
    coder.wait(window.isActiveWindow)
    coder.wait(lambda: "全部病案，已判定 2 份" in pivot.told.text())
    assert pivot.model.data(pivot.model.index(0, 1)).endswith("/2")
    assert sum(share.below for share in pivot.model.row(0).months) == 1, "the line is that of the last six months"
    keys("Return")
    assert len(pivot.listed) == 2
    assert pivot.path.text().startswith("全部")
    keys("Backspace", "6")
    assert pivot.model.name(0) == "2019-03"
    coder.end()
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    coder.wait(lambda: window.modes.now.value == "review")
    pivot = window.modes.officer.pivot
    coder.wait(lambda: pivot.pivot is not None)
    assert pivot.period_button.text() == "全部 ▾"
    assert len(pivot.pivot.pages) == 2


def test_a_page_that_is_only_looked_at_takes_no_typing_and_is_taken_from_nobody(coder, pages):
    keys, window = Keys(coder), coder.window
    keys("Ctrl+Alt+2")
    edit = window.form._edits["contact_name"]
    assert edit.isReadOnly()
    assert not coder.session.apply(set_field(coder.session.page, "contact_name", "王"))
    assert not coder.session.access.is_to_be_taken
    keys("Ctrl+Alt+1")
    assert not edit.isReadOnly()


def test_nobody_passes_her_own_page_here_either(coder):
    (here,) = fill(coder.path, clean_pages(1), two_stage=True)
    coder.start(opener=opener("质控员"))
    coder.rest()
    coder.session.apply(set_field(coder.session.page, "contact_name", "李联系人"))
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.SUBMITTED
    keys = Keys(coder)
    keys("Ctrl+Alt+2", "8", "Return", "Y", "A")
    assert state_of(coder, here) is PageState.SUBMITTED
    assert coder.window.status.currentMessage()


def test_a_page_is_sent_back_for_several_reasons_and_the_coder_reads_them_as_a_list(coder, pages):
    keys, store = Keys(coder), coder.session.store
    keys("Ctrl+Alt+2")
    desk = coder.window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    keys("8", "Return")
    here, strip = coder.session.page_id, desk.list.reasons
    keys("R", "Return")
    assert state_of(coder, here) is PageState.SUBMITTED, "for no reason nothing is sent back"
    assert "还没有勾选理由" in strip.title.text()
    keys("4", "2", "1", "2", "9", "Return")
    assert state_of(coder, here) is PageState.SUBMITTED, "the last one wants words"
    coder.type("病理报告未回")
    keys("Esc")
    assert strip.list.hasFocus(), "back to the reasons, with the words kept"
    keys("6", "Return")
    assert state_of(coder, here) is PageState.RETURNED
    reason = store.history(here)[-1].change.reason
    assert reason == "主要诊断选择不当；手术操作漏编或编码有误；与病历不一致，请核对病历；病理报告未回"
    assert "\n" not in reason, "one line, as programs of before read it"

    come(coder, "编码员")
    coder.window.pages.open(here)
    coder.rest()
    keys("F10")
    panel = coder.window.knowledge.view("review")
    row = next(n for n in range(panel.list.count()) if "→ 退回" in panel.list.item(n).text())
    reasons = [
        "· 主要诊断选择不当（出院主要诊断编码）",
        "· 手术操作漏编或编码有误（手术及操作编码）",
        "· 与病历不一致，请核对病历",
        "· 病理报告未回",
    ]
    assert panel.list.item(row).text().splitlines()[1:] == reasons
    assert coder.window.strip._counts.toolTip().count("· ") == len(reasons)
    panel.list.setCurrentRow(row)
    assert all(reason in panel.thread_.text() for reason in reasons)
    keys("Return")
    assert coder.window.form.place_of(QApplication.focusWidget()).field == "principal_dx_code", (
        "Enter goes to its field"
    )


def test_what_was_sent_back_before_is_read_as_it_was():
    assert [one.words for one in returned_for("请与病历核对（另有 2 条不认可，见审核）")] == [
        "请与病历核对（另有 2 条不认可，见审核）"
    ]
    (one,) = returned_for("主要诊断选择不当（另有 1 条不认可，见审核）")
    assert one.place is not None, "and its field is known too"
    assert returned_for("") == ()


def test_one_stage_has_no_way_back_and_says_so(coder):
    fill(coder.path, clean_pages(1))
    coder.start(opener=opener("质控员"))
    coder.rest()
    keys = Keys(coder)
    keys("Ctrl+Alt+2")
    desk = coder.window.modes.officer
    desk.list.take_focus()
    keys("R")
    assert desk.list.reasons.isHidden()
    assert "不能退回" in coder.window.status.currentMessage()


def test_a_sample_is_graded_blind_in_the_frame(coder, pages):
    keys, store, window = Keys(coder), coder.session.store, coder.window
    draw_sample(store, pages, "2026年10月", "coders", "2026-10")
    keys("Ctrl+Alt+2")
    desk = window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    before = keys.count
    keys("7", "Return")
    assert keys.count - before == COUNTED["sample"].keys
    view = desk.sampling.grading
    assert view.page.hasFocus()
    assert view.isVisible()
    assert not window.form.isVisible()
    assert not desk.list.isVisible(), "nothing found or said is told before it is graded"
    assert not window.findChild(PageStrip).isVisible(), "nor a name, nor money"
    assert not window.actions_["undo"].isEnabled()
    name = store.page(view.page_id).text("coder")
    assert name
    assert name not in view.page.toPlainText()
    assert all("待评分" in desk.sampling.list.item(row).text() for row in range(desk.sampling.list.count()))
    for _ in pages:
        assert desk.sampling.is_blind
        keys("Ctrl+Return")
    assert not desk.sampling.is_blind
    assert window.findChild(PageStrip).isVisible()
    assert window.form.isVisible()
    assert len(store.grades_of(store.samples()[0].id)) == 3
    coder.wait(lambda: "主诊正确率 100.0 %（3/3，本月）" in desk.foot.text())
    assert desk.sampling.list.hasFocus()
    keys("Home", "Return")
    assert coder.session.page_id == desk.sampling.at.order[0], "what is graded is opened as it is"
    keys("Backspace", "Backspace")
    assert desk.pivot.table.hasFocus()


def grade_blind(coder, pages):
    """At the officer's desk, with the first page of a sample to be graded; the desk."""
    keys, window = Keys(coder), coder.window
    draw_sample(coder.session.store, pages, "2026年10月", "coders", "2026-10")
    keys("Ctrl+Alt+2")
    desk = window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    keys("7", "Return")
    assert desk.sampling.is_blind
    return desk


def test_while_a_page_is_graded_nothing_else_tells_of_it(coder, pages):
    """Each of these shows pages by name, what was said of them, or money; most open the drawer beside the page."""
    told_by = [
        "palette",
        "rules",
        "waivers",
        "term_book",
        "term_clusters",
        "compare_schemes",
        "versions",
        "insurer_proof",
        "payment_of_month",
        "paid_results",
        "same_words",
        "audit",
        "packages",
        "deal",
        "search",
        "drawer",
        "review",
        "other_stays",
        "next_mine",
        "print",
        "export",
        "export_findings",
    ]
    window, keys = coder.window, Keys(coder)
    allowed = {id_ for id_ in told_by if window.actions_[id_].isEnabled()}
    assert {"palette", "rules", "term_book", "versions", "deal"} <= allowed
    tips = {id_: window.actions_[id_].toolTip() for id_ in told_by}
    desk = grade_blind(coder, pages)
    assert [id_ for id_ in told_by if window.actions_[id_].isEnabled()] == []
    for id_ in allowed:
        assert "正在盲评" in window.actions_[id_].toolTip(), id_
        assert "正在盲评" in window.actions_[id_].statusTip(), id_
    assert all(window.actions_[id_].toolTip() == tips[id_] for id_ in set(told_by) - allowed), "her role says why"
    keys("Ctrl+K", "Ctrl+R", "Ctrl+T")
    assert window.palette.palette is None
    assert not window.splitter.is_drawer_open
    assert desk.sampling.grading.isVisible()
    keys("Escape", "Escape")
    assert not desk.sampling.is_blind
    assert {id_ for id_ in told_by if window.actions_[id_].isEnabled()} == allowed
    assert {id_: window.actions_[id_].toolTip() for id_ in told_by} == tips


def test_a_page_that_is_opened_from_a_window_of_its_own_is_seen_instead_of_the_graded_one(coder, pages):
    desk, window = grade_blind(coder, pages), coder.window
    for wanted in (window.review.page_wanted, window.rules.page_wanted, window.proof.page_wanted):
        wanted.emit(pages[1])
        assert window.form.isVisible()
        assert not desk.sampling.is_blind
        assert coder.session.page_id == pages[1]
        desk.sampling.enter()
        assert desk.sampling.is_blind


def test_who_may_not_see_money_sees_none_of_it_here(coder):
    fill(coder.path, clean_pages(2), two_stage=True)
    seat = seat_of("质控员")
    blind = replace(seat, person=replace(seat.person, is_money_blind=True))
    window = coder.start(opener=lambda path: SqliteStore(path, datetime.now, blind))
    coder.rest()
    keys = Keys(coder)
    keys("Ctrl+Alt+2")
    desk = window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    keys("4", "Return", "Return")
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    model = desk.pivot.page_model
    shown += [str(model.data(model.index(row, 0), Qt.ItemDataRole.ToolTipRole)) for row in range(model.rowCount())]
    assert shown
    assert not [text for text in shown if "权重" in text or "支付" in text or re.search(r"\d 元", text)]


def test_what_was_said_is_read_once_for_a_page_and_again_when_more_was_said(coder, pages, monkeypatch):
    keys, store = Keys(coder), coder.session.store
    keys("Ctrl+Alt+2")
    desk, there = coder.window.modes.officer, pages[1]
    read, reviews = [], store.reviews
    monkeypatch.setattr(store, "reviews", lambda page_id: read.append(page_id) or reviews(page_id))
    coder.window.pages.open(there)
    coder.rest()
    assert read == [there], "for the list, the panel of the coder and the marks of the form"
    desk.list.take_focus()
    keys("Y")
    assert read == [there] * 2
    assert [one.verdict.said for one in desk.list.subjects if one.verdict] == [Said.RIGHT]
    elsewhere = opener("编码员")(coder.path)
    elsewhere.say(there, About.PAGE, "", Said.COMMENT, "请看病理")
    elsewhere.close()
    coder.session.catch_up()
    assert desk.list.subjects[0].said[0].text == "请看病理"
    assert "〔1 条〕" in desk.list.list.item(0).text()
