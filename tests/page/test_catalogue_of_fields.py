"""The catalogue of fields, and which texts say nothing."""

import pytest

from coding.page.fields import field_catalogue, field_key, is_blank, is_dash
from coding.page.front_page import FRONT_PAGE_KEYS


@pytest.mark.parametrize(
    "text", ["", " ", "　", "-", "--", " — ", "——", "\\", "/", "null", "NULL", "na", "N/A", "nan", "None"]
)
def test_marks_for_null_say_nothing(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "无", "NB", "none of it", "-1", "//", "n"])
def test_every_other_text_says_something(text):
    assert not is_blank(text)


def test_a_dash_is_told_from_other_marks():
    assert all(map(is_dash, ("-", " -- ", "—", "——")))
    assert not any(map(is_dash, ("", "/", "NULL", "- -")))


def test_a_field_is_called_by_its_label_and_an_unknown_one_by_its_key():
    catalogue = field_catalogue()
    assert catalogue.label("case_no") == "病案号"
    assert catalogue.label("no_such_field") == "no_such_field"


def test_a_coded_value_is_called_by_its_label_and_any_other_as_it_stands():
    catalogue = field_catalogue()
    assert catalogue.value_label("sex", "1").startswith("男")
    assert catalogue.value_label("sex", "7") == "7"
    assert catalogue.value_label("case_no", "1") == "1"
    assert catalogue.value_label("no_such_field", "1") == "1"


def test_only_a_coded_field_has_a_domain():
    catalogue = field_catalogue()
    domain = catalogue.domain_of("discharge_way")
    assert (domain.name, domain.labels["5"]) == ("RC019", "死亡")
    assert catalogue.domain_of("case_no") is None
    assert catalogue.domain_of("no_such_field") is None


def test_the_form_of_a_hospital_has_no_items_of_other_papers():
    sections = {field_catalogue()[key].section for key in FRONT_PAGE_KEYS}
    assert {"患者信息", "诊断信息", "手术信息", "住院过程", "费用信息", "签名", "机构信息"} == sections
    assert not field_catalogue()["treatment_category"].on_front_page
    assert field_catalogue()["sex"].on_front_page


def test_a_row_answers_to_the_key_of_its_group():
    assert field_key("diagnosis", "outcome", 0) == field_key("diagnosis", "outcome", 2) == "dx_outcome"
    assert field_key("diagnosis", "poa", 1) == "other_dx_poa"
    assert field_key("procedure", "code", 0) == field_key("procedure", "code", 5) == "op_code"
    assert field_key("intensive_care", "in_time", 0) == "icu_in_time"


def test_what_the_form_says_of_a_field_is_kept():
    catalogue = field_catalogue()
    assert catalogue["employer"].dash_allowed
    assert not catalogue["sex"].dash_allowed
    assert (catalogue["sex"].required, catalogue["op_code"].required) == ("yes", "conditional")
