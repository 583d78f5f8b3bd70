"""Items filled ÷ items required, as the indicators of 2016 have it; a dash is an answer where the form allows it."""

from dataclasses import replace

import pytest

from coding.page.fields import field_catalogue
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.rules.completeness import completeness_of, required_items
from coding.rules.example import read_example


def page(text="", **more):
    return replace(read_example(text)[0], **more)


def test_an_empty_page_has_no_item_and_a_whole_one_all():
    empty = completeness_of(FrontPage())
    assert empty.filled == 0
    assert empty.required > 50
    values = {key: "1" for item in required_items() for keys in item.fields for key in keys}
    whole = FrontPage(values={**values, "discharge_way": "1"}, diagnoses=(Diagnosis("I10.x00", "高血压", poa="1"),))
    seen = completeness_of(whole)
    assert (seen.share, seen.missing) == (1.0, ())
    assert "完整率 100.0%" in seen.in_words()


def test_what_is_not_filled_is_named_and_takes_its_share():
    seen = completeness_of(page("sex=1 | patient_name=王样例"))
    assert seen.filled == 2
    assert "病案号" in seen.missing
    assert f"（2／{seen.required} 项）" in seen.in_words()


@pytest.mark.parametrize(("value", "is_missing"), [("-", False), ("", True), ("13800000000", False)])
def test_a_dash_counts_as_filled_where_the_form_allows_it(value, is_missing):
    for key, name in (("contact_phone", "联系人电话"), ("employer", "工作单位及地址"), ("id_no", "身份证号")):
        assert field_catalogue()[key].dash_allowed
        assert (name in completeness_of(page(f"{key}={value}")).missing) is is_missing


def test_a_dash_is_no_sex():
    assert "性别" in completeness_of(page("sex=-")).missing


def test_conditional_items_are_asked_where_their_condition_holds():
    plain = set(completeness_of(page("dx=I10.x00 高血压 poa=1")).missing)
    hurt = set(completeness_of(page("dx=S06.000 脑震荡 poa=1")).missing)
    dead = set(completeness_of(page("dx=I10.x00 高血压 poa=1 | discharge_way=5")).missing)
    assert {"外部原因编码", "颅脑损伤昏迷时间"} <= hurt - plain
    assert "死亡患者尸检" in dead - plain
    assert not {"病理号", "新生儿入院体重"} & plain


def test_every_row_has_to_be_filled():
    rows = (
        Diagnosis("I10.x00", "高血压", poa="1"),
        Diagnosis("E11.900", "糖尿病", poa="1"),
        Diagnosis("J18.900", "", ""),
    )
    missing = completeness_of(FrontPage(diagnoses=rows)).missing
    assert "其他诊断" in missing
    assert "其他诊断编码" not in missing
    ops = (Procedure("51.2300", "胆囊切除", date="2026-07-01"), Procedure("54.1100", "剖腹探查"))
    assert "手术及操作日期" in completeness_of(FrontPage(procedures=ops)).missing


def test_what_the_source_has_no_column_for_counts_neither_way():
    all_of_them = completeness_of(FrontPage())
    fewer = completeness_of(FrontPage(supplied=frozenset({"sex", "patient_name"})))
    assert (fewer.required, all_of_them.required > 50) == (2, True)
