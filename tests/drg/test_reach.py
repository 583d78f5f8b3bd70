"""Which groups a case can reach: every kind of condition can be met, and what cannot be met is told."""

import pytest

from coding.drg.reach import check_scheme, unreachable_groups
from tests.drg.small_pack import SMALL

ADRG = SMALL["adrg"][0]
RULES = SMALL["drg_rules"][0]
REGIONS = [
    SMALL["mdc_dx"][0],
    ("MDCF", "I50.900", ""),
    ("MDCZ", "S06.000", "头颈"),
    ("MDCZ", "S72.000", "下肢"),
    ("MDCZ", "~S3", "腹部"),
]
LISTS = [
    ("node", "role", "code"),
    ("FA1", "D1", "I50.900"),
    ("FA1", "D2", "E11.900"),
    ("FA1", "D3", "~E14"),
    ("FA1", "P1", "36.1100"),
    ("FA1", "P2", "39.6100"),
    ("FA1", "PC1", "01.0100"),
    ("FA1", "PC2", "02.0200"),
    ("FA1", "PC3", "03.0300"),
]


def with_rule(small_scheme, rule, group="ALWAYS", **changed):
    return small_scheme(
        adrg=[ADRG, ("MDCF", "1", "FA1", "FA1", "试验", rule, "", "")],
        drg_rules=[RULES, ("FA1", "1", "FA19", "试验", group, "")],
        **{"adrg_codes": LISTS, "mdc_dx": REGIONS, **changed},
    )


REACHED = [
    "ALWAYS",
    "PDX_IN(D1)",
    "PDX_NOT_IN(D2)",
    "ANYDX_IN(D2)",
    "SDX_IN(D3)",
    "ANYDX_IN(D2)&ANYDX_IN(D3)",
    "PPX_IN(P1)",
    "PPX_IN(P1)&SPX_IN(P2)",
    "ANYPX_IN(P1)&ANYPX_IN(P2)",
    "PPX_IN[99.9900]",
    "NO_PX_IN(VALID)",
    "PXCLASS(1&2&3)",
    "PXCLASS(1|2)",
    "ANYDX_PREFIX(E11.)",
    "AGE<17",
    "AGE>=100",
    "AGE==0&AGEDAYS<=28",
    "AGEDAYS>28&AGE<1",
    "AGE==0&WEIGHT<1500",
    "WEIGHT>=1500&WEIGHT<2500",
    "LOS>60",
    "LOS<5",
    "ICUHOURS>=120",
    "SEX==1",
    "SEX==2",
    "DEPT==ICU",
    "LEAVING_IN(5)",
    "TRAUMA_REGIONS>=2",
    "MCC",
    "CC",
    "MCC_OR_CC",
    "MCC&SEX==2&PPX_IN(P1)",
]


@pytest.mark.parametrize("rule", REACHED)
def test_a_group_whose_condition_can_be_met_is_reached(small_scheme, rule):
    assert unreachable_groups(with_rule(small_scheme, rule)) == ()
    assert unreachable_groups(with_rule(small_scheme, "PDX_IN(D1)", rule)) == ()


NEVER_REACHED = [
    "NEVER",
    "AGE<0",
    "AGE<17&AGE>18",
    "SEX==3",
    "PDX_IN(D1)&PDX_IN(D2)",
    "PPX_IN(P1)&NO_PX_IN(VALID)",
    "PPX_IN(P9)",
    "TRAUMA_REGIONS>=9",
    "PDX_WITHIN(D1)",
]


@pytest.mark.parametrize("rule", NEVER_REACHED)
def test_a_group_whose_condition_cannot_be_met_is_named(small_scheme, rule):
    assert unreachable_groups(with_rule(small_scheme, rule)) == ("FA19",)


def test_a_group_after_one_that_takes_every_case_is_named_at_its_row(small_scheme):
    rules = [*SMALL["drg_rules"], ("FR1", "3", "FR19", "晚了", "CC", "")]
    (complaint,) = check_scheme(small_scheme(drg_rules=rules, drg=[*SMALL["drg"], ("FR19", "晚了")]))
    assert (complaint.file, complaint.row) == ("drg_rules.csv", 5)
    assert str(complaint).startswith("drg_rules.csv 第5行：病组 FR19 永远不会入组")


def test_a_complication_that_every_principal_of_the_group_excludes_is_none(small_scheme):
    only = {"exclusion": [("code", "exclusion_table"), ("I50.900", "7")], "cc": [("code", "exclusion_table")]}
    assert unreachable_groups(with_rule(small_scheme, "PDX_IN(D1)", "MCC", **only)) == ("FA19",)
    other = {**only, "mcc": [*SMALL["mcc"], ("~N17", "8")]}
    assert unreachable_groups(with_rule(small_scheme, "PDX_IN(D1)", "MCC", **other)) == ()


def test_ambiguity_groups_and_adrgs_without_division_are_reached_or_named_too(small_scheme):
    def scheme(rule):
        return small_scheme(
            adrg=[
                ADRG,
                ("MDCF", "1", "FB1", "FB1", "手术", "PPX_IN(P1)", "", "FB1"),
                ("MDCF", "2", "FQY", "FQY", "", rule, "", ""),
            ],
            drg_rules=[RULES],
            adrg_codes=[("node", "role", "code"), ("FB1", "P1", "36.1100")],
            px_valid=[*SMALL["px_valid"], ("51.2300", "胆囊切除")],
        )

    assert unreachable_groups(scheme("PPX_IN(VALID)")) == ()
    assert unreachable_groups(scheme("PPX_IN[36.1100]")) == ("FQY",)


def test_groups_are_named_in_the_order_of_the_scheme_and_once(small_scheme):
    scheme = small_scheme(
        drg_rules=[
            RULES,
            ("FB1", "1", "FB18", "乙", "NEVER", ""),
            ("FB1", "2", "FB19", "心脏手术", "ALWAYS", ""),
            ("FR1", "1", "FR12", "甲", "NEVER", ""),
            ("FR1", "2", "FB18", "乙", "NEVER", ""),
            ("FR1", "3", "FR15", "心力衰竭", "ALWAYS", ""),
        ]
    )
    assert unreachable_groups(scheme) == ("FB18", "FR12")


def test_a_group_that_only_women_reach_because_an_earlier_mdc_takes_all_men_is_reached(small_scheme):
    scheme = small_scheme(
        mdc=[SMALL["mdc"][0], ("1", "MDCM", "男性", "SEX==1"), ("2", "MDCF", "循环系统疾病", "PDX_IN(MDC)")],
        adrg=[*SMALL["adrg"], ("MDCM", "1", "MR1", "MR1", "男性疾病", "ALWAYS", "", "")],
        drg_rules=[*SMALL["drg_rules"], ("MR1", "1", "MR19", "男性疾病", "ALWAYS", "")],
    )
    assert unreachable_groups(scheme) == ()


def test_a_beginning_stands_for_a_code_in_full_that_other_lists_may_name(small_scheme):
    scheme = small_scheme(
        mdc_dx=[*SMALL["mdc_dx"], ("MDCF", "K80.000", "")],
        adrg_codes=[*SMALL["adrg_codes"][:2], ("FR1", "D1", "~K80.0")],
    )
    assert unreachable_groups(scheme) == ()
