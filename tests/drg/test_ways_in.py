"""Backwards from a group: the conditions in words, the codes that they name; what they say is what the grouper does."""

from dataclasses import replace

import pytest

from coding.drg.scheme import load_embedded
from coding.grouping.case import Case
from coding.grouping.way_in import BEGUN, LEFT_OUT, CodeList

ADULT = Case(1, 40, None, None, "", 8, "1", None, ("",), ())


@pytest.fixture(scope="module")
def scheme():
    return load_embedded()


def codes_of(way, title):
    return next(one.codes for one in way.lists if one.title == title)


def test_the_way_into_a_group_of_operations_names_its_operations(scheme):
    (way,) = scheme.ways_into("CB39")
    assert (way.chapter, way.family) == ("MDCC 眼疾病及功能障碍", "CB3 晶体手术")
    assert way.conditions == ("主要诊断在 MDC 内", "主要手术操作在 P1 内")
    assert f"13{BEGUN}" in codes_of(way, "P1")


def test_what_is_left_out_of_a_list_is_told(scheme):
    (way,) = scheme.ways_into("CB39")
    assert f"13.00{LEFT_OUT}" in codes_of(way, "P1")


def test_a_group_of_complications_says_so_and_what_is_asked_before_it(scheme):
    assert scheme.ways_into("ES21")[0].conditions[-1] == "有严重并发症或合并症（MCC）"
    assert scheme.ways_into("ES25")[0].before == ("ES21", "ES23")


def test_every_group_of_the_scheme_has_a_way_and_an_unknown_one_has_none(scheme):
    without = [drg for drg in scheme.groups if not scheme.ways_into(drg)]
    assert [drg for drg in without if scheme.traits(drg).kind.value != "ambiguous"] == []
    assert scheme.ways_into("ZZ99") == ()


def test_a_case_made_of_the_codes_that_lead_into_a_group_is_in_it(scheme):
    tried = 0
    for drg in scheme.groups:
        ways = scheme.ways_into(drg)
        if len(ways) != 1 or ways[0].conditions != ("主要诊断在 MDC 内", "主要手术操作在 P1 内") or ways[0].before:
            continue
        first = [code.removesuffix(BEGUN) for code in codes_of(ways[0], "MDC") if not code.endswith(LEFT_OUT)]
        main = [code.removesuffix(BEGUN) for code in codes_of(ways[0], "P1") if not code.endswith(LEFT_OUT)]
        case = replace(ADULT, dx=(first[0],), px=(main[0],))
        for sex in (1, 2):
            found = scheme.group(replace(case, sex=sex))
            # an operation may be in the list of a family that is asked before
            if found.drg == drg:
                tried += 1
                break
    assert tried > 50


def test_a_long_list_is_told_by_categories_with_how_many_codes_each_has():
    codes = tuple(f"K80.{at}" for at in range(10)) + tuple(f"C{at}.0" for at in range(10, 50)) + (f"C10.1{LEFT_OUT}",)
    words = CodeList("D1", codes).words
    assert "K80（10）" in words
    assert "C10（部分）" in words
    assert "C49" in words


def test_a_short_list_is_told_code_by_code():
    assert CodeList("D1", ("K80.0", "K80.1")).words == "K80.0、 K80.1"
