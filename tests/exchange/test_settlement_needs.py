"""A settlement list with mandatory items empty is told before anybody uploads it."""

import json
from dataclasses import replace

from coding.exchange.read import read_file
from coding.exchange.settlement_needs import needs_in_words
from coding.exchange.write import write_layout
from coding.page.edits import set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from tests.exchange.open_items import open_items

WHOLE = {
    "case_no": "1", "org_code": "A1", "org_name": "某院", "patient_name": "甲", "sex": "1", "birth_date": "1980-01-02",
    "nationality": "156", "ethnicity": "01", "id_type": "01", "id_no": "11010519491231002X", "occupation": "13",
    "contact_name": "乙", "contact_relation": "1", "contact_address": "某路", "contact_phone": "1", "age_years": "45",
    "admission_dept": "03", "discharge_dept": "03",
    **{f"setl_{key}": "1" for key in (
        "mdtrt_id", "id", "hi_type", "insuplc", "ipt_med_type", "bill_code", "bill_no", "biz_sn", "begn_date",
        "end_date", "psn_selfpay", "psn_ownpay", "acct_pay", "psn_cashpay", "hi_paymtd", "hsorg", "hsorg_opter",
        "fill_dept", "fill_psn")},
}  # fmt: skip
PAGE = FrontPage(values=WHOLE, diagnoses=(Diagnosis("I10.x00", "高血压", poa="1"),))


def named(*pages):
    return [(item.node, item.item, item.pages) for item in open_items(pages)]


def test_a_list_with_every_mandatory_item_is_not_spoken_of(tmp_path):
    assert named(PAGE) == []
    assert write_layout(tmp_path / "a.json", [PAGE], "setl4101") == ()


def test_each_mandatory_item_that_is_empty_is_counted_over_the_pages():
    without = PAGE.apply(set_field(PAGE, "setl_bill_no", ""))
    assert named(PAGE, without, without) == [("setlinfo", "bill_no", 2)]


def test_items_that_the_interface_leaves_open_are_not_asked_for():
    assert named(PAGE.apply(set_field(PAGE, "age_years", ""))) == []


def test_an_operation_without_its_surgeons_code_is_told_once_a_page():
    rows = [Procedure(code, "某术", date="2026-01-02", surgeon="丙") for code in ("51.2300", "54.5100")]
    page = replace(PAGE, procedures=tuple(rows))
    assert named(page) == [("oprninfo", "oper_dr_code", 1)]


def test_what_is_written_and_what_is_told_are_the_same(tmp_path):
    page = FrontPage(values={"case_no": "1", "patient_name": "甲"})
    notes = write_layout(tmp_path / "a.json", [page], "setl4101")
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))[0]["input"]["setlinfo"]
    empty = [item for item in open_items([page]) if item.node == "setlinfo"]
    assert empty
    assert all(written[item.item] == "" for item in empty)
    assert needs_in_words(open_items([page])) in notes
    assert f"等 {len(open_items([page]))} 项" in notes[-1]
    assert "定点医药机构名称（1 份）" in notes[-1]
    assert read_file(tmp_path / "a.json").pages[0].case_no == "1"
