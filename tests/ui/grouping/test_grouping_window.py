"""Grouping in the real window: packs and tariffs looked at before they are used, versions, several schemes."""

import csv
import shutil

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.payment.tariff_options import TariffOptions
from coding.work.comparing import Listed, keep_listed
from coding.work.unproved import evidence_share
from tests.drg.small_pack import SMALL
from ui.drawer.registry import DRAWER
from ui.drawer.what_if_lines import GROUP, OPINION, REASON
from ui.grouping.month import MonthDialog
from ui.grouping.options import GroupingOptions
from ui.grouping.scheme_dialog import SchemeDialog
from ui.grouping.tariff_dialog import TariffDialog
from ui.grouping.versions_window import VersionsDialog
from ui.grouping.weights_window import WeightsDialog
from ui.header import PageStrip

#: FR1 is divided in the small pack: the acceptance of the issue is 0.80 → 1.61 when the complication is added.
TARIFF = (
    "drg_code,病组,weight,支付标准（三级职工）,支付标准（二级职工）\nFR11,甲,1.61,16100,15000\nFR15,乙,0.80,8000,7500\n"
)


def page(number, *codes, month="03", **values):
    return FrontPage(
        {
            "case_no": f"{number:06d}",
            "patient_name": f"测试{number}",
            "sex": "1",
            "age_years": "60",
            "age_days": "",
            "discharge_datetime": f"2026-{month}-09 10:00",
            "discharge_way": "1",
            **values,
        },
        tuple(Diagnosis(*code.split(" ")) for code in codes),
        (Procedure("96.0400", "气管插管", "2026-03-02"),),
        origin=Origin("试.csv", number, layout="n041"),
    )


PAGES = (
    page(1, "I50.900 心力衰竭"),
    page(2, "I50.900 心力衰竭", "J96.000 急性呼吸衰竭"),
    page(3, "W01.900 跌倒", "I50.900 心力衰竭"),
    page(4, "I50.900 心力衰竭", "J96.000 急性呼吸衰竭", month="04"),
)


def write_pack(folder, **changed):
    folder.mkdir()
    for table, rows in {**SMALL, **changed}.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


@pytest.fixture
def window(coder):
    window = coder.start()
    window.session.store.import_reading(Reading("试.csv", "n041", "utf-8", (), PAGES))
    window.session.worklist_changed.emit()
    window.show_offer(False)  # the store was empty when the window opened
    coder.wait(lambda: len(window.worklist.model.ids) == len(PAGES))
    coder.rest()
    return window


def open_case(window, number):
    store = window.session.store
    found = next(r.id for r in store.rows(store.worklist()) if r.case_no == f"{number:06d}")
    window.pages.open(found)


def dialog_of(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def test_a_pack_is_checked_behind_the_window_and_shown_before_it_is_used(coder, window, tmp_path):
    pack = write_pack(tmp_path / "某市", mcc=[("code", "exclusion_table"), ("J96.000", "7"), ("J96.000", "8")])
    window.grouping.import_scheme(pack)
    dialog = dialog_of(coder, SchemeDialog)
    assert dialog.table.rowCount() >= 1
    assert "mcc.csv" in dialog.table.item(0, 0).text()
    dialog.save_complaints(tmp_path / "问题.csv")
    assert (tmp_path / "问题.csv").read_text(encoding="utf-8-sig").startswith("文件,行,问题")
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")


@pytest.mark.parametrize("form", ["zip", "xlsx", "scheme.csv"])
def test_a_pack_comes_as_zip_as_workbook_or_by_its_scheme_file(coder, window, tmp_path, form):
    pack = write_pack(tmp_path / "包")
    path = pack / "scheme.csv"
    if form == "zip":
        path = tmp_path / "包.zip"
        shutil.make_archive(str(tmp_path / "包"), "zip", pack)
    elif form == "xlsx":
        path = tmp_path / "包.xlsx"
        book = openpyxl.Workbook()
        for table, rows in SMALL.items():
            sheet = book.create_sheet(table)
            for row in rows:
                sheet.append(row)
        book.save(path)
    window.grouping.import_scheme(path)
    dialog_of(coder, SchemeDialog)
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")


def test_what_is_no_pack_is_refused_in_one_sentence(coder, window, tmp_path):
    wrong = tmp_path / "错.xlsx"
    wrong.write_text("不是工作簿", encoding="utf-8")
    window.grouping.import_scheme(wrong)
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "错.xlsx" in QApplication.activeModalWidget().sentence


def test_level_of_hospital_is_asked_and_the_complication_moves_the_weight(coder, window, tmp_path):
    table = tmp_path / "某市.csv"
    table.write_text(TARIFF, encoding="utf-8")
    window.grouping.import_scheme(write_pack(tmp_path / "包"))
    dialog_of(coder, SchemeDialog)
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")
    window.grouping.import_tariff(table)
    dialog = dialog_of(coder, TariffDialog)
    assert dialog.level.count() == 3
    dialog.level.setCurrentIndex(dialog.level.findData("三级职工"))
    assert "8,000" in dialog.verdict.text() or "16,100" in dialog.verdict.text()
    dialog.valid_from.setText("昨天")
    assert not dialog.accept_button.isEnabled()
    dialog.valid_from.setText("2026-01-01")
    dialog.accept_button.setFocus()
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.tariff.level == "三级职工")
    open_case(window, 1)
    before = window.session.examination.price
    open_case(window, 2)
    after = window.session.examination.price
    assert (before.weight, after.weight) == (0.80, 1.61)
    assert (before.payment, after.payment) == (8000, 16100)
    told = window.findChild(PageStrip).told.in_full()
    assert "三级职工" in told
    assert "2026-01-01起" in told
    # what was answered is there again when it is asked again
    window.actions_["tariff_options"].trigger()
    assert dialog_of(coder, TariffDialog).level.currentData() == "三级职工"


