"""Groups that nothing comes to because of what is wrong with the pack."""

import pytest

from coding.drg.lost_groups import lost_groups
from coding.drg.reach import unreachable_groups
from tests.drg.national_book import with_row, write_book
from tests.drg.small_pack import SMALL


def division(condition):
    return [*SMALL["drg_rules"][:2], (*SMALL["drg_rules"][2][:4], condition, ""), SMALL["drg_rules"][3]]


@pytest.mark.parametrize(
    "condition", ["MCCX", "MCC&KO", "PDX_IN(D9)", "{PDX_IN(D9)&AGE>1}", "PXCLASS(1&2)", "MCC&PPX_IN(P7)"]
)
def test_a_group_whose_only_condition_is_broken_is_lost(small_scheme, condition):
    scheme = small_scheme(drg_rules=division(condition))
    assert lost_groups(scheme.pack) == ("FR11",)
    assert set(lost_groups(scheme.pack)) <= set(unreachable_groups(scheme))


@pytest.mark.parametrize(
    "condition", ["MCC", "NEVER", "MCC|KO(", "PDX_IN(D9)|PDX_IN(D1)", "NO_PX_IN(P9)", "PPX_IN[99.9900]"]
)
def test_a_group_that_another_way_leads_to_or_that_is_closed_on_purpose_is_not(small_scheme, condition):
    found = lost_groups(small_scheme(drg_rules=division(condition)).pack)
    assert found == (("FR11",) if "KO(" in condition else ())


def test_a_node_and_an_mdc_that_are_broken_lose_all_their_groups(small_scheme):
    nodes = [*SMALL["adrg"][:2], (*SMALL["adrg"][2][:5], "PDX_WITHIN(D1)", "", "")]
    assert lost_groups(small_scheme(adrg=nodes).pack) == ("FR11", "FR15")
    mdc = [SMALL["mdc"][0], ("1", "MDCF", "循环系统疾病", "IN(MDC)")]
    assert lost_groups(small_scheme(mdc=mdc).pack) == ("FB19", "FR11", "FR15")


def test_without_complications_the_groups_that_ask_for_them_are_lost(small_scheme):
    assert lost_groups(small_scheme(mcc=None).pack) == ("FR11",)
    assert lost_groups(small_scheme(drg_rules=division("MCC_OR_CC"), mcc=None).pack) == ()


def test_a_rule_of_the_national_workbook_that_cannot_be_read_loses_its_group(tmp_path):
    from coding.drg.scheme import load_scheme

    changed = with_row("ADRG", "FB1", ("FB1", "心脏手术", "ZYSS inn OP_FB1", "MDCF", 1))
    lost = lost_groups(load_scheme(write_book(tmp_path / "b.xlsx", **changed)).pack)
    assert lost
    assert all(drg.startswith("FB1") for drg in lost)


def test_the_groups_of_an_adrg_that_no_mdc_holds_are_lost(small_scheme):
    nodes = [*SMALL["adrg"][:2], ("MDCX", *SMALL["adrg"][2][1:])]
    assert lost_groups(small_scheme(adrg=nodes).pack) == ("FR11", "FR15")


def test_a_sound_pack_loses_none(small_scheme):
    assert lost_groups(small_scheme().pack) == ()
