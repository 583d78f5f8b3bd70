"""Operation, diagnosis, group and traces of treatment side by side: where it is told, in which words."""

import pytest

from coding.base.errors import KnowledgeError
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.rules.example import read_example
from tests.rules.conftest import where

ADULT = "sex=1 | age_years=50"
PX, DX = {"fields": "op_code principal_dx_code"}, {"fields": "principal_dx_code op_code"}


@pytest.fixture(scope="module")
def regional(tmp_path_factory):
    """A region's own weights: pneumonia 1.1 and 0.5, cirrhosis 1.0, gallstones 0.7."""
    path = tmp_path_factory.mktemp("tariff") / "tariff.csv"
    rows = "ES31,1.1,11000,9\nES35,0.5,5000,7\nHS25,1.0,9000,8\nHU11,0.7,7000,6\n"
    path.write_text(f"# 名称: 某地\n# 费率: 10000\ndrg_code,weight,mean_cost,mean_los\n{rows}", encoding="utf-8")
    return load_knowledge(KnowledgeSource(tariff=str(path)))


def after(text, finding):
    return read_example(text)[0].apply(finding.changes[0])


# -- indication


def test_the_operation_that_fits_the_principal_is_offered_as_the_main_one(found, told):
    text = f"{ADULT} | dx=K80.200 胆囊结石 | op=60.2900 前列腺电切 | op=51.2300 胆囊切除"
    assert told(text, "indication", "but=procedure", message="{code}{main}{op}而{other}", **PX) == [
        "op_code 0: K80.20060.2900前列腺电切而51.2300 胆囊切除"
    ]
    (finding,) = found(text, "indication", "but=procedure", **PX)
    assert [where(p) for p in finding.also] == ["principal_dx_code 0", "op_code 1"]
    assert [p.code for p in after(text, finding).procedures] == ["51.2300", "60.2900"]
    assert finding.changes[0].rule == "H1-001"


@pytest.mark.parametrize(
    "rows",
    [
        "dx=K80.200 胆囊结石 | op=51.2300 胆囊切除 | op=60.2900 前列腺电切",  # the main one fits
        "dx=K80.200 胆囊结石 | op=60.2900 前列腺电切",  # no other operation
        "dx=K80.200 胆囊结石 | op=60.2900 前列腺电切 | op=88.7600 腹部超声",  # the other one is none
        "dx=K80.200 胆囊结石 | dx=ABC 甲 | op=60.2900 前列腺电切 | op=51.2300 胆囊切除",  # a code without shape
        "dx=R10.400 腹痛 | op=47.0100 阑尾切除 | op=88.7600 腹部超声",  # the scheme has it in the MDC of the principal
        "dx=_ 胆囊结石 | op=60.2900 前列腺电切 | op=51.2300 胆囊切除",
        "op=60.2900 前列腺电切 | op=51.2300 胆囊切除",
        "dx=K80.200 胆囊结石",
    ],
)
def test_an_operation_that_fits_or_has_no_better_one_is_left_alone(told, rows):
    assert told(f"{ADULT} | {rows}", "indication", "but=procedure", **PX) == []


def test_an_operation_that_the_table_does_not_know_is_judged_by_the_scheme(told):
    text = f"{ADULT} | dx={{}} 甲 | op={{}} 乙 | op={{}} 丙"
    # opening the skull is for no gallstone, taking the gallbladder is
    assert told(
        text.format("K80.200", "01.2400", "51.2200"), "indication", "but=procedure", message="{other}", **PX
    ) == ["op_code 0: 51.2200 丙"]
    assert told(text.format("K80.200", "01.2400", "51.2200"), "indication", "but=diagnosis", **DX) == []
    assert told(text.format("K80.200", "51.6900", "51.2200"), "indication", "but=procedure", **PX) == []


def test_the_diagnosis_that_the_operation_is_for_is_offered_as_principal(found, told):
    text = f"{ADULT} | dx=E03.900 甲减 | dx=I10.x00 高血压 | dx=H26.900 白内障 | op=13.4100 白内障超声乳化"
    assert told(text, "indication", "but=diagnosis", message="{code}{name}{main}{op}{other}", **DX) == [
        "principal_dx_code 0: E03.900甲减13.4100白内障超声乳化H26.900 白内障"
    ]
    (finding,) = found(text, "indication", "but=diagnosis", **DX)
    assert [where(p) for p in finding.also] == ["other_dx_code 2", "op_code 0"]
    assert [d.code for d in after(text, finding).diagnoses] == ["H26.900", "E03.900", "I10.x00"]
    assert finding.changes[0].reason == "手术针对“白内障”，请医师确认其为主要诊断"
    goitre = text.replace("E03.900 甲减", "E04.900 甲状腺肿")
    assert told(f"{goitre} | op=06.2x00 甲状腺叶切除", "indication", "but=diagnosis", **DX) == [], (
        "it is for another one"
    )
    assert told(text.replace("H26.900", "J18.900"), "indication", "but=diagnosis", **DX) == []


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        ("dx=R10.400 腹痛 | dx=K80.200 胆石", True),  # a symptom is a reason only where no disease is one
        ("dx=R10.400 腹痛", False),
        ("dx=I10.x00 高血压 | dx=K80.200 胆石 poa=4", False),  # what began in hospital leads nowhere
        ("dx=I10.x00 高血压 | dx=R17.x00 黄疸", False),  # nor does a symptom
    ],
)
def test_what_may_be_offered_as_principal_is_a_disease_that_was_there(told, rows, is_told):
    text = f"{ADULT} | {rows} | op=51.2300 腹腔镜胆囊切除"
    assert bool(told(text, "indication", "but=diagnosis", **DX)) is is_told