def test_a_table_whose_header_says_nothing_is_asked_about(coder, window, tmp_path):
    table = tmp_path / "无头.csv"
    table.write_text("甲,乙,丙\nHC25,胆囊,1.2\nHC29,胆囊,1.1\n", encoding="utf-8")
    window.grouping.import_tariff(table)
    dialog = dialog_of(coder, TariffDialog)
    assert not dialog.accept_button.isEnabled()
    assert "权重列" in dialog.verdict.text()
    dialog.columns["weight"].setCurrentIndex(3)
    assert dialog.accept_button.isEnabled()
    assert dialog.options == TariffOptions(columns={"drg": 0, "weight": 2})


def test_versions_side_by_side_by_keyboard(coder, window):
    open_case(window, 3)
    coder.press("Ctrl+B")
    (dialog,) = window.findChildren(VersionsDialog)
    assert window.drawer.isAncestorOf(dialog)
    assert [box.currentText() for box in dialog.choices] == ["当前", "以 I50.900 为主诊断", "（不比较）"]
    lines = [dialog.tree.topLevelItem(i) for i in range(dialog.tree.topLevelItemCount())]
    drg = next(item for item in lines if item.text(1).endswith("　DRG"))
    assert drg.text(0) == "≠"
    assert drg.text(2).startswith("0000")
    assert drg.text(3).startswith("FR")
    dialog.keep("甲")
    assert "甲" in [dialog.choices[2].itemText(i) for i in range(dialog.choices[2].count())]
    every = dialog.tree.topLevelItemCount()
    dialog.only.setChecked(True)
    assert dialog.tree.topLevelItemCount() < every
    coder.press("Esc")
    assert window.session.page == PAGES[2]


def test_one_page_under_several_schemes_in_the_panel(coder, window, tmp_path):
    keep_listed(window.session.store, [Listed(str(write_pack(tmp_path / "包"))), Listed(str(tmp_path / "没有"))])
    open_case(window, 2)
    panel = window.show_panel("drg_schemes")
    table = panel.schemes.table
    coder.wait(lambda: table.rowCount() == 2)
    assert table.item(1, 0).text() == "小方案"
    assert table.item(1, 1).text() == "FR11"
    assert "没有" in panel.schemes.note.text()


def test_schemes_that_are_chosen_from_the_panel_stand_in_it_at_once(coder, window):
    open_case(window, 2)
    panel = window.show_panel("drg_schemes")
    coder.wait(lambda: panel.schemes.table.rowCount() == 1)
    panel.schemes.choose.click()
    coder.wait(lambda: window.findChildren(MonthDialog))
    (dialog,) = window.findChildren(MonthDialog)
    dialog.add(Listed())
    window.show_panel("drg_schemes")
    coder.wait(lambda: panel.schemes.table.rowCount() == 2)
    dialog.listed.remove()
    coder.wait(lambda: panel.schemes.table.rowCount() == 1)
    dialog.close()


