"""The kinds that look at codes: which row they point to, in which words, beside which other row, with which mend."""

import pytest

from coding.base.errors import KnowledgeError
from coding.rules.example import read_example
from tests.rules.conftest import where

DIABETES = "dx=E11.900 2型糖尿病 poa=1 | dx=E11.200 糖尿病肾病 poa=1 | dx=I10.x00 高血压 poa=1"
WORDS = "{code}{name}与{other}{other_name}"


def after(text, finding):
    page, _, _ = read_example(text)
    return page.apply(finding.changes[0])


# -- pair


def test_of_two_codes_that_do_not_go_together_the_second_is_told_with_the_first(found, told):
    params = "a=E11.9; b=E11.2"
    assert told(DIABETES, "pair", params, message=WORDS) == ["other_dx_code 1: E11.200糖尿病肾病与E11.9002型糖尿病"]
    (finding,) = found(DIABETES, "pair", params)
    assert [where(p) for p in finding.also] == ["principal_dx_code 0"]
    assert finding.changes == ()


def test_the_rule_may_point_to_the_first_of_the_two(told):
    assert told(DIABETES, "pair", "a=E11.9; b=E11.2; at=a", message=WORDS) == [
        "principal_dx_code 0: E11.9002型糖尿病与E11.200糖尿病肾病"
    ]


def test_the_row_that_may_go_is_struck_out_whichever_is_told(found):
    text = "dx=I10.x00 高血压 | dx=E11.900 糖尿病 | dx=E11.200 糖尿病肾病"
    for at in ("a", "b"):
        (first,) = found(text, "pair", f"a=E11.9; b=E11.2; at={at}; remove=a")
        assert [d.code for d in after(text, first).diagnoses] == ["I10.x00", "E11.200"]
        (second,) = found(text, "pair", f"a=E11.9; b=E11.2; at={at}; remove=b")
        assert [d.code for d in after(text, second).diagnoses] == ["I10.x00", "E11.900"]


def test_the_principal_diagnosis_is_never_struck_out_but_the_main_operation_may_be(found):
    text = "dx=E11.900 糖尿病 | dx=E11.200 糖尿病肾病"
    assert found(text, "pair", "a=E11.9; b=E11.2; remove=a")[0].changes == ()
    assert found(text, "pair", "a=E11.9; b=E11.2; remove=b")[0].changes != ()
    operations = "op=54.2100 腹腔镜检查 | op=51.2300 腹腔镜下胆囊切除术"
    (finding,) = found(operations, "pair", "rows=procedures; a=54.21; b=51.23; remove=a", fields="op_code")
    assert [p.code for p in after(operations, finding).procedures] == ["51.2300"]


def test_a_code_that_explains_both_silences_the_pair(told):
    assert told(DIABETES, "pair", "a=E11.9; b=E11.2; without=I10") == []
    assert told(DIABETES, "pair", "a=E11.9; b=E11.2; without=I11") != []
    assert told(DIABETES, "pair", 'a=E11.9; b=E11.2; unless=has("I10")') == []
    assert told(DIABETES, "pair", 'a=E11.9; b=E11.2; unless=has("I11")') != []


def test_one_row_is_no_pair_with_itself(told):
    assert told("dx=E11.900 糖尿病 | dx=I10.x00 高血压", "pair", "a=E11; b=E11") == []


def test_each_row_is_told_once_however_many_partners_it_has(told):
    three = "dx=E11.900 甲 | dx=E11.200 乙 | dx=E11.300 丙"
    assert len(told(three, "pair", "a=E11.9; b=E11.2-E11.3")) == 2
    assert len(told(three, "pair", "a=E11.9; b=E11.2-E11.3; at=a")) == 1


@pytest.mark.parametrize(
    ("same", "second", "is_pair"),
    [
        ("category", "S72.100", True),
        ("category", "S73.000", False),
        ("subcategory", "S72.000", True),
        ("subcategory", "S72.100", False),
    ],
)
def test_a_pair_may_be_asked_within_one_category_or_subcategory(told, same, second, is_pair):
    text = f"dx=S72.001 甲 | dx={second} 乙"
    assert bool(told(text, "pair", f"a=S72.001; b=S70-S79; same={same}")) is is_pair


