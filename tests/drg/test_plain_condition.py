"""Conditions as people type them: what has one meaning is read as that and noted, the rest never holds and is told."""

import pytest

from coding.drg.plain_condition import plain_condition, plain_else_rule
from tests.drg.small_pack import SMALL, case


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("PDX_IN（MDC）＆AGE＝＝0", "PDX_IN(MDC)&AGE==0"),
        ("pdx_in(mdc)", "PDX_IN(MDC)"),
        ("mcc｜cc", "MCC|CC"),
        ("AGE=>18", "AGE>=18"),
        ("AGE=<18", "AGE<=18"),
        ("AGE ≥ 18＆AGE≤ 70", "AGE >= 18&AGE<= 70"),
        ("SEX<>1", "SEX!=1"),
        ("AGE> =18", "AGE>=18"),
        ("LEAVING_IN(2，5)", "LEAVING_IN(2,5)"),
        ("PXCLASS（1｜2＆3）", "PXCLASS(1|2&3)"),
        ("PPX_IN(valid＋96.0400)", "PPX_IN(VALID+96.0400)"),
        ("MCC&&SEX==1", "MCC&SEX==1"),
        ("not{mcc}", "NOT{MCC}"),
        ("ＭＣＣ", "MCC"),
        ("count_anypx_in(p1)>=2", "COUNT_ANYPX_IN(P1)>=2"),
        ("AGE＜１８", "AGE<18"),
    ],
)
def test_what_has_one_meaning_is_read_as_that(typed, meant):
    assert plain_condition(typed) == meant


@pytest.mark.parametrize(
    "kept",
    [
        "PDX_IN(MDC)|ANYDX_PREFIX(P07.)&AGE==0",
        "ANYPX_IN[36.1100x001]",
        "PDX_IN(@糖尿病)",
        "DEPT==重症（ICU）",
        "ALWAYS",
        "",
    ],
)
def test_what_is_written_well_stays(kept):
    assert plain_condition(kept) == kept


def test_the_name_of_a_department_keeps_its_signs():
    assert plain_condition("DEPT＝＝重症（ICU）＆mcc") == "DEPT==重症（ICU）&MCC"


@pytest.mark.parametrize("typed", ["MCC and CC", "年龄>18", "PDX IN D1", "PDX_WITHIN（D1）"])
def test_what_cannot_be_read_stays_as_it_is(typed):
    assert plain_condition(typed) == typed


def test_an_else_rule_keeps_its_own_arrow():
    assert plain_else_rule("AGE=>1＝＞FQY") == "AGE>=1=>FQY"
    assert plain_else_rule("pdx_in(mdc)=>FQY") == "PDX_IN(MDC)=>FQY"
    assert plain_else_rule("") == ""


def with_conditions(small_scheme, division="MCC", entry="PDX_IN(MDC)", rule="PDX_IN(D1)"):
    rules = [*SMALL["drg_rules"][:2], (*SMALL["drg_rules"][2][:4], division, ""), SMALL["drg_rules"][3]]
    nodes = [*SMALL["adrg"][:2], (*SMALL["adrg"][2][:5], rule, "", "")]
    return small_scheme(drg_rules=rules, adrg=nodes, mdc=[SMALL["mdc"][0], (*SMALL["mdc"][1][:3], entry)])


def test_a_pack_in_full_width_signs_groups_as_it_means_and_that_is_noted(small_scheme):
    scheme = with_conditions(small_scheme, "ｍｃｃ", "pdx_in（mdc）", "PDX_IN（Ｄ１）＆AGE=>18")
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"
    assert scheme.group(case("I50.900", age=17)).drg == "0000"
    assert [(file, row) for file, row, _ in scheme.pack.notes if file != "cc.csv"] == [
        ("mdc.csv", 2),
        ("adrg.csv", 3),
        ("drg_rules.csv", 3),
    ]
    assert scheme.pack.complaints == []


def test_a_list_that_is_none_is_told_and_holds_nothing(small_scheme):
    scheme = with_conditions(small_scheme, rule="PDX_IN(D1,D2)")
    assert any("“D1,D2”既不是编码表" in message for _, _, message in scheme.pack.complaints)
    assert scheme.group(case("I50.900")).drg == "0000"
