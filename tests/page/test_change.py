"""A Change in words, as data, and what it touches."""

import pytest

from coding.page.change import Change, Edit, EditKind
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure

PAGE = FrontPage(
    {"sex": "1"},
    (Diagnosis("R50.900", "发热"), Diagnosis("J18.900", "肺炎"), Diagnosis("I10.x00", "高血压")),
    (Procedure("47.0100", "阑尾切除术"), Procedure("54.2100", "腹腔镜检查")),
    (IntensiveCare("CCU"),),
)
FEVER, SURGERY = PAGE.diagnoses[0], PAGE.procedures[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (set_field(PAGE, "sex", "2"), "性别：1 → 2"),
        (set_field(PAGE, "sex", ""), "性别：1 → （空）"),
        (set_field(PAGE, "employer", "某厂"), "工作单位及地址：（空） → 某厂"),
        (set_field(PAGE, "principal_dx_code", "J18.900"), "出院主要诊断编码：R50.900 → J18.900"),
        (set_field(PAGE, "other_dx_code", "J15.900", 1), "其他诊断1·出院其他诊断编码：J18.900 → J15.900"),
        (set_field(PAGE, "op_code", "47.0900", 0), "主要手术操作·手术及操作编码：47.0100 → 47.0900"),
        (set_field(PAGE, "op_code", "54.2300", 1), "其他手术操作1·手术及操作编码：54.2100 → 54.2300"),
        (insert_row(PAGE, "diagnosis", Diagnosis("E11.900", "2型糖尿病")), "增加其他诊断3 E11.900 2型糖尿病"),
        (insert_row(PAGE, "intensive_care", IntensiveCare("RICU")), "增加重症监护2 RICU"),
        (insert_row(PAGE, "procedure", Procedure("99.2900"), 0), "增加主要手术操作 99.2900"),
        (remove_row(PAGE, "procedure", 1), "删除其他手术操作1 54.2100 腹腔镜检查"),
        (move_row(PAGE, "diagnosis", 2, 0), "将其他诊断2改为主要诊断"),
        (move_row(PAGE, "diagnosis", 1, 2), "诊断第2行移到第3行"),
        (move_row(PAGE, "procedure", 0, 1), "手术操作第1行移到第2行"),
        (Change(()), "无改动"),
    ],
)
def test_a_change_is_told_in_the_words_of_a_coder(change, words):
    assert change.describe() == words


def test_the_edits_of_one_change_are_told_one_after_the_other():
    change = set_row(PAGE, "diagnosis", 0, {"code": "J18.900", "name": "肺炎"})
    assert change.describe() == "出院主要诊断编码：R50.900 → J18.900；出院主要诊断名称：发热 → 肺炎"


def test_setting_a_row_alters_only_what_is_different():
    assert [e.field for e in set_row(PAGE, "diagnosis", 1, {"code": "J18.900", "name": "细菌性肺炎"}).edits] == [
        "other_dx_name"
    ]
    assert set_row(PAGE, "diagnosis", 1, {"code": "J18.900"}).edits == ()


def test_a_field_touches_itself_and_a_row_every_field_of_its_kind():
    assert set_field(PAGE, "sex", "2").touches() == {"sex"}
    of_procedures = {key for key, (group, _) in ROW_ATTRIBUTES.items() if group == "procedure"}
    assert remove_row(PAGE, "procedure", 0).touches() == of_procedures
    both = Change((*set_field(PAGE, "sex", "2").edits, *insert_row(PAGE, "procedure", Procedure()).edits))
    assert both.touches() == of_procedures | {"sex"}


def test_what_is_taken_back_is_called_undo_and_done_in_reverse():
    change = Change(
        (*remove_row(PAGE, "diagnosis", 2).edits, *remove_row(PAGE, "diagnosis", 1).edits), "重复", "typed", "R"
    )
    back = change.inverse()
    assert [(e.kind, e.index) for e in back.edits] == [("insert", 1), ("insert", 2)]
    assert (back.source, back.reason, back.rule) == ("undo", "重复", "R")
    assert change.inverse("redo").source == "redo"
    assert PAGE.apply(change).apply(back) == PAGE


def test_a_change_carries_its_reason_its_source_and_its_rule():
    made = {"reason": "病历", "source": "finding"}
    assert set_field(PAGE, "sex", "2", rule="R", **made) == Change(
        (Edit(EditKind.SET, field="sex", before="1", after="2"),), rule="R", **made
    )
    assert set_row(PAGE, "diagnosis", 0, {}, rule="R", **made) == Change((), rule="R", **made)
    for change in (
        insert_row(PAGE, "diagnosis", FEVER, **made),
        remove_row(PAGE, "diagnosis", 0, **made),
        move_row(PAGE, "diagnosis", 0, 1, **made),
    ):
        assert (change.reason, change.source) == ("病历", "finding")
    assert insert_row(PAGE, "diagnosis", FEVER).source == "typed"


def test_the_data_of_a_change_hold_nothing_that_is_empty():
    assert set_field(PAGE, "sex", "").as_dict() == {
        "edits": [
            {"kind": "set", "field": "sex", "index": 0, "before": "1", "to": 0, "was_supplied": True, "supplied": True}
        ],
        "reason": "",
        "source": "typed",
        "rule": "",
    }


def test_a_change_of_an_old_store_that_says_less_is_read():
    read = Change.from_dict({"edits": [{"kind": "remove", "group": "procedure", "row": {"code": "47.0100"}}]})
    assert read == Change((Edit(EditKind.REMOVE, group="procedure", row=Procedure("47.0100")),))
    assert (read.reason, read.source, read.rule) == ("", "typed", "")


def test_whether_a_field_was_supplied_is_part_of_the_change():
    page = FrontPage({"sex": "1"}, supplied=frozenset({"sex"}))
    asked, unasked = set_field(page, "sex", "2").edits[0], set_field(page, "employer", "某厂").edits[0]
    assert (asked.was_supplied, asked.supplied) == (True, True)
    assert (unasked.was_supplied, unasked.supplied) == (False, True)
    assert (unasked.inverse().was_supplied, unasked.inverse().supplied) == (True, False)