def test_what_the_table_keeps_from_the_principal_is_not_asked_of_the_scheme(told):
    text = f"{ADULT} | dx=H52.100 近视 | dx=H25.900 白内障 | op=13.4100 白内障超声乳化 | op=13.7100 人工晶体置入"
    assert told(text, "indication", "but=procedure", **PX) == []
    assert told(text, "indication", "but=diagnosis", **DX) != []


# -- main_procedure


@pytest.mark.parametrize(
    ("rows", "check", "is_told"),
    [
        ("op=87.5300 胆管造影 | op=51.2300 胆囊切除", "kind", True),
        ("op=51.2300 胆囊切除 | op=87.5300 胆管造影", "kind", False),
        ("op=87.5300 胆管造影 | op=68.4900 子宫切除", "kind", False),
        ("op=87.5300 胆管造影 | op=68.4900 子宫切除 | op=51.2300 胆囊切除", "kind", True),
        ("op=87.5300 胆管造影", "kind", False),
        ("op=54.5900 粘连松解 level=2 | op=51.2300 胆囊切除 level=3", "level", True),
        ("op=54.5900 粘连松解 level=3 | op=51.2300 胆囊切除 level=3", "level", False),
        ("op=54.5900 粘连松解 level=4 | op=51.2300 胆囊切除 level=3", "level", False),
        ("op=54.5900 粘连松解 | op=51.2300 胆囊切除 level=3", "level", False),
        ("op=87.5300 胆管造影 level=1 | op=51.2300 胆囊切除 level=3", "level", False),
        ("op=54.5900 粘连松解 level=2 | op=68.4900 子宫切除 level=4", "level", False),
    ],
)
def test_the_greater_procedure_that_belongs_to_the_principal_comes_first(told, rows, check, is_told):
    text = f"sex=2 | age_years=50 | dx=K80.200 胆囊结石 | {rows}"
    seen = told(text, "main_procedure", f"check={check}", fields="op_code", message="{i}{code}")
    first = rows.partition("=")[2][:7]
    assert seen == ([f"op_code 0: 1{first}"] if is_told else [])


# -- groups


def test_a_symptom_that_lifts_the_group_beside_its_cause_is_told(found, told):
    text = f"{ADULT} | dx=J18.900 肺炎 | dx=I10.x00 高血压 | dx=R50.900 发热"
    params = "codes=R00-R99"
    words = {"fields": "other_dx_code", "message": "{code}{cause}{lower}{drg}"}
    assert told(text, "symptom_lifts_group", params, **words) == ["other_dx_code 2: R50.900肺炎ES35ES33"]
    (finding,) = found(text, "symptom_lifts_group", params, **words)
    assert [where(p) for p in finding.also] == ["principal_dx_code 0"]
    assert told(text, "symptom_lifts_group", "codes=R51-R99", **words) == []
    assert told(f"{text} | dx=J96.000 呼吸衰竭", "symptom_lifts_group", params, **words) == [], "it lifts nothing then"
    unexplained = f"{ADULT} | dx=I10.x00 高血压 | dx=R50.900 发热"
    assert told(unexplained, "symptom_lifts_group", params, **words) == []


def test_a_diagnosis_that_lifts_the_group_without_a_trace_of_treatment(told):
    text = f"wf_fee_items={{}} | {ADULT} | dx=J18.900 肺炎 | dx=J96.000 {{}}"
    words = {"fields": "other_dx_code wf_fee_items", "message": "{code}{name}{lower}{drg}"}
    assert told(text.format("床位费", "呼衰"), "without_trace", "lifts=yes", **words) == [
        "other_dx_code 1: J96.000呼衰ES35ES31"
    ]
    assert told(text.format("床位费", ""), "without_trace", "lifts=yes", **words) == [
        "other_dx_code 1: J96.000J96.000ES35ES31"
    ]
    for trace in ("血气分析", "床位费;呼衰护理"):
        assert told(text.format(trace, "呼衰"), "without_trace", "lifts=yes", **words) == []
    also = f"{text.format('床位费', '呼衰')} | dx=R57.000 休克"
    assert told(also, "without_trace", "lifts=yes", **words) == [], "without it the group were the same"


