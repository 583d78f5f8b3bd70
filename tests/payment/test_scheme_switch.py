"""What becomes of pages under another scheme: sums, pairs, reasons, fates of groups, provisional weights."""

from dataclasses import replace

import pytest

from coding.grouping.carrying import CarryingCode
from coding.grouping.first_difference import DifferenceKind, FirstDifference
from coding.payment.compared_case import Basis, ComparedCase, GroupUnder
from coding.payment.group_fates import Fate, group_fates
from coding.payment.provisional import provisional_weights, with_provisional
from coding.payment.scheme_switch import (
    SchemeSwitch,
    SideFacts,
    carried_by,
    pairs_of,
    reasons_of,
    steps_of,
    sums_by,
    sums_of,
)

OLD = SideFacts(
    "旧", "DRG", "旧", "a", groups=(("FR15", "心衰"), ("FR11", "心衰重"), ("FB19", "手术"), ("XX19", "没有"))
)
NEW = SideFacts("新", "DRG", "新", "b", groups=(("FR19", "心衰"), ("FB1A", "手术"), ("FR11", "心衰重")))
WHY = FirstDifference(DifferenceKind.SPLIT, "", "FR1：原方案：…；新方案：…")


def page(was, will, cost=None, ward="内科", weights=(None, None), payments=(None, None), **more):
    old = GroupUnder("分组成功", was, was, True, weights[0], payments[0])
    new = GroupUnder("分组成功" if will else "无法入组", will or "0000", will, bool(will), weights[1], payments[1])
    why = WHY if was != will else None
    return ComparedCase("a.csv", 1, "1", old, new, why, ward=ward, cost=cost, **more)


def test_sums_hold_only_what_is_known_on_both_sides():
    cases = [
        page("FR15", "FR19", weights=(1.0, 1.5), payments=(100.0, 150.0)),
        page("FR15", "FR15", weights=(1.0, None)),
        page("FR15", "FR15", weights=(2.0, 2.0)),
    ]
    sums = sums_of(cases)
    assert (sums.cases, sums.moved, sums.weighed, sums.weight_delta) == (3, 1, 2, 0.5)
    assert (sums.paid, sums.payment_delta) == (1, 50.0)
    assert sums_of([page("FR15", "FR19")]).weight_delta is None


def test_pages_without_a_ward_come_last():
    cases = [page("A", "A", ward=""), page("A", "A", ward=""), page("A", "A", ward="外科")]
    assert [ward for ward, _ in sums_by(cases, lambda case: case.ward)] == ["外科", ""]


def test_pairs_reasons_and_steps():
    cases = [page("FR15", "FR19"), page("FR15", "FR19"), page("FR15", "FR15"), page("FB19", "FB19")]
    first, *rest = pairs_of(cases)
    assert (first.old, first.new, first.sums.cases, first.reason) == ("FR15", "FR19", 2, DifferenceKind.SPLIT)
    assert first.share == pytest.approx(2 / 3)
    assert [(p.old, p.new, p.moved) for p in rest] == [("FB19", "FB19", False), ("FR15", "FR15", False)]
    assert [(r.kind, r.sums.cases) for r in reasons_of(cases)] == [(DifferenceKind.SPLIT, 2)]
    assert steps_of(cases) == [(DifferenceKind.SPLIT, "", WHY.text, 2)]


def test_codes_are_counted_by_pages():
    code = CarryingCode(False, "J96.000")
    cases = [page("A", "B", lost=(code,)), page("A", "B", lost=(code,)), page("A", "B", gained=(code,))]
    assert carried_by(cases, lambda case: case.lost) == [(code, 2)]


def switch(*cases, old=OLD, new=NEW):
    return SchemeSwitch(old, new, cases, Basis.NONE, Basis.NONE)


def test_groups_that_vanish_appear_split_merge_or_have_another_code():
    found = group_fates(
        switch(
            page("FR15", "FR19"),
            page("FR15", "FR11"),
            page("FR11", "FR11"),
            page("FB19", "FB1A"),
            page("FB19", "FB1A"),
        )
    )
    told = {(one.fate, one.drg): (one.pages, one.others) for one in found}
    assert told[Fate.SPLIT, "FR15"] == (2, (("FR11", 1), ("FR19", 1)))
    assert told[Fate.MERGED, "FR11"] == (2, (("FR11", 1), ("FR15", 1)))
    assert told[Fate.RENAMED, "FB19"] == (2, (("FB1A", 2),))
    assert told[Fate.VANISHED, "FR15"][0] == 2
    assert told[Fate.APPEARED, "FR19"][0] == 1
    assert found[-1] == replace(found[-1], fate=Fate.VANISHED, drg="XX19", pages=0)


def test_a_group_whose_code_another_group_also_takes_is_not_merely_renamed():
    found = group_fates(switch(page("FB19", "FR19"), page("FR15", "FR19")))
    assert not [one for one in found if one.fate is Fate.RENAMED]


def test_across_kinds_of_payment_no_group_vanishes():
    dip = replace(NEW, method="DIP")
    assert group_fates(switch(page("FR15", "J-1"), new=dip)) == []


def test_provisional_weights_rest_on_the_same_pages_on_both_sides():
    cases = [
        page("FR15", "FR19", 1000),
        page("FR11", "FR19", 3000),
        page("FR11", "", 90000),  # not grouped under the new scheme: in neither weight
        page("FB19", "FB19"),  # no cost
    ]
    weights = provisional_weights(cases)
    assert weights.pages == 2
    assert {drg: w.weight for drg, w in weights.old.items()} == {"FR15": 0.5, "FR11": 1.5}
    assert {drg: w.weight for drg, w in weights.new.items()} == {"FR19": 1.0}
    done = with_provisional(cases, weights)
    assert [(c.was.weight, c.will.weight, c.was.few) for c in done] == [
        (0.5, 1.0, True),
        (1.5, 1.0, True),
        (1.5, None, True),
        (None, None, False),
    ]
    assert sums_of(done).weight_delta == 0


def test_five_pages_are_enough_not_to_be_marked():
    cases = [page("FR15", "FR19", 1000)] * 5
    assert not with_provisional(cases, provisional_weights(cases))[0].was.few


def test_without_any_cost_there_is_no_weight():
    cases = [page("FR15", "FR19", weights=(1.0, None))]
    weights = provisional_weights(cases)
    assert weights.pages == 0
    assert with_provisional(cases, weights)[0].was.weight is None
