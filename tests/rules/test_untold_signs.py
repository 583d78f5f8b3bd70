"""Treatment that no diagnosis of the page answers is a question to the doctor, and never a code."""

import re
from dataclasses import replace

import pytest

from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.examine.evidence import need_of
from coding.examine.examine import examine
from coding.examine.rule_trial import try_example
from coding.page.finding import NotJudged, Severity
from coding.page.rows import Diagnosis
from coding.rules.example import read_example
from coding.rules.kinds.evidence_kinds import untold_signs
from coding.rules.rule_book import embedded_rules
from tests.cases.page_cases import load_cases
from tools.measure_questions import right_pages, share_asked

STONE = "dx=K80.200 胆囊结石 poa=1"


@pytest.fixture(scope="module")
def asked(embedded):
    rule = next(c for c in embedded_rules().rules if c.rule.id == "FP-ACC-112")

    def run(text):
        said = try_example(rule, text, embedded)
        return said.reason if isinstance(said, NotJudged) else [f.message for f in said]

    return run


@pytest.mark.parametrize(
    ("told", "about"),
    [
        ("wf_fee_items=痰培养；胸部CT平扫 | wf_order_items=注射用头孢曲松钠", "感染"),
        ("wf_fee_items=血培养 | wf_order_items=美罗培南", "感染"),
        ("wf_order_items=阿卡波糖片 口服", "糖尿病"),
        ("wf_dx_evidence=低钾血症 | wf_order_items=氯化钾注射液", "低钾血症"),
        ("wf_dx_evidence=射血分数降低 | wf_order_items=呋塞米", "心功能不全"),
    ],
)
def test_treatment_without_its_diagnosis_is_a_question_to_the_doctor(asked, told, about):
    [message] = asked(f"{told} | {STONE}")
    assert f"没有{about}方面的诊断" in message
    assert message.endswith("？")
    assert not re.search(r"[A-Z]\d\d", message), "no code is put into the doctor's mouth"


@pytest.mark.parametrize(
    "text",
    [
        f"wf_order_items=阿卡波糖片 | {STONE} | dx=E11.900 2型糖尿病 poa=1",
        f"wf_order_items=阿卡波糖片 | {STONE} | dx=R73.000x001 糖耐量异常 poa=1",
        f"wf_fee_items=痰培养；胸部CT | wf_order_items=头孢曲松 | {STONE} | dx=J18.900 肺炎 poa=1",
        f"wf_fee_items=痰培养；胸部CT | wf_order_items=头孢呋辛 | {STONE} | op=51.2300 腹腔镜下胆囊切除术",
        f"wf_fee_items=胸部CT | wf_order_items=头孢呋辛 | {STONE}",
        f"wf_fee_items=血培养 | {STONE}",
        f"wf_dx_evidence=血培养阴性，痰培养未见致病菌 | wf_order_items=美罗培南 | {STONE}",
        f"wf_dx_evidence=低钾血症 | {STONE}",
        f"wf_order_items=阿卡波糖停用 | {STONE}",
        "wf_order_items=阿卡波糖片 | dx=看不懂",
    ],
)
def test_where_the_page_answers_or_the_signs_do_not_suffice_nothing_is_asked(asked, text):
    assert asked(text) == []


def test_without_orders_fees_and_reports_nothing_is_judged(asked):
    assert "没有提供" in asked(f"wf_order_items= | {STONE}")
    assert "来源文件没有" in asked(STONE)


def test_one_question_for_each_diagnosis_and_no_change_is_offered(embedded):
    text = f"wf_fee_items=血培养；胸部CT | wf_order_items=美罗培南；头孢曲松；阿卡波糖 | {STONE}"
    found = [f for f in examine(read_example(text)[0], embedded).findings if f.rule == "FP-ACC-112"]
    assert len(found) == 2
    assert all(f.severity is Severity.INFO and not f.changes for f in found)
    assert {f.place.field for f in found} == {"principal_dx_code"}


# -- the table is the two others read the other way round


DISEASES = {
    "感染": "J18.9",
    "血流感染": "A41.9",
    "糖尿病": "E11.9",
    "低钾血症": "E87.6",
    "高钾血症": "E87.5",
    "低钠血症": "E87.1",
    "贫血": "D50.9",
    "心功能不全": "I50.9",
    "呼吸衰竭": "J96.0",
    "血栓": "I26.9",
}
ROWS = list(zip(untold_signs(), resource_table("rules/tables/untold_signs.csv"), strict=True))


@pytest.mark.parametrize(("sign", "row"), ROWS, ids=[sign.about for sign, _ in ROWS])
def test_what_is_asked_for_stands_in_the_tables_of_evidence(told, sign, row):
    assert row["source"]
    code = DISEASES[sign.about]
    assert code in sign.diagnoses
    kinds = need_of(code, CodeKind.DIAGNOSIS).kinds
    assert {kind for kind, _ in sign.groups} <= set(kinds), "evidence_needs.csv"
    words = "；".join(word for _, group in sign.groups for word in group)
    page = f"wf_order_items={words} | sex=2 | age_years=70 | {STONE} | dx={code}00 {sign.about} poa=1"
    asked_for = told(page, "without_trace", fields="other_dx_code wf_order_items", message="{code}")
    assert asked_for == [], "treatment_evidence.csv"


# -- right pages


def test_routine_orders_on_right_pages_ask_for_hardly_anything(embedded, reference):
    pages = right_pages(reference / "truth")
    assert len(pages) > 20
    assert share_asked(pages, embedded) <= 0.02


def test_routine_orders_on_the_clean_cases_ask_for_hardly_anything(embedded):
    assert share_asked([case.page for case in load_cases("clean")], embedded) <= 0.02


def test_a_page_that_names_the_disease_is_never_asked_for_it(embedded):
    """Every sign at once, and every disease on the page."""
    signs = untold_signs()
    words = "；".join(word for sign in signs for _, group in sign.groups for word in group)
    page = read_example(f"wf_order_items={words} | sex=2 | age_years=70 | {STONE}")[0]
    full = replace(page, diagnoses=(*page.diagnoses, *(Diagnosis(f"{c}00", "某病", "1") for c in DISEASES.values())))
    assert [f for f in examine(full, embedded).findings if f.rule == "FP-ACC-112"] == []
