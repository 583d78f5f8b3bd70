"""Two schemes over the pages of a period in the real window, by keyboard."""

import openpyxl
import pytest

from coding.page.reading import Reading
from coding.work.comparing import Listed, keep_listed
from tests.drg.small_pack import SMALL
from tests.ui.exports_told import taken_out
from tests.ui.grouping.test_grouping_window import page, write_pack
from ui.grouping.month import MonthDialog

PAGES = (
    page(1, "I50.900 心力衰竭", fee_total="1000", discharge_ward="心内科"),
    page(2, "I50.900 心力衰竭", "J96.000 急性呼吸衰竭", fee_total="3000", discharge_ward="呼吸科"),
    page(3, "W01.900 跌倒", "I50.900 心力衰竭", discharge_ward="骨科"),
    page(4, "I50.900 心力衰竭", "J96.000 急性呼吸衰竭", month="04", discharge_ward="呼吸科"),
)
UNDIVIDED = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", "")]


@pytest.fixture
def window(coder):
    window = coder.start()
    window.session.store.import_reading(Reading("试.csv", "n041", "utf-8", (), PAGES))
    window.session.worklist_changed.emit()
    window.show_offer(False)
    coder.wait(lambda: len(window.worklist.model.ids) == len(PAGES))
    coder.rest()
    return window


@pytest.fixture
def packs(tmp_path):
    return write_pack(tmp_path / "旧"), write_pack(tmp_path / "新", drg_rules=UNDIVIDED)


@pytest.fixture
def dialog(coder, window, packs):
    keep_listed(window.session.store, [Listed(str(pack)) for pack in packs])
    coder.press("Ctrl+Shift+B")
    coder.wait(lambda: coder.window.findChildren(MonthDialog))
    (dialog,) = coder.window.findChildren(MonthDialog)
    dialog.old.setCurrentIndex(1)
    assert dialog.new.currentIndex() == 2  # the newest of the list
    yield dialog
    dialog.close()


def compared(coder, dialog):
    dialog.scope.setFocus()
    coder.press("Return")
    coder.wait(lambda: dialog.switch is not None)
    coder.rest()
    return dialog.switch


def test_enter_compares_and_the_tables_hold_what_was_found(coder, dialog):
    dialog.scope.setCurrentIndex(dialog.scope.findText("2026 年 3 月"))
    found = compared(coder, dialog)
    assert (found.total.cases, found.total.moved) == (3, 2)
    assert dialog.tabs.currentWidget() is dialog.page
    assert "共 3 份，病组改变 2 份（66.7%）" in dialog.page.told.text()
    assert "暂定权重（本院费用推算）" in dialog.page.told.text()
    wards = dialog.views["科室"].table
    assert sorted(wards.item(row, 0).text() for row in range(wards.rowCount())) == ["呼吸科", "心内科", "骨科"]
    reasons = dialog.views["原因"].table
    assert "新方案：不再细分（FR19）" in reasons.item(0, reasons.columnCount() - 1).text()


def test_enter_on_a_ward_lists_its_pages_and_enter_on_a_page_opens_it(coder, window, dialog):
    compared(coder, dialog)
    dialog.tabs.setCurrentWidget(dialog.views["科室"])
    wards = dialog.views["科室"].table
    wards.setFocus()
    at = next(row for row in range(wards.rowCount()) if wards.item(row, 0).text() == "呼吸科")
    wards.setCurrentCell(at, 0)
    coder.press("Return")
    assert dialog.tabs.currentWidget() is dialog.cases
    assert [case.case_no for case in dialog.cases.cases] in (["000002", "000004"], ["000004", "000002"])
    wanted = dialog.cases.cases[0].case_no
    coder.press("Return")
    coder.wait(lambda: window.session.page is not None and window.session.page.case_no == wanted)
    assert dialog.isVisible()  # it stays beside the page
    dialog.cases.every.click()
    assert len(dialog.cases.cases) == 4


def test_the_workbook_is_written_behind_the_window(coder, dialog, tmp_path):
    compared(coder, dialog)
    dialog.save(tmp_path / "比较.xlsx")
    coder.wait(lambda: (tmp_path / "比较.xlsx").exists())
    coder.rest()
    assert openpyxl.load_workbook(tmp_path / "比较.xlsx").sheetnames[0] == "摘要"
    assert "已保存" in dialog.summary.text()
    assert taken_out(coder.session.store) == [("换用方案比较", "比较.xlsx", True)]


def test_the_same_scheme_on_both_sides_is_refused_in_one_sentence(coder, dialog):
    dialog.new.setCurrentIndex(1)
    dialog.start()
    assert "请选不同的两个" in dialog.summary.text()
    assert dialog.switch is None


def test_a_scheme_that_is_taken_off_the_list_can_be_chosen_no_more(coder, dialog):
    dialog.listed.table.setCurrentCell(1, 0)
    dialog.listed.remove()
    assert dialog.new.count() == 2


def test_one_line_says_where_a_group_is_not_divided(coder, window, packs):
    from dataclasses import replace

    keep_listed(window.session.store, [Listed(str(packs[0]))])
    source = window.session.knowledge.source
    window.knowledge_loading.use_source(replace(source, scheme=str(packs[1])), "换了")
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")
    store = window.session.store
    window.pages.open(next(r.id for r in store.rows(store.worklist()) if r.case_no == "000002"))
    panel = window.show_panel("drg_schemes")
    coder.wait(lambda: panel.schemes.undivided.text())
    assert "不再细分；在“小方案”中按并发症分为 FR11、FR15，本例为 FR11" in panel.schemes.undivided.text()
