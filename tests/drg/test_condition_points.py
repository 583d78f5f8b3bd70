"""The order of conditions within an ADRG, their overlaps and what none of them takes."""

from coding.drg.atoms import parse_rule
from coding.drg.condition_points import laid_out, levels_of


def laid(*conditions, within=""):
    return laid_out(tuple(map(parse_rule, conditions)), parse_rule(within))


def test_the_narrower_goes_before_the_rest_and_complications_last():
    conditions = ("ALWAYS", "MCC", "AGE<17", "AGE<17&MCC")
    assert [conditions[at] for at in laid(*conditions).order] == ["AGE<17&MCC", "AGE<17", "MCC", "ALWAYS"]


def test_a_group_of_an_age_is_no_clash_with_those_of_complications():
    found = laid("MCC", "CC&NOT{MCC}", "NOT{MCC_OR_CC}", "AGE<17")
    assert found.order[0] == 3
    assert found.clashes == ()
    assert found.gaps == ()


def test_age_and_stay_side_by_side_clash():
    assert laid("AGE<17", "LOS>60", "ALWAYS").clashes == ((0, 1),)


def test_the_same_condition_twice_is_a_clash():
    assert laid("MCC", "MCC", "NOT{MCC}").clashes == ((0, 1),)


def test_bands_that_leave_out_the_infants_have_a_gap():
    found = laid("AGE>=1&AGE<=17", "AGE>=18")
    assert found.gaps == ("天龄 0 天", "天龄 364 天")


def test_bands_without_a_gap_have_none():
    assert laid("LOS<=7", "LOS>7&LOS<=30", "LOS>30").gaps == ()


def test_a_stay_beyond_the_last_band_is_a_gap():
    assert any("住院天数 61 天" in gap for gap in laid("LOS<=7", "LOS>7&LOS<=60").gaps)


def test_a_cc_alone_between_severe_and_none_is_a_gap():
    assert laid("MCC", "NOT{MCC_OR_CC}").gaps == ("伴一般并发症或合并症（CC）",)


def test_what_the_adrg_asks_anyway_is_no_gap():
    assert laid("WEIGHT>=1500&WEIGHT<2500", within="WEIGHT>=1500&WEIGHT<2500").gaps == ()
    assert laid("WEIGHT>=1500&WEIGHT<2500").gaps


def test_conditions_on_lists_are_taken_as_yes_or_no():
    found = laid("ANYPX_IN(P1)&MCC", "MCC", "NOT{MCC}")
    assert found.order[0] == 0
    assert found.clashes == ()


def test_too_many_conditions_are_told_and_not_tried():
    many = [f"ANYPX_IN(P{n})" for n in range(1, 20)]
    assert not laid(*many).is_tried


def test_levels_of_complication():
    assert levels_of(parse_rule("AGE<17&CC&NOT{MCC}")) == {1}
    assert levels_of(parse_rule("ALWAYS")) == {0, 1, 2, 3}