def test_procedures_of_one_day_are_a_pair_and_those_without_a_date_are_none(told):
    page = "op=54.2100 腹腔镜检查 {} | op=51.2300 胆囊切除 {}"
    params = "rows=procedures; a=54.21; b=51.23; sameday=yes"
    same, other = "date=2026-07-02 08:00", "date=2026-07-03 08:00"
    assert told(page.format(same, "date=2026-07-02 16:30"), "pair", params, fields="op_code", message="{i}") == [
        "op_code 1: 2"
    ]
    assert told(page.format(same, other), "pair", params, fields="op_code") == []
    assert told(page.format("", ""), "pair", params, fields="op_code") == []
    assert told(page.format(same, other), "pair", params.replace("yes", "no"), fields="op_code") != []


def test_several_pairs_stand_side_by_side_and_do_not_mix(told):
    page = "op={} 甲 | op={} 乙"
    params = "rows=procedures; a=12.51/13.1; b=12.52/13.2"
    assert told(page.format("13.1100", "13.2x00"), "pair", params, fields="op_code", message="{code}") == [
        "op_code 1: 13.2x00"
    ]
    assert told(page.format("12.5100", "13.2x00"), "pair", params, fields="op_code") == []


def test_as_many_a_as_b(own_rule):
    with pytest.raises(KnowledgeError, match="第2行：参数 a 与 b 用“/”隔开的段数不同"):
        own_rule("pair", "a=E10/E11; b=E12")


# -- duplicate


def test_a_code_that_stands_twice_is_told_at_the_second_row_with_the_number_of_the_first(found, told):
    text = "dx=E11.900 糖尿病 | dx=I10.x00 高血压 | dx=I10.x00 高血压病 | dx=I10.x00 血压高"
    assert told(text, "duplicate", "rows=diagnoses", message="{code}{name}同第{first}行") == [
        "other_dx_code 2: I10.x00高血压病同第1行",
        "other_dx_code 3: I10.x00血压高同第1行",
    ]
    assert [where(p) for p in found(text, "duplicate", "rows=diagnoses")[0].also] == ["other_dx_code 1"]


def test_pairs_of_dagger_and_asterisk_are_the_same_only_as_a_whole(told):
    text = "dx=E11.300+H36.0* 视网膜病变 | dx={} 白内障"
    assert told(text.format("E11.300+H28.0*"), "duplicate", "rows=diagnoses") == []
    assert told(text.format("E11.300+H36.0*"), "duplicate", "rows=diagnoses") != []


def test_two_blank_codes_are_not_the_same_code(told):
    assert told("dx=_ 甲 | dx=_ 乙 | dx=I10.x00 丙 | dx=I10.x00 丁", "duplicate", "rows=diagnoses", message="{i}") == [
        "other_dx_code 3: 3"
    ]
    assert told("dx=_ 甲 | dx=_ 乙", "duplicate", "rows=diagnoses") == []


def test_an_operation_that_is_repeated_another_day_is_none(told):
    text = "op=39.9500 血液透析 date=2026-07-02 | op=39.9500 血液透析 date=2026-07-0{}"
    for day, times in ((2, 1), (4, 0)):
        assert len(told(text.format(day), "duplicate", "rows=procedures; sameday=yes", fields="op_code")) == times
        assert len(told(text.format(day), "duplicate", "rows=procedures", fields="op_code")) == 1


def test_a_condition_on_the_row_lets_a_duplicate_pass(told):
    text = "op=39.9500 血液透析 | op=39.9500 血液透析"
    params = 'rows=procedures; unless=code in codes("39.95")'
    assert told(text, "duplicate", params, fields="op_code") == []
    assert told(text, "duplicate", params.replace("39.95", "51.23"), fields="op_code") != []


# -- needs


@pytest.mark.parametrize(
    ("rows", "place"),
    [("diagnoses", "principal_dx_code 0: C50.900乳腺癌"), ("others", "other_dx_code 1: C50.800交搭")],
)
def test_a_code_asks_for_another_that_is_not_there(told, rows, place):
    text = "dx=C50.900 乳腺癌 | dx=C50.800 交搭"
    assert told(text, "needs", f"rows={rows}; codes=C50; dx=Z51", message="{code}{name}") == [place]
    assert told(f"{text} | dx=Z51.100 化疗", "needs", f"rows={rows}; codes=C50; dx=Z51") == []
    assert told(f"{text} | dx=ABC 甲", "needs", f"rows={rows}; codes=C50; dx=Z51") == [], "it may be the one"


