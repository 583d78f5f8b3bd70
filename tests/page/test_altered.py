"""What of a page is no more as it was."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coding.page.altered import altered_cells, altered_names
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure

STONES, PRESSURE = Diagnosis("K80.200", "胆囊结石", "1"), Diagnosis("I10.x00", "高血压", "1")
PAGE = FrontPage({"sex": "1", "age_years": "54"}, (STONES, PRESSURE, Diagnosis("E11.900", "2型糖尿病", "1")))


def test_a_field_says_what_it_said():
    assert altered_cells(PAGE, PAGE.apply(set_field(PAGE, "sex", "2"))) == {("", "sex", 0): "1"}
    assert altered_cells(PAGE, PAGE.apply(set_field(PAGE, "fee_total", "9"))) == {("", "fee_total", 0): ""}


def test_a_cell_of_a_row_says_what_it_said():
    now = PAGE.apply(set_row(PAGE, "diagnosis", 1, {"code": "I10.x05"}))
    assert altered_cells(PAGE, now) == {("diagnosis", "code", 1): "I10.x00"}


def test_a_row_that_only_stands_elsewhere_is_not_altered():
    now = PAGE.apply(move_row(PAGE, "diagnosis", 2, 0))
    assert altered_cells(PAGE, now) == {}


def test_a_row_that_moved_and_was_altered_is_followed():
    moved = PAGE.apply(move_row(PAGE, "diagnosis", 2, 0))
    now = moved.apply(set_row(moved, "diagnosis", 0, {"poa": "4"}))
    assert altered_cells(PAGE, now) == {("diagnosis", "poa", 0): "1"}


def test_a_new_row_is_altered_as_a_whole_and_the_others_are_not():
    now = PAGE.apply(insert_row(PAGE, "diagnosis", Diagnosis("J18.900", "肺炎", "1"), 1))
    assert altered_cells(PAGE, now) == {("diagnosis", "", 1): ""}
    without = PAGE.apply(remove_row(PAGE, "diagnosis", 1))
    assert altered_cells(PAGE, without) == {}


@given(st.permutations(range(3)), st.sets(st.integers(0, 2)))
def test_as_many_rows_are_altered_as_a_person_has_altered(order, touched):
    rows = [PAGE.diagnoses[n] for n in order]
    now = replace(PAGE, diagnoses=tuple(replace(r, outcome="3") if n in touched else r for n, r in enumerate(rows)))
    cells = altered_cells(PAGE, now)
    assert {spot[2] for spot in cells} == touched


def test_a_row_that_was_coded_anew_stays_itself_beside_a_new_row():
    coded = PAGE.apply(set_row(PAGE, "diagnosis", 1, {"code": "I11.900", "name": "高血压性心脏病"}))
    now = coded.apply(insert_row(coded, "diagnosis", Diagnosis("E10.900", "酮症", "1"), 2))
    assert altered_cells(PAGE, now) == {
        ("diagnosis", "code", 1): "I10.x00",
        ("diagnosis", "name", 1): "高血压",
        ("diagnosis", "", 2): "",
    }


def test_the_names_of_what_was_changed_stand_in_the_order_of_the_paper_each_once_and_without_a_value():
    page = FrontPage(
        {"case_no": "1", "patient_name": "试甲", "sex": "1"},
        tuple(Diagnosis(code, name, "1") for code, name in (("K80.100", "胆囊结石"), ("I10.x00", "高血压"))),
    )
    assert altered_names(page, page) == ()
    now = page.apply(set_field(page, "sex", "2")).apply(set_field(page, "patient_name", "试乙"))
    now = now.apply(set_row(now, "diagnosis", 0, {"poa": "2", "name": "胆囊结石症"}))
    assert altered_names(page, now) == ("出院主要诊断名称", "出院主要诊断入院病情", "姓名", "性别")
    assert altered_names(page, page.apply(move_row(page, "diagnosis", 1, 0))) == ("诊断次序",)
    assert altered_names(page, page.apply(remove_row(page, "diagnosis", 1))) == ("删除诊断",)
    more = page.apply(insert_row(page, "diagnosis", Diagnosis("E11.900", "糖尿病", "1"), 1))
    assert altered_names(page, more) == ("增加其他诊断1",)
    operated = page.apply(insert_row(page, "procedure", Procedure("51.2300", "腹腔镜胆囊切除术"), 0))
    assert altered_names(page, operated) == ("增加主要手术操作",)
    dated = operated.apply(set_row(operated, "procedure", 0, {"date": "2026-10-08"}))
    assert altered_names(operated, dated) == ("手术及操作日期",)
