"""回写核对 as rules: what an export says of a change, whatever way it spells it; what it has no column for."""

from dataclasses import replace

import pytest

from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.rows import Diagnosis
from coding.review.write_back import Outcome, outcome, place_changes, same_value, write_back_counts
from tests.db.conftest import make_page

BASE = make_page("1001", fee_total="1200.00", discharge_way="1")


def told(page, base=BASE):
    return [(one.label, one.old, one.new) for one in place_changes(base, page)]


def after(*changes):
    page = BASE
    for make in changes:
        page = page.apply(make(page))
    return page


def test_changes_are_told_by_place_with_old_and_new():
    page = after(
        lambda p: set_field(p, "discharge_way", "2"),
        lambda p: set_row(p, "diagnosis", 1, {"code": "I11.900", "name": "高血压性心脏病"}),
        lambda p: set_field(p, "op_level", "4"),
    )
    assert told(page) == [
        ("离院方式", "1", "2"),
        ("其他诊断1", "I10.x00 高血压", "I11.900 高血压性心脏病"),
        ("主要手术操作·手术级别", "3", "4"),
    ]


def test_what_was_changed_and_changed_back_is_no_change():
    page = after(lambda p: set_field(p, "discharge_way", "2"), lambda p: set_field(p, "discharge_way", "1"))
    assert told(page) == []


def test_what_other_files_put_beside_the_page_is_no_change_of_it():
    assert told(replace(BASE, values={**BASE.values, "wf_archive_time": "2026-10-09", "setl_serial_no": "9"})) == []


def test_another_order_of_diagnoses_is_a_change_that_has_to_be_written_back():
    page = after(lambda p: move_row(p, "diagnosis", 1, 0))
    assert told(page) == [
        ("主要诊断", "K80.000 胆囊结石伴急性胆囊炎", "I10.x00 高血压"),
        ("其他诊断1", "I10.x00 高血压", "K80.000 胆囊结石伴急性胆囊炎"),
    ]
    assert {outcome(one, BASE)[0] for one in place_changes(BASE, page)} == {Outcome.MISSING}
    assert {outcome(one, page)[0] for one in place_changes(BASE, page)} == {Outcome.WRITTEN}


def test_a_row_that_was_added_or_removed_is_found_or_missed():
    added = after(lambda p: insert_row(p, "diagnosis", Diagnosis("E11.900", "2型糖尿病")))
    (change,) = place_changes(BASE, added)
    assert (change.label, change.old, change.new) == ("其他诊断2", "", "E11.900 2型糖尿病")
    assert outcome(change, BASE) == (Outcome.MISSING, "")
    assert outcome(change, added)[0] is Outcome.WRITTEN
    removed = after(lambda p: remove_row(p, "diagnosis", 1))
    (gone,) = place_changes(BASE, removed)
    assert outcome(gone, BASE) == (Outcome.MISSING, "I10.x00 高血压")
    assert outcome(gone, removed)[0] is Outcome.WRITTEN


def test_a_third_value_is_altered_again_and_a_file_without_the_column_is_not_judged():
    page = after(lambda p: set_field(p, "discharge_way", "2"))
    (change,) = place_changes(BASE, page)
    other = replace(BASE, values={**BASE.values, "discharge_way": "5"})
    assert outcome(change, other) == (Outcome.ALTERED, "5")
    without = replace(BASE, supplied=BASE.supplied - {"discharge_way"})
    assert outcome(change, without) == (Outcome.UNKNOWN, "")


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("discharge_datetime", "2026/10/5 9:30", "2026-10-05 09:30:00", True),
        ("discharge_datetime", "2026-10-05", "2026-10-05 09:30:00", False),
        ("fee_total", "1200", "1200.00", True),
        ("fee_total", "1200", "1201", False),
        ("discharge_way", "-", "", True),
        ("diagnosis", "Ｋ80.000 胆囊结石", "k80.000  胆囊结石", True),
        ("diagnosis", "I10.x00 高血压", "I10.X00 高血压", True),
        ("diagnosis", "I10.x00 高血压", "I11.x00 高血压", False),
        ("case_no", "0012", "12", True),
        ("principal_dx_code", "10", "10.0", False),
    ],
)
def test_an_export_may_spell_the_same_otherwise(field, one, other, same):
    assert same_value(field, one, other) is same


def test_of_no_changes_there_is_no_share():
    counts = write_back_counts(())
    assert counts.judged == 0
    assert counts.in_words() == "没有能核对的修改。"


def test_a_list_shows_neither_name_nor_amount():
    page = after(lambda p: set_field(p, "patient_name", "样例乙"), lambda p: set_field(p, "fee_total", "900.00"))
    shown = [one.listed(page) for one in place_changes(BASE, page)]
    assert [(one.old, one.new) for one in shown] == [("（金额，见系统）",) * 2, ("（身份项，见系统）",) * 2]