@pytest.mark.parametrize("source", ["wf_fee_items", "wf_order_items", "wf_dx_evidence"])
def test_a_trace_may_stand_in_fees_orders_or_reports(told, source):
    words = {"fields": "other_dx_code wf_fee_items|wf_order_items|wf_dx_evidence", "message": "{name}"}
    text = f"{source}={{}} | dx=K80.200 结石 | dx=J96.000 呼衰 | dx=R57.000 休克"
    assert told(text.format("血气"), "without_trace", **words) == ["other_dx_code 2: 休克"]
    assert told(text.format("血气"), "without_trace", "codes=J96", **words) == []
    assert "没有提供" in told(text.format(""), "without_trace", **words)
    assert told(text.format("").replace("J96.000", "S00.000"), "without_trace", "codes=J96", **words) == []


def test_a_diagnosis_that_the_table_of_traces_does_not_know_is_left_alone(told):
    words = {"fields": "other_dx_code wf_fee_items"}
    assert told("wf_fee_items=床位费 | dx=K80.200 结石 | dx=Z37.000 活产", "without_trace", **words) == []


@pytest.mark.parametrize(
    ("rows", "share", "expected"),
    [
        ("dx=K74.600 肝硬化 | dx=K80.200 结石 poa=1 | op_dx_code=K80.200", 30, "K74.600高43%于K80.200"),
        ("dx=K74.600 肝硬化 | dx=K80.200 结石 poa=1 | op_dx_code=k80.900", 42, "K74.600高43%于K80.200"),
        ("dx=K74.600 肝硬化 | dx=K80.200 结石 poa=1 | op_dx_code=K80.200", 43, ""),
        ("dx=K74.600 肝硬化 | dx=K80.200 结石 poa=1 | op_dx_code=K74.600", 30, ""),
        ("dx=K74.600 肝硬化 | dx=K80.200 结石 poa=4 | op_dx_code=K80.200", 30, ""),
        ("dx=K80.200 结石 | dx=K74.600 肝硬化 poa=1 | op_dx_code=K74.600", 30, ""),
    ],
)
def test_a_principal_that_weighs_more_than_what_the_clinic_saw(told, regional, rows, share, expected):
    words = {"fields": "principal_dx_code", "message": "{code}高{pct}%于{other}", "knowledge": regional}
    seen = told(f"{ADULT} | {rows}", "lighter_principal", f"share={share}", **words)
    assert seen == ([f"principal_dx_code 0: {expected}"] if expected else [])


def test_without_a_regions_weights_no_principal_is_called_heavy(told):
    text = f"{ADULT} | dx=K74.600 肝硬化 | dx=K80.200 结石 poa=1 | op_dx_code=K80.200"
    assert "没有本地区该组的权重" in told(text, "lighter_principal", fields="principal_dx_code")


# -- what fees and reports mention


MENTIONED = {"fields": "wf_fee_items op_code", "message": "{fee}{evidence}"}
PAIRS = "pairs=纤支镜|支气管镜:33.22, 33.23/血液透析:39.95"


@pytest.mark.parametrize(
    ("items", "rows", "expected"),
    [
        ("支气管镜检查费", "op=51.2300 甲", ["wf_fee_items: 支气管镜支气管镜"]),
        ("纤支镜;血液透析", "op=51.2300 甲", ["wf_fee_items: 纤支镜纤支镜", "wf_fee_items: 血液透析血液透析"]),
        ("纤支镜;血液透析", "op=33.2300 甲", ["wf_fee_items: 血液透析血液透析"]),
        ("纤支镜", "op=33.2200 甲", []),
        ("床位费", "op=51.2300 甲", []),
        ("纤支镜", "dx=ABC 甲", []),
    ],
)
def test_what_was_paid_for_wants_its_code(told, items, rows, expected):
    text = f"wf_fee_items={items} | {rows}"
    assert told(text, "mentioned", f"rows=procedures; way=uncoded; {PAIRS}", **MENTIONED) == expected


def test_what_was_coded_wants_its_item(told):
    text = "wf_fee_items={} | op=51.2300 甲 | op=39.9500 {}"
    words = {"fields": "wf_fee_items op_code", "message": "{code}{op_name}"}
    params = f"rows=procedures; way=unmentioned; {PAIRS}"
    assert told(text.format("床位费", "透析"), "mentioned", params, **words) == ["op_code 1: 39.9500透析"]
    assert told(text.format("床位费", ""), "mentioned", params, **words) == ["op_code 1: 39.950039.9500"]
    assert told(text.format("血液透析", "透析"), "mentioned", params, **words) == []


@pytest.mark.parametrize("pairs", ["纤支镜", ":33.22", "纤支镜:Q9Z"])
def test_words_and_codes_are_written_side_by_side(own_rule, pairs):
    with pytest.raises(KnowledgeError, match=r"应写成 词|无法识别"):
        own_rule("mentioned", f"rows=procedures; way=uncoded; pairs={pairs}")