def test_every_row_that_asks_is_told_where_the_rule_says_so(told):
    text = "dx=C50.900 乳腺癌 | dx=C50.800 交搭"
    assert len(told(text, "needs", "rows=diagnoses; codes=C50; dx=Z51; once=no")) == 2
    assert len(told(text, "needs", "rows=diagnoses; codes=C50; dx=Z51; once=yes")) == 1


def test_a_diagnosis_asks_for_a_procedure(told):
    text = "dx=Z51.100 化疗 | op={} 甲"
    assert told(text.format("51.2300"), "needs", "rows=principal; codes=Z51; px=99.25") != []
    assert told(text.format("99.2500"), "needs", "rows=principal; codes=Z51; px=99.25") == []
    assert told("dx=ABC 甲 | dx=Z51.100 化疗", "needs", "rows=others; codes=Z51; px=99.25") != []


def test_the_row_that_asks_must_fulfil_the_condition(told):
    text = "dx=I10.x00 甲 | dx=C50.900 乳腺癌 poa={}"
    params = 'rows=others; codes=C50; dx=Z51; if=poa == "1"'
    assert told(text.format(1), "needs", params) != []
    assert told(text.format(4), "needs", params) == []


def test_an_operation_that_is_only_an_approach_must_not_be_the_only_one(told):
    params = "rows=procedures; codes=54.11; dx=K66; only=yes"
    approach = "dx=K80.200 甲 | op=54.1100 剖腹探查术"
    assert told(approach, "needs", params, fields="op_code", message="{i}") == ["op_code 0: 1"]
    assert told(f"{approach} | op=51.2200 胆囊切除术", "needs", params, fields="op_code") == []
    assert told(f"{approach} | op=88.7600 腹部超声", "needs", params, fields="op_code") != []


def test_a_rule_that_asks_for_nothing_cannot_be_used(own_rule):
    with pytest.raises(KnowledgeError, match="缺少参数 codes、dx 或 px"):
        own_rule("needs", "rows=diagnoses; codes=C50")


# -- several


def test_several_codes_of_one_range_are_listed_and_the_last_is_told(found, told):
    text = "dx=K80.200 胆囊结石 | dx=I10.x00 高血压 | dx=K80.500 胆管结石"
    assert told(text, "several", "codes=K80", message="{code}{name}：{codes}") == [
        "other_dx_code 2: K80.500胆管结石：K80.200、K80.500"
    ]
    assert [where(p) for p in found(text, "several", "codes=K80")[0].also] == ["principal_dx_code 0"]
    assert told(text, "several", "codes=K80; without=I10") == []
    assert told(text, "several", "codes=K80; without=I11") != []
    assert told(text, "several", "codes=K80; least=3") == []
    assert told(text, "several", "codes=K80, I10; least=3") != []


@pytest.mark.parametrize(
    ("codes", "by", "is_told"),
    [
        ("K80.200 K80.200", "code", False),
        ("K80.200 K80.201", "code", True),
        ("K80.200 K80.201", "subcategory", False),
        ("K80.200 K80.300", "subcategory", True),
        ("K80.200 K80.300", "category", False),
        ("K80.200 K81.000", "category", True),
    ],
)
def test_codes_differ_as_codes_subcategories_or_categories(told, codes, by, is_told):
    text = " | ".join(f"dx={code} 甲" for code in codes.split())
    assert bool(told(text, "several", f"codes=K80-K81; by={by}")) is is_told


# -- asterisk_alone


ASTERISKS = "codes=G01, H36, M01; daggers=H36:E10-E14/G01:A00-B99; never=R00-R99"


@pytest.mark.parametrize(
    ("page", "alone"),
    [
        ("dx=E11.300 糖尿病 | dx=H36.000 视网膜病变", False),
        ("dx=I10.x00 高血压 | dx=H36.000 视网膜病变", True),
        ("dx=A39.000 流脑 | dx=G01.x00 脑膜炎", False),
        ("dx=E11.300 糖尿病 | dx=G01.x00 脑膜炎", True),
        ("dx=E11.300 糖尿病 | dx=M01.000 关节炎", False),
        ("dx=R50.900 发热 | dx=M01.000 关节炎", True),
        ("dx=R50.900 发热 | dx=M01.000 关节炎 | dx=G01.x00 脑膜炎", True),
        ("dx=M01.000 关节炎 | dx=I10.x00 高血压", False),
        ("dx=R50.900 发热 | dx=E11.300+H36.0* 视网膜病变", False),
    ],
)
def test_an_asterisk_code_wants_a_dagger_that_can_be_its_cause(told, page, alone):
    assert bool(told(page, "asterisk_alone", ASTERISKS, fields="other_dx_code")) is alone


