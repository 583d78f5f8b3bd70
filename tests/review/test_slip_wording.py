"""What may stand on a slip: no amount, no weight, no person; figures of the disease stay."""

from decimal import Decimal

import pytest

from coding.page.front_page import FrontPage
from coding.review.slip_wording import is_listed, is_money, slip_words

PAGE = FrontPage(
    {
        "case_no": "00310324",
        "patient_name": "王小明",
        "id_no": "379903196311066494",
        "current_phone": "19900000324",
        "current_address": "山东省示例市示例路177号",
        "contact_name": "李四",
        "fee_total": "12345.67",
        "fee_western_drug": "3250",
    }
)


@pytest.fixture
def words():
    return slip_words(PAGE, (1.2345, None, Decimal("9876.50")))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("总费用12345.67元，请核对", "12345.67"),
        ("该病案支付 9876.50，低于成本", "9876.50"),
        ("￥3,250 与清单不同", "3,250"),
        ("药费合计 88.5 与明细不符", "88.5"),
        ("数值12345.67不在范围内", "12345.67"),
        ("应为１２３元", "１２３"),
        ("患者王小明的血型与以前不同", "王小明"),
        ("联系人李四的电话19900000324有误", "19900000324"),
        ("身份证379903196311066494中的生日", "379903196311066494"),
        ("同一人另一次住院的证件是379903196311066486", "379903196311066486"),
        ("地址山东省示例市示例路177号不详", "177号"),
        ("生日19631106与身份证不同", "19631106"),
    ],
)
def test_what_may_not_stand_there_is_gone_and_the_rest_stays(words, text, gone):
    assert gone not in words(text)
    assert words(text)


def test_nothing_of_an_identity_is_left_not_even_its_beginning(words):
    assert words("王小明，379903196311066494，山东省示例市示例路177号") == "**，**，**"


@pytest.mark.parametrize("text", ["权重1.2345", "本例RW为1.2，倍率3.1", "影响CMI", "盈亏-300元"])
def test_a_clause_about_weights_or_money_is_left_out(words, text):
    assert words(f"主要诊断与手术不符，{text}，请核对病历") == "主要诊断与手术不符，请核对病历"
    assert words(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "新生儿出生体重“3250”应为100–9999克的整数",
        "手术日期【2026-07-18】不在住院期间",
        "病案首页超过24小时提交（实际30小时）",
        "有麻醉费，麻醉方式未填写",
        "卫医政发〔2011〕84号 附件2《住院病案首页部分项目填写说明》",
        "国家医疗保障局令第7号",
        "收费 3 次",
        "第2条其他诊断缺【入院病情】",
    ],
)
def test_what_the_doctor_has_to_read_stays(words, text):
    assert words(text, "3250") == text


def test_a_record_number_is_no_person_even_where_it_looks_like_one():
    page = FrontPage({"case_no": "13900000000"})
    assert slip_words(page)("病案号13900000000重复") == "病案号13900000000重复"


def test_values_of_money_and_persons_are_not_listed():
    assert is_money("fee_total")
    assert is_money("wf_fee_items")
    assert not is_listed("patient_name")
    assert not is_listed("setl_fund_payamt")
    assert is_listed("newborn_birth_weight_1")
