"""Identities masked: nothing of them survives on the page or in a message, and what is no identity stays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.page.fields import field_catalogue, is_blank, is_dash
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.review.masks import identities, is_identity, masked, masked_name, masked_text

PATIENT = {
    "case_no": "2610001",
    "patient_name": "欧阳小明",
    "sex": "1",
    "id_no": "33010619600512123X",
    "current_address": "浙江省杭州市西湖区文三路 1 号",
    "current_phone": "13957100000",
    "current_postcode": "310012",
    "employer": "杭州某厂",
    "contact_name": "王芳",
    "contact_phone": "0571-8100",
    "household_address": "北京市",
    "health_card_no": "-",
    "fee_total": "12000.50",
}
PAGE = FrontPage(PATIENT, (Diagnosis("I10", "高血压"),), extra={"患者姓名": "欧阳小明"})
FIELDS = sorted(key for key in field_catalogue() if is_identity(key))


def test_each_identity_as_it_is_shown():
    shown = masked(PAGE).values
    assert {key: shown[key] for key in FIELDS if key in shown} == {
        "patient_name": "欧**",
        "id_no": "330106**",
        "current_address": "浙江省**",
        "current_phone": "139**",
        "current_postcode": "**",
        "employer": "**",
        "contact_name": "王**",
        "contact_phone": "057**",
        "household_address": "**",
        "health_card_no": "-",
    }


def test_what_is_no_identity_stays_and_unknown_columns_go():
    shown = masked(PAGE)
    assert (shown.case_no, shown.text("sex"), shown.text("fee_total")) == ("2610001", "1", "12000.50")
    assert (shown.diagnoses, shown.supplied, shown.key) == (PAGE.diagnoses, PAGE.supplied, PAGE.key)
    assert shown.extra == {}
    assert masked(FrontPage()) == FrontPage()


def test_an_identity_typed_into_another_field_a_row_or_the_list_is_masked_there_too():
    odd = replace(
        PAGE,
        values={**PATIENT, "sex": "欧阳小明", "allergy_drugs": "王芳诉青霉素"},
        diagnoses=(Diagnosis("I10", "高血压 33010619600512123x"),),
        procedures=(Procedure("88.72", "欧阳小明 心脏超声"),),
        intensive_cares=(IntensiveCare("欧阳小明"),),
        settlement=FrontPage({"patient_name": "欧阳晓明", "setl_psn_no": "3301000099887766"}),
    )
    told = str(masked(odd).as_dict())
    for identity in ("欧阳小明", "欧阳晓明", "王芳", "33010619600512123", "3301000099887766"):
        assert identity not in told
    assert masked(odd).diagnoses[0].name == "高血压 330106**"


def test_a_message_says_no_name_and_no_part_of_a_number():
    told = masked_text("欧阳小明的身份证号33010619600512123x中的生日为19600512，联系人王芳；费用 12000.50", PAGE)
    assert told == "欧**的身份证号330106**中的生日为**，联系人王**；费用 12000.50"
    assert masked_text("未填写", PAGE) == "未填写"


@pytest.mark.parametrize(("name", "shown"), [("王芳", "王**"), ("王", "**"), ("", ""), ("-", "-"), (" John S ", "J**")])
def test_a_name_leaves_its_first_sign(name, shown):
    assert masked_name(name) == shown


def test_every_name_number_address_and_telephone_of_the_catalogue_is_an_identity():
    """A new field of the kind must be put in the table, or named here as no patient's."""
    words = ("患者姓名", "联系人姓名", "姓名", "证号", "卡号", "电话", "地址", "住址", "人员编号", "邮政编码", "出生地")
    for key, field in field_catalogue().items():
        if field.label in words or field.label.endswith(words):
            assert is_identity(key), key


_signs = st.text(st.characters(codec="utf-8", exclude_characters="*", exclude_categories=("Cs", "Cc")), max_size=12)
_names = st.text(st.sampled_from("王李明芳欧阳浙江省市aAß"), max_size=4)
_numbers = st.text(st.sampled_from("0123456789Xx"), max_size=18)
_texts = st.one_of(_signs, _names, _numbers)


@given(st.dictionaries(st.sampled_from(FIELDS), _texts), st.lists(_texts, min_size=4, max_size=4), _texts)
def test_no_masked_value_of_two_signs_survives(told, others, message):
    noise = {"allergy_drugs": others[0] + "".join(told.values()), "readmit_purpose": others[1]}
    rows = (Diagnosis("I10", others[2] + "，".join(told.values())),)
    page = FrontPage({**told, **noise}, rows, settlement=FrontPage(told))
    shown = masked(page)
    texts = [*shown.values.values(), *shown.settlement.values.values(), shown.diagnoses[0].name]
    texts.append(masked_text(message + "".join(told.values()), page))
    secret = {t.strip() for t in told.values() if len(t.strip()) >= 2 and not is_blank(t) and not is_dash(t)}
    assert set(identities(page)) == secret
    for identity in secret:
        assert not [text for text in texts if identity in text]


@given(st.dictionaries(st.sampled_from(FIELDS), _texts))
def test_masking_twice_shows_no_more_and_no_less_fields(told):
    shown = masked(FrontPage(told))
    assert set(shown.values) == set(told)
    assert all(len(text) <= 11 or told[key] == text for key, text in shown.values.items())
