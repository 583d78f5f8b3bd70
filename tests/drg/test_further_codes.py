"""Which codes a scheme looks at as other diagnoses: a row that it does not look at carries no group."""

import pytest

from coding.drg.further_codes import further_diagnoses
from coding.grouping.carrying import CarryingCode, carrying_codes
from tests.drg.small_pack import SMALL, case, read_cases


def test_mcc_cc_lists_beginnings_and_nothing_else(small_scheme):
    adrg = [*SMALL["adrg"], ("MDCF", "3", "FS1", "FS1", "别的", "SDX_IN(D2)&ANYDX_PREFIX(P07.)", "", "FS1")]
    scheme = small_scheme(adrg=adrg, adrg_codes=[*SMALL["adrg_codes"], ("FS1", "D2", "Z00.000")])
    looked_at = further_diagnoses(scheme)
    assert [code for code in ("J96.000", "E11.900", "Z00.000", "P07.100", "I10.x00") if looked_at[code]] == [
        "J96.000",
        "E11.900",
        "Z00.000",
        "P07.100",
    ]


def test_what_carries_a_group(small_scheme):
    scheme = small_scheme()
    one = case("I50.900 J96.000 I10.x00", "36.1100")
    assert carrying_codes(one, scheme.group(one), scheme.group) == {CarryingCode(True, "36.1100")}
    two = case("I50.900 J96.000 I10.x00")
    assert carrying_codes(two, scheme.group(two), scheme.group) == {CarryingCode(False, "J96.000")}
    assert carrying_codes(case("I50.900"), scheme.group(case("I50.900")), scheme.group) == frozenset()


@pytest.mark.parametrize("name", ["chs_drg_11", "chs_drg_20", "zhejiang_2022"])
def test_leaving_out_what_is_not_looked_at_changes_no_answer(full_scheme, reference, name):
    scheme = full_scheme(name)
    looked_at = further_diagnoses(scheme)
    for _, one in read_cases(reference / "drg" / "cases_dev.csv"):
        result = scheme.group(one)
        assert carrying_codes(one, result, scheme.group, looked_at) == carrying_codes(one, result, scheme.group)
