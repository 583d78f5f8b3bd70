"""What scheme.csv may ask for, and what becomes of cases at the edges."""

import pytest

from coding.drg.trace import trace_case
from coding.grouping.case import GroupStatus
from coding.grouping.grouper import Complication
from tests.drg.small_pack import SMALL, case

ADRG = SMALL["adrg"][0]
RULES = SMALL["drg_rules"][0]


def settings(**told):
    return [*SMALL["scheme"], *told.items()]


def test_the_groups_of_a_small_pack(small_scheme):
    scheme = small_scheme()
    assert scheme.title == "小方案"
    assert not scheme.is_general
    assert scheme.group(case("I50.900")).drg == "FR15"
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"
    assert scheme.group(case("I50.900 J96.000", "36.1100")).drg == "FB19"
    result = scheme.group(case("I50.900"))
    assert (result.status, result.mdc, result.adrg) == (GroupStatus.GROUPED, "MDCF", "FR1")
    assert result.name == scheme.group_name("FR15") == "心力衰竭，不伴严重并发症或合并症"
    assert scheme.adrg_name("FR1") == "心力衰竭"
    assert scheme.mdc_name("MDCF") == "循环系统疾病"


def test_a_complication_is_excluded_by_the_principal_of_its_table(small_scheme):
    lists = [*SMALL["adrg_codes"], ("FR1", "D1", "I21.900")]
    scheme = small_scheme(adrg_codes=lists)
    assert scheme.group(case("I21.900 J96.000")).drg == "FR15"
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"


def test_as_what_a_diagnosis_is_counted_is_told_without_a_case(small_scheme):
    scheme = small_scheme(cc=[("code", "exclusion_table"), ("K29.500", ""), ("J96.000", "7")])
    assert scheme.complication_of("J96.000") is Complication.MAJOR  # MCC goes before CC
    assert scheme.complication_of("K29.500") is Complication.MINOR
    assert scheme.complication_of("I10.x00") is Complication.NONE


def test_a_principal_without_exclusion_table_excludes_nothing(small_scheme):
    scheme = small_scheme(
        exclusion=[("code", "exclusion_table"), ("I50.900", "")], mcc=[("code", "exclusion_table"), ("J96.000", "")]
    )
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"


def test_position_of_a_complication_does_not_matter_and_the_principal_is_none(small_scheme):
    scheme = small_scheme(mcc=[("code", "exclusion_table"), ("I50.900", "3"), ("J96.000", "7")])
    assert scheme.group(case("I50.900 K29.500 J96.000")).drg == "FR11"
    assert scheme.group(case("I50.900 K29.500")).drg == "FR15"
    assert scheme.group(case("I50.900 I50.900")).drg == "FR11"


def test_principal_counts_as_cc_where_the_scheme_says_so(small_scheme):
    scheme = small_scheme(
        scheme=settings(principal_counts_as_cc="1"), mcc=[("code", "exclusion_table"), ("I50.900", "3")]
    )
    assert scheme.group(case("I50.900 K29.500")).drg == "FR11"
    assert scheme.group(case("I50.900")).drg == "FR15"


def test_retry_with_each_later_procedure(small_scheme):
    changed = {"mdc": [SMALL["mdc"][0], ("1", "MDCF", "循环系统疾病", "PPX_IN(VALID)")]}
    made = case("Z99.900", "99.9900 99.9800 36.1100")
    assert small_scheme(**changed).group(made).drg == "0000"
    scheme = small_scheme(**changed, scheme=settings(retry_each_procedure="1"))
    assert scheme.group(made).drg == "FB19"
    assert trace_case(scheme, made).title.startswith("FB19")


def test_else_rule_makes_a_case_ambiguous_at_once(small_scheme):
    scheme = small_scheme(
        mdc=[
            ("order", "mdc", "name", "entry_rule", "else_rule"),
            ("1", "MDCN", "女性", "PDX_IN(MDC)&SEX==2", "PDX_IN(MDC)&PDX_NOT_IN(ELSE)=>MQY"),
            ("2", "MDCF", "循环系统疾病", "PDX_IN(MDC)", ""),
        ],
        mdc_dx=[*SMALL["mdc_dx"], ("MDCN", "N70.900", ""), ("MDCN", "I50.900", "")],
        adrg_codes=[*SMALL["adrg_codes"], ("MDCN", "ELSE", "I50.900")],
    )
    result = scheme.group(case("N70.900", sex=1))
    assert (result.status, result.mdc, result.adrg, result.drg) == (GroupStatus.AMBIGUOUS, "MDCM", "QY", "MQY")
    assert trace_case(scheme, case("N70.900", sex=1)).title.startswith("MQY")
    assert "性别为男" in trace_case(scheme, case("N70.900", sex=1)).detail
    assert scheme.group(case("I50.900", sex=1)).drg == "FR15"