def test_the_lone_asterisk_is_told_at_its_own_row(told):
    text = "dx=I10.x00 高血压 | dx=J18.900 肺炎 | dx=H36.000 视网膜病变"
    assert told(text, "asterisk_alone", ASTERISKS, fields="other_dx_code", message="{i}{code}{name}") == [
        "other_dx_code 2: 2H36.000视网膜病变"
    ]


# -- principal_not, sex_and_code, symptom


def test_a_code_that_cannot_be_principal_is_told_unless_the_page_says_why_it_is(told):
    params = "codes=Z37-Z38; unless=age_years == 0"
    text = "age_years={} | dx={} 单胎活产"
    assert told(text.format(30, "Z37.000"), "principal_not", params, fields="principal_dx_code", message="{code}") == [
        "principal_dx_code 0: Z37.000"
    ]
    assert told(text.format(0, "Z37.000"), "principal_not", params, fields="principal_dx_code") == []
    assert told(text.format(30, "O80.900"), "principal_not", params, fields="principal_dx_code") == []
    assert told("dx=O80.900 顺产 | dx=Z37.000 甲", "principal_not", "codes=Z37", fields="principal_dx_code") == []


@pytest.mark.parametrize(
    ("rows", "fields", "place"),
    [
        ("principal", "principal_dx_code", "principal_dx_code 0: N70.900输卵管炎"),
        ("others", "other_dx_code", "other_dx_code 1: N80.900内异症"),
        ("procedures", "op_code", "op_code 0: 68.4900全子宫切除"),
    ],
)
def test_a_code_of_the_other_sex_is_told_on_the_rows_that_are_asked(found, told, rows, fields, place):
    text = "sex={} | dx=N70.900 输卵管炎 | dx=N80.900 内异症 | op=68.4900 全子宫切除"
    params = f"sex=1; rows={rows}; codes=N70-N98, 65-71"
    assert told(text.format(1), "sex_and_code", params, fields=fields, message="{code}{name}") == [place]
    assert told(text.format(2), "sex_and_code", params, fields=fields) == []
    (finding,) = found(text.format(1), "sex_and_code", params, fields=fields)
    assert [where(p) for p in finding.also] == ["sex"]


def test_only_a_cause_that_was_there_on_admission_takes_the_place_of_the_symptom(found, told):
    text = "dx=R50.900 发热 poa=1 | dx=I10.x00 高血压 poa=1 | dx=J18.900 肺炎 poa={}"
    words = {"fields": "principal_dx_code", "message": "{code}{name}由{cause}{cause_name}"}
    assert told(text.format(1), "symptom", "rows=principal", **words) == [
        "principal_dx_code 0: R50.900发热由J18.900肺炎"
    ]
    assert told(text.format(4), "symptom", "rows=principal", **words) == []
    (finding,) = found(text.format(1), "symptom", "rows=principal", **words)
    assert [where(p) for p in finding.also] == ["other_dx_code 2"]
    assert [d.code for d in after(text.format(1), finding).diagnoses] == ["J18.900", "I10.x00"]
    assert finding.changes[0].reason == "“肺炎”已明确并能解释“发热”：病因作主要诊断，症状不另编"


def test_a_symptom_among_the_others_is_struck_out_where_its_cause_is_coded(found, told):
    text = "dx=J18.900 肺炎 poa=1 | dx=R50.900 发热 poa=1"
    words = {"fields": "other_dx_code", "message": "{code}由{cause}"}
    assert told(text, "symptom", "rows=others", **words) == ["other_dx_code 1: R50.900由J18.900"]
    (finding,) = found(text, "symptom", "rows=others", **words)
    assert [d.code for d in after(text, finding).diagnoses] == ["J18.900"]
    assert told("dx=I10.x00 高血压 poa=1 | dx=R50.900 发热 poa=1", "symptom", "rows=others", **words) == []
