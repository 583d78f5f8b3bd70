"""A published list beside its base: what is the same, what is asked, what is made, and in which order."""

from coding.drg.families import families_of, rules_of
from coding.drg.region_answers import ADRG, CC_ALONE, GROUP, NO, OWN, YES, Answer, Answers
from tests.drg.region_base import base

SAME = {
    "FB19": "心脏手术",
    "FR11": "心力衰竭，伴严重并发症与合并症",
    "FR15": "心力衰竭，不伴严重并发症或合并症",
}
THREE = {
    "FB19": "心脏手术",
    "FR10": "心力衰竭，年龄＜17岁",
    "FR11": "心力衰竭，伴严重并发症或合并症",
    "FR13": "心力衰竭，伴一般并发症或合并症",
    "FR15": "心力衰竭，不伴并发症或合并症",
}


def families(names, *answers):
    found = families_of(base(), names, Answers().with_answers(answers))
    return {family.adrg: family for family in found}


def yes(code, condition=""):
    return Answer(GROUP, code, YES, condition)


def test_other_spellings_of_the_same_division_change_nothing():
    found = families(SAME)["FR1"]
    assert found.is_same
    assert [(g.code, g.condition, g.is_made) for g in found.groups] == [("FR11", "MCC", True), ("FR15", "ALWAYS", True)]


def test_another_division_is_asked_group_by_group():
    found = families(THREE)["FR1"]
    assert [(g.code, g.change, g.is_made) for g in found.groups] == [
        ("FR10", "新增", False),
        ("FR11", "沿用", True),
        ("FR13", "新增", False),
        ("FR15", "改变", False),
    ]
    assert found.is_consistent


def test_the_rules_are_written_as_packs_write_them_once_all_are_agreed_to():
    found = families(THREE, yes("FR10"), yes("FR13"), yes("FR15"))["FR1"]
    rules = [(row.drg, row.rule) for row in rules_of(found)]
    assert rules == [("FR10", "AGE<17"), ("FR11", "MCC"), ("FR13", "MCC_OR_CC"), ("FR15", "ALWAYS")]


def test_the_cases_of_an_unanswered_group_go_to_no_other_one():
    found = families(THREE, yes("FR10"), yes("FR15"))["FR1"]
    rules = [(row.drg, row.rule) for row in rules_of(found)]
    assert rules == [("FR10", "AGE<17"), ("FR11", "MCC"), ("", "MCC_OR_CC"), ("FR15", "ALWAYS")]


def test_a_group_that_was_refused_leaves_its_cases_to_nobody_either():
    found = families(THREE, yes("FR10"), yes("FR15"), Answer(GROUP, "FR13", NO))["FR1"]
    rules = [(row.drg, row.rule) for row in rules_of(found)]
    assert rules == [("FR10", "AGE<17"), ("FR11", "MCC"), ("FR15", "NOT{MCC_OR_CC}")]


def test_an_unknown_part_is_tried_first_as_far_as_it_is_known():
    names = {**SAME, "FR12": "心力衰竭，甲型，伴严重并发症或合并症"}
    found = families(names)["FR1"]
    first = rules_of(found)[0]
    assert (first.drg, first.rule) == ("", "MCC")
    assert "FR12" in first.name
    assert not found.is_consistent


def test_a_condition_of_ones_own_goes_before_what_the_name_says():
    found = families(THREE, Answer(GROUP, "FR10", OWN, "AGE<=14"))["FR1"]
    assert found.groups[0].condition == "AGE<=14"
    assert found.groups[0].is_made


def test_a_condition_that_cannot_be_read_is_told_and_not_made():
    group = families(THREE, Answer(GROUP, "FR10", OWN, "AEG<14"))["FR1"].groups[0]
    assert not group.is_made
    assert "AEG<14" in group.trouble


def test_a_yes_to_what_the_name_does_not_say_is_told_and_not_taken():
    names = {**SAME, "FR12": "心力衰竭，甲型"}
    group = next(g for g in families(names, yes("FR12"))["FR1"].groups if g.code == "FR12")
    assert not group.is_made
    assert "请另写" in group.trouble


def test_a_yes_does_not_go_over_to_another_condition():
    group = families(THREE, yes("FR10", "AGE<14"))["FR1"].groups[0]
    assert not group.is_made
    assert "重新确认" in group.trouble


def test_only_severe_and_none_leave_a_cc_open_until_somebody_says_where_it_belongs():
    names = {"FB11": "心脏手术，伴严重并发症或合并症", "FB15": "心脏手术，不伴并发症或合并症", "FR19": "心力衰竭"}
    assert families(names)["FB1"].gaps == ("伴一般并发症或合并症（CC）",)
    up = families(names, Answer(CC_ALONE, "*", OWN, "较高组"))["FB1"]
    down = families(names, Answer(CC_ALONE, "FB1", OWN, "较低组"))["FB1"]
    assert [g.condition for g in up.groups] == ["MCC_OR_CC", "NOT{MCC_OR_CC}"]
    assert [g.condition for g in down.groups] == ["MCC", "NOT{MCC}"]
    assert up.gaps == down.gaps == ()


def test_an_adrg_beyond_the_base_and_one_that_the_list_lacks_are_told():
    found = families({"FR19": "心力衰竭", "FX19": "新的疾病"})
    assert found["FX1"].is_new
    assert found["FB1"].groups == ()
    assert found["FB1"].gone == ("FB19",)


def test_ambiguous_cases_and_the_rest_of_an_mdc_are_no_groups():
    assert set(families({"FQY": "歧义组", "F000": "未入组", "FR19": "心力衰竭"})) == {"FB1", "FR1"}


def test_an_adrg_of_quite_another_name_is_held_until_somebody_says_it_is_the_same():
    names = {
        "FB19": "心脏手术",
        "FR11": "急性心肌梗死，伴严重并发症或合并症",
        "FR15": "急性心肌梗死，不伴并发症或合并症",
    }
    held = families(names, yes("FR11"))["FR1"]
    assert held.renamed == "心力衰竭"
    assert not held.is_same
    assert not any(group.is_made for group in held.groups)
    agreed = families(names, Answer(ADRG, "FR1", YES))["FR1"]
    assert agreed.renamed == ""
    assert agreed.groups[0].is_made


def test_another_spelling_of_the_name_of_an_adrg_is_no_other_adrg():
    names = {
        "FB19": "心脏手术",
        "FR11": "心力衰竭病，伴严重并发症或合并症",
        "FR15": "心力衰竭病，不伴严重并发症或合并症",
    }
    assert families(names)["FR1"].is_same