def test_the_doctor_shows_what_the_page_itself_supports(coder, window):
    open_case(window, 3)
    tabs, keys = window.drawer.tabs, [page.key for page in DRAWER]
    without, remedies = keys.index("drg_without"), keys.index("drg_remedies")
    assert [tabs.isTabVisible(at) for at in (without, remedies)] == [False, True]
    view = window.show_panel("drg_remedies")
    cells = view.table.cells
    coder.wait(lambda: cells.rowCount() and view.told(0))
    assert any(cells.text(row, GROUP).startswith("FR") for row in range(cells.rowCount()))
    open_case(window, 1)
    assert [tabs.isTabVisible(at) for at in (without, remedies)] == [True, False]
    assert window.drawer.current == "drg_without", "what stands in its place"
    for case, shown in ((3, remedies), (1, without)):
        open_case(window, case)
        assert tabs.tabRect(shown).width() > 0, "a tab that has come is drawn, not a hole in its place"


def test_verdicts_of_the_rules_stand_beside_each_choice(coder, window):
    open_case(window, 3)
    view = window.show_panel("drg_principals")
    cells = view.table.cells
    coder.wait(lambda: cells.rowCount() == 2 and view.told(1))
    assert [cells.text(row, OPINION) for row in range(2)] == ["禁止", "允许"]
    assert "FP-COD-001" in cells.text(0, REASON)
    view.table.choose(0)
    assert "FP-COD-001" in view.detail.text()


def test_what_carries_the_group_is_named(coder, window):
    open_case(window, 2)
    view = window.show_panel("drg_without")
    coder.wait(lambda: view.table.cells.rowCount() > 0)
    assert "承载病组" in view.hint.text()
    assert "J96.000" in view.hint.text()


def test_the_share_that_asks_for_evidence_is_a_setting(coder, window):
    window.actions_["grouping_options"].trigger()
    dialog = dialog_of(coder, GroupingOptions)
    assert dialog.share.value() == 20
    assert not dialog.edition.isEnabled()
    dialog.share.setValue(25)
    dialog.share.setFocus(Qt.FocusReason.OtherFocusReason)
    coder.press("Return")
    assert evidence_share(window.session.store) == 0.25


def test_a_crosswalk_is_imported_and_its_edition_set(coder, window, tmp_path):
    table = tmp_path / "对照.csv"
    table.write_text("临床版编码,医保版编码\nI50.900,I50.901\n", encoding="utf-8")
    window.knowledge_loading.import_part("dx_map", table)
    coder.wait(lambda: window.session.knowledge.codes.dx_map is not None)
    open_case(window, 1)
    tree = window.show_panel("drg").tree
    coder.wait(lambda: tree.topLevelItemCount() and "临床版编码" in tree.topLevelItem(0).child(0).text(0))
    window.actions_["grouping_options"].trigger()
    dialog = dialog_of(coder, GroupingOptions)
    dialog.edition.setCurrentIndex(dialog.edition.findData("insurance"))
    dialog.share.setFocus(Qt.FocusReason.OtherFocusReason)
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.source.edition == "insurance")
    coder.wait(lambda: "临床版编码" not in tree.topLevelItem(0).child(0).text(0))


def test_weights_come_from_the_hospitals_own_pages(coder, window, tmp_path, monkeypatch):
    store = window.session.store
    costs = [page(n, "I50.900 心力衰竭", fee_total=str(fee)) for n, fee in ((11, 8000), (12, 12000))]
    costs.append(page(13, "K35.800 急性阑尾炎", fee_total="20000"))
    store.import_reading(Reading("费.csv", "n041", "utf-8", (), tuple(costs)))
    window.session.worklist_changed.emit()
    coder.wait(lambda: len(window.worklist.model.ids) == len(PAGES) + 3)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "本院.csv"), ""))
    window.actions_["own_weights"].trigger()
    dialog = dialog_of(coder, WeightsDialog)
    coder.wait(lambda: dialog.computed is not None)
    assert dialog.computed.pages == 3
    assert sorted(round(w.weight, 2) for w in dialog.computed.weights.values()) == [0.75, 1.5]
    dialog.save_button.setFocus()
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.tariff.title.startswith("本院权重"))
    open_case(window, 11)
    assert window.session.examination.price.weight == 0.75
    assert window.session.examination.price.payment == 10000