def test_an_operation_unlike_the_principal_is_ambiguous_where_the_scheme_has_such_nodes(small_scheme):
    nodes = [
        *SMALL["adrg"][:2],
        ("MDCF", "2", "FQY", "FQY", "", "PPX_IN(VALID)", "", ""),
        ("MDCF", "3", *SMALL["adrg"][2][2:]),
    ]
    scheme = small_scheme(adrg=nodes, px_valid=[*SMALL["px_valid"], ("51.2300", "胆囊切除")])
    made = case("I50.900", "51.2300")
    assert scheme.group(made).drg == "FQY"
    assert "51.2300" in trace_case(scheme, made).detail
    assert scheme.group(case("I50.900", "99.9900")).drg == "FR15"


def test_an_adrg_without_groups_gives_its_own_code(small_scheme):
    nodes = [ADRG, ("MDCF", "1", "FB1", "FB1", "心脏手术", "PPX_IN(P1)", "", "FB1")]
    scheme = small_scheme(adrg=nodes, drg_rules=[RULES])
    result = scheme.group(case("I50.900", "36.1100"))
    assert (result.status, result.adrg, result.drg) == (GroupStatus.GROUPED, "FB1", "FB1")


def test_a_node_without_a_fitting_group_goes_on_to_the_next(small_scheme):
    rules = [r for r in SMALL["drg_rules"] if r[2] != "FB19"] + [("FB1", "1", "FB11", "心脏手术", "MCC", "")]
    scheme = small_scheme(drg_rules=rules)
    assert scheme.group(case("I50.900", "36.1100")).drg == "FR15"
    assert scheme.group(case("I50.900 J96.000", "36.1100")).drg == "FB11"


def test_entering_an_mdc_does_not_bind(small_scheme):
    scheme = small_scheme(
        mdc=[*SMALL["mdc"], ("2", "MDCE", "呼吸", "PDX_IN(MDC)")],
        mdc_dx=[*SMALL["mdc_dx"], ("MDCE", "I21.900", "")],
        adrg=[*SMALL["adrg"], ("MDCE", "1", "ES1", "ES1", "感染", "ALWAYS", "", "")],
        drg_rules=[*SMALL["drg_rules"], ("ES1", "1", "ES19", "感染", "ALWAYS", "")],
    )
    assert scheme.group(case("I21.900")).drg == "ES19"


def test_list_node_names_whose_lists_a_group_means(small_scheme):
    rules = [RULES, ("FR1", "1", "FR18", "特殊", "PPX_IN(P1)", "X:FR18"), *SMALL["drg_rules"][1:]]
    nodes = [r for r in SMALL["adrg"] if r[2] != "FB1"]
    scheme = small_scheme(drg_rules=rules, adrg=nodes, adrg_codes=[*SMALL["adrg_codes"], ("X:FR18", "P1", "37.6100")])
    assert scheme.group(case("I50.900", "37.6100")).drg == "FR18"
    assert scheme.group(case("I50.900", "36.1100")).drg == "FR15"


CHECKS = [
    (case("I50.900", sex=None), "sex"),
    (case("I50.900", sex=9), "sex"),
    (case("I50.900", age=None), "age"),
    (case("I50.900", age=0), "age_days"),
    (case("I50.900", age=0, age_days=28), "birth_weight"),
    (case(()), "dx"),
    (case(("", "I50.900")), "dx"),
]


@pytest.mark.parametrize(("made", "check"), CHECKS)
def test_a_missing_item_fails_its_check_and_is_told(made, check, small_scheme):
    scheme = small_scheme()
    result = scheme.group(made)
    assert (result.status, result.mdc, result.adrg, result.drg) == (GroupStatus.CHECK_FAILED, "0000", "00", "0000")
    assert result.failed_check == check
    assert trace_case(scheme, made).detail.endswith("。")


def test_a_baby_of_more_than_28_days_needs_no_birth_weight(small_scheme):
    assert small_scheme().group(case("I50.900", age=0, age_days=29)).drg == "FR15"


def test_the_result_of_a_failed_check_is_the_schemes_own(small_scheme):
    scheme = small_scheme(scheme=[("key", "value"), ("checks", "dx|sex"), ("failure_result", "||")])
    result = scheme.group(case("I50.900", sex=None))
    assert (result.status, result.mdc, result.drg) == (GroupStatus.CHECK_FAILED, "", "")
    assert scheme.group(case("I50.900", age=None)).drg == "FR15"


def test_codes_that_no_table_knows_match_nothing_and_break_nothing(small_scheme):
    scheme = small_scheme()
    assert scheme.group(case("I50.900 不是编码 %%%", "🏥 36.1100")).drg == "FR15"
    assert scheme.group(case("不是编码")).drg == "0000"


def test_the_second_of_two_procedures_is_tried_alone_where_the_scheme_says_so(small_scheme):
    mdc = [SMALL["mdc"][0], ("1", "MDCF", "循环系统疾病", "PPX_IN(VALID)")]
    scheme = small_scheme(mdc=mdc, scheme=settings(retry_each_procedure="1"))
    assert scheme.group(case("Z99.900", "99.9900 36.1100")).drg == "FB19"
    assert scheme.group(case("Z99.900", "99.9900")).drg == "0000"
