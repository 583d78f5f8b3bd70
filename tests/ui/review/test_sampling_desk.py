"""A sample from drawing to its figures, by keyboard; the grader sees no name of who coded."""

import pytest
from PySide6.QtCore import Qt

from coding.page.edits import set_field
from coding.review.grading import Judged
from tests.ui.review.people import clean_pages, fill, opener
from ui.review.sampling_desk import SamplingDesk


@pytest.fixture
def desk(coder):
    fill(coder.path, clean_pages(12))
    coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("Ctrl+Shift+K")
    dialog = coder.window.findChild(SamplingDesk)
    coder.wait(dialog.isActiveWindow)
    return dialog


def draw(coder, desk, seed="2026-10"):
    desk.plans.setCurrentIndex(desk.plans.findData("coders"))
    desk.label.setText("2026年10月")
    desk.seed.setText(seed)
    desk.draw_button.click()
    coder.wait(lambda: desk.at is not None and not coder.window.runner.running)


def test_the_same_seed_draws_the_same_pages_and_is_kept(coder, desk):
    draw(coder, desk)
    first = desk.at
    assert first.sample.seed == "2026-10"
    assert "种子 2026-10" in desk.told.text()
    draw(coder, desk)
    assert desk.at.sample.id != first.sample.id, "what was drawn is never drawn anew"
    assert [one.page_id for one in desk.at.drawn] == [one.page_id for one in first.drawn]


def test_without_a_name_nothing_is_drawn(coder, desk):
    desk.draw_button.click()
    assert desk.at is None
    assert "请填写" in desk.told.text()


def test_grading_is_blind_and_by_keyboard(coder, desk):
    draw(coder, desk)
    view = desk.grading
    coder.wait(view.page.hasFocus)
    here = view.page_id
    page = coder.session.store.page(here)
    name = page.text("coder")
    assert name
    assert name not in view.page.toPlainText(), "who coded it is not told"
    assert page.diagnoses[0].code in view.page.toPlainText()
    assert not any(desk.pages.item(row, 1).text() for row in range(desk.pages.rowCount())), "nor the stratum"
    # the principal diagnosis is wrong: its class and the right code are asked for
    coder.press("1")
    assert view.judged[Judged.PRINCIPAL] is False
    assert view.grade.currentText() == "丙级"
    coder.press("Ctrl+Return")
    assert "请选择错误类别" in view.refusal.text()
    coder.press("E")
    coder.press("Space")
    assert view.errors.item(0).checkState() is Qt.CheckState.Checked
    coder.press("Ctrl+Return")
    assert "正确的编码" in view.refusal.text()
    view.codes.setFocus()
    coder.type("I10.x00")
    coder.press("Ctrl+Return")
    (verdict,) = coder.session.store.grades_of(desk.at.sample.id)
    assert (verdict.page_id, verdict.principal, verdict.right_codes) == (here, False, "I10.x00")
    assert view.page_id != here, "the next one is shown"
    while view.page_id is not None:
        coder.press("Ctrl+Return")
    figures = {desk.figures.item(row, 0).text(): desk.figures.item(row, 1).text() for row in range(3)}
    drawn = len(desk.at.drawn)
    assert figures["主要诊断正确"].startswith(f"{drawn - 1}/{drawn}（")
    assert "95% 区间" in figures["主要诊断正确"]
    assert view.left.text() == "没有待评分的病案。"


def test_figures_of_nobody_are_empty(coder, desk):
    draw(coder, desk)
    assert [desk.figures.item(row, 1).text() for row in range(3)] == ["", "", ""]


def test_the_coder_contests_once_and_the_page_is_graded_again(coder, desk):
    store = coder.session.store
    draw(coder, desk)
    here = desk.grading.page_id
    store.assign([here], 3)
    coder.press("3")
    coder.press("E")
    rows = [desk.grading.errors.item(row).text() for row in range(desk.grading.errors.count())]
    desk.grading.errors.setCurrentRow(rows.index("漏编诊断"))
    coder.press("Space")
    coder.press("Ctrl+Return")
    sample = desk.at.sample.id
    desk.close()
    coder.end()

    coder.start(opener=opener("李编码"))
    coder.rest()
    coder.press("Ctrl+Shift+K")
    mine = coder.window.findChild(SamplingDesk)
    coder.wait(mine.isActiveWindow)
    assert not mine.draw_button.isEnabled()
    assert mine.grading.page_id is None, "a coder grades nobody"
    assert not mine.words.isEnabled(), "no page is contested that was not chosen"
    mine.pages.selectRow(mine.at.order.index(here))
    mine.words.setText("病程记录没有写这项诊断")
    mine.contest()
    assert [one.words for one in coder.session.store.contests_of(sample)] == ["病程记录没有写这项诊断"]
    coder.end()

    coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("Ctrl+Shift+K")
    again = coder.window.findChild(SamplingDesk)
    assert again.at.open[-1] == here, "it comes again, behind those not graded yet"


def test_only_edits_of_people_tell_whose_a_page_is(coder):
    from coding.work.sampling_pages import coder_of

    (here,) = fill(coder.path, clean_pages(1))
    coder.start()
    coder.rest()
    assert coder_of(coder.session.store, here) is None
    coder.session.apply(set_field(coder.session.page, "contact_name", "王某"))
    assert coder_of(coder.session.store, here) == 1


def test_a_desk_that_is_closed_while_it_draws_is_told_nothing_and_the_sample_is_kept(coder, desk):
    desk.label.setText("2026年10月")
    desk.draw()
    desk.close()
    coder.wait(lambda: not coder.window.runner.running)
    coder.rest()
    assert [one.label for one in coder.session.store.samples()] == ["2026年10月"]
