"""The coding view in the real window: codes on top, all else in two lines each, unfolded where somebody goes in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coding.page.edits import set_field
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import Coder
from tools.measure_form import shows_both_tables
from ui import settings
from ui.form.field_wanted import conditional_items, unwanted_items
from ui.form.form_layout import form_sections
from ui.form.section_summary import section_summary

PAGE = FrontPage(
    {
        "case_no": "000001",
        "patient_name": "钱样例",
        "sex": "2",
        "age_years": "80",
        "payment_method": "1.1",
        "discharge_datetime": "2026-03-06 10:00:00",
        "fee_total": "100.00",
    },
    (Diagnosis("K80.100", "胆囊结石", "1"), Diagnosis("I10.x00", "高血压病", "1")),
    (Procedure("51.2300", "胆囊切除", "2026-03-02", "3"),),
)
OTHER = FrontPage({"case_no": "000002", "patient_name": "孙演示", "age_years": "40"}, PAGE.diagnoses)
FOLDED = ["basic", "stay", "diagnosis_more", "discharge", "fee"]


@pytest.fixture
def at_work(qtbot, tmp_path):
    coder = Coder(qtbot, tmp_path / "病案.sqlite")
    store = SqliteStore(coder.path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE, OTHER)))
    store.close()
    coder.start()
    coder.rest()
    window = coder.window
    window.showNormal()
    window.resize(1366, 697)
    coder.wait(lambda: window.width() == 1366)
    first = next(i for i in window.worklist.ids if coder.session.store.page(i).case_no == "000001")
    window.pages.open(first)
    yield coder
    coder.end()


def box(coder, key):
    return next(b for b in coder.window.form._body.boxes if b.part.key == key)


def order(coder):
    return [b.part.key for b in coder.window.form._body.shown]


def another(coder):
    return next(i for i in coder.window.worklist.ids if i != coder.session.page_id)


def test_a_fresh_store_shows_both_tables_first_and_all_else_folded(at_work):
    form = at_work.window.form
    assert form.is_coding
    assert form.bar.coding.isChecked()
    assert order(at_work) == ["diagnosis", "procedure", *FOLDED]
    assert [key for key in FOLDED if not box(at_work, key).is_folded] == []
    at_work.wait(lambda: shows_both_tables(form))


def test_a_folded_part_takes_two_lines_and_says_what_is_in_it(at_work):
    line = box(at_work, "basic").line
    assert line.summary.startswith("钱样例　女　80 岁　本市城镇职工")
    assert line.height() <= 2 * line.fontMetrics().height() + 8
    assert "已折叠" in line.accessibleName()
    assert "钱样例" in line.accessibleDescription()
    at_work.session.apply(set_field(at_work.session.page, "sex", "1"))
    assert line.summary.startswith("钱样例　男")
    assert "已改 1 处" in line.accessibleDescription()


def test_a_part_without_values_says_so():
    assert section_summary("legacy", PAGE) == "（未填）"


def test_enter_unfolds_and_folds_again(at_work):
    fee = box(at_work, "fee")
    fee.line.setFocus()
    at_work.press("Return")
    assert not fee.is_folded
    assert at_work.window.form._edits["fee_total"].hasFocus()
    fee.line.setFocus()
    at_work.press("Return")
    assert fee.is_folded
    assert fee.line.hasFocus()
    at_work.press("Right")
    assert not fee.is_folded


def test_tab_goes_from_the_tables_over_the_lines(at_work):
    form = at_work.window.form
    table = form.table("procedure")
    table.go(99, table.rows.columns[-1].attribute)
    at_work.press("Tab")
    assert box(at_work, "basic").line.hasFocus()
    at_work.press("Tab")
    assert box(at_work, "stay").line.hasFocus()


def test_going_to_a_place_unfolds_its_part_and_shows_it(at_work):
    form = at_work.window.form
    form.focus_place(Place("discharge_way"))
    edit = form._edits["discharge_way"]
    assert edit.hasFocus()
    assert not edit.visibleRegion().isEmpty()
    assert not box(at_work, "discharge").is_folded
    assert box(at_work, "fee").is_folded


def test_f4_goes_into_a_folded_part(at_work):
    form = at_work.window.form
    findings = at_work.session.examination.findings
    if not any(form._body.box_of(f.place.field) is not None for f in findings):
        pytest.fail("the page has findings in single fields")
    at_work.window.activateWindow()
    for _ in findings:
        at_work.press("F4")
        focus = QApplication.focusWidget()
        if focus in form._edits.values():
            assert not focus.visibleRegion().isEmpty()
            return
    pytest.fail("F4 came to no field")


def test_the_next_page_folds_all_but_where_she_works(at_work):
    form = at_work.window.form
    form.focus_place(Place("fee_total"))
    form.focus_place(Place("discharge_way"))
    at_work.window.pages.open(another(at_work))
    assert box(at_work, "fee").is_folded
    assert not box(at_work, "discharge").is_folded
    assert form._edits["discharge_way"].hasFocus()


def test_chips_unfold_in_the_coding_view_and_fold_when_pressed_again(at_work):
    form = at_work.window.form
    at_work.press("Ctrl+6")
    assert form._edits["fee_total"].hasFocus()
    assert form.is_coding
    at_work.press("Ctrl+6")
    assert box(at_work, "fee").is_folded
    at_work.press("Ctrl+3")
    assert form.table("diagnosis").hasFocus()


def test_the_full_form_is_in_the_order_of_the_paper_and_remembered(at_work):
    form = at_work.window.form
    at_work.press("Ctrl+0")
    assert not form.is_coding
    assert order(at_work) == ["basic", "stay", "diagnosis", "diagnosis_more", "procedure", "discharge", "fee"]
    assert not any(b.is_folded for b in form._body.boxes)
    assert all(b.line.isHidden() for b in form._body.boxes)
    assert not at_work.window.actions_["coding_view"].isChecked()
    at_work.window.pages.open(another(at_work))
    assert not form.is_coding
    assert settings.CODING_VIEW.read(at_work.session.store) == "0"
    at_work.end()
    at_work.start()
    assert not at_work.window.form.is_coding
    at_work.window.form.bar.coding.click()
    assert at_work.window.form.is_coding
    assert at_work.window.actions_["coding_view"].isChecked()


def test_tab_goes_in_the_order_of_the_paper_in_the_full_form(at_work):
    form = at_work.window.form
    at_work.press("Ctrl+0")
    form.focus_place(Place("op_dx_code"))
    at_work.press("Tab")
    assert form.table("diagnosis").hasFocus()


def test_a_key_brings_to_the_tables(at_work):
    at_work.press("Alt+1")
    at_work.press("Alt+2")
    assert at_work.window.form.table("diagnosis").hasFocus()


def test_the_mark_of_a_folded_part_is_that_of_its_worst_finding(at_work):
    form = at_work.window.form
    at_work.wait(lambda: at_work.session.examination is not None)
    worst = {b.part.key: b.line._worst for b in form._body.boxes}
    assert any(severity is not None and count for severity, count in worst.values())
    chips = form.bar._worst
    both = worst["diagnosis"][1] + worst["diagnosis_more"][1]
    assert chips.get(2, (None, 0))[1] == both


# -- newborn items


def age(**known):
    return FrontPage({"case_no": "1", **known})


@pytest.mark.parametrize(
    ("page", "newborn", "infant"),
    [
        (age(age_years="54"), False, False),
        (age(age_years="0", age_days="3"), True, True),
        (age(age_years="0", age_days="40"), False, True),
        (age(birth_date="2026-03-01", admission_datetime="2026-03-02 08:00:00"), True, True),
        (age(birth_date="2020-03-01", admission_datetime="2026-03-02 08:00:00"), False, False),
        (age(age_years="54", newborn_admission_weight="3000"), True, False),
        (FrontPage({"age_years": "30"}, (Diagnosis("O80.000", "顺产"), Diagnosis("Z37.000", "单一活产"))), True, False),
    ],
)
def test_newborn_items_apply_by_age_by_delivery_and_where_they_are_filled(page, newborn, infant):
    without = unwanted_items(page)
    assert ("newborn_admission_weight" not in without) == newborn
    assert ("age_days" not in without) == infant


def test_an_item_on_which_a_finding_stands_applies():
    assert "age_days" in unwanted_items(age(age_years="54"))
    assert "age_days" not in unwanted_items(age(age_years="54"), {"age_days"})


def test_only_items_of_the_form_are_conditional():
    items = {i.key for s in form_sections() for line in s.lines for i in line}
    assert set(conditional_items()) <= items


def test_newborn_items_are_out_of_sight_until_somebody_goes_there(at_work):
    form = at_work.window.form
    edit = form._edits["newborn_birth_weight_1"]
    at_work.press("Ctrl+0")
    assert edit.isHidden()
    form.focus_place(Place("newborn_birth_weight_1"))
    assert edit.hasFocus()
    assert not edit.isHidden()
    at_work.window.pages.open(another(at_work))
    form.focus_place(Place("sex"))
    at_work.session.apply(set_field(at_work.session.page, "age_years", "0"))
    assert not edit.isHidden()


def test_a_folded_line_is_pressed_by_the_mouse_too(at_work, qtbot):
    stay = box(at_work, "stay")
    qtbot.mouseClick(stay.line, Qt.MouseButton.LeftButton)
    assert not stay.is_folded
