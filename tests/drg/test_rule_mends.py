"""Which single change of a rule would bring a scheme nearer to an insurer: a fault is planted, and must stand first."""

import pytest

from coding.drg.amendments import Amendment, amended
from coding.drg.compiled import compile_pack
from coding.drg.insurer_records import InsurerReader
from coding.drg.mend_scores import trial_of
from coding.drg.pack import read_pack
from coding.drg.rule_mend import MendKind, RuleMend, ScoredMend, ranked
from coding.drg.scheme import Scheme
from tests.drg.small_pack import case

GROUPS = (
    "FB19", "FC19", "FR11", "FR15", "FR21", "FR25", "FR31", "FR33", "FR35", "GR10", "GR19", "GR20", "GR29",
)  # fmt: skip
#: Two MDCs, five ADRGs: two with only a 1 and a 5, one with 1, 3, 5, one that asks the age, one operation.
TABLES = {
    "scheme": "key,value\nname,试方案\nchecks,sex|age\n",
    "mdc": "order,mdc,name,entry_rule\n1,MDCF,循环,PDX_IN(MDC)\n2,MDCG,消化,PDX_IN(MDC)\n",
    "mdc_dx": "mdc,code\nMDCF,I50.900\nMDCF,I21.900\nMDCF,I10.x00\nMDCG,K35.900\nMDCG,K80.000\n",
    "adrg": (
        "mdc,seq,node,adrg,name_derived,rule,if_no_drg\n"
        "MDCF,1,FB1,FB1,手术,PPX_IN(P1),\nMDCF,2,FC1,FC1,介入,PPX_IN(P1),\n"
        "MDCF,3,FR1,FR1,心衰,PDX_IN(D1),\nMDCF,4,FR2,FR2,心梗,PDX_IN(D1),\nMDCF,5,FR3,FR3,高血压,PDX_IN(D1),\n"
        "MDCG,1,GR1,GR1,阑尾,PDX_IN(D1),\nMDCG,2,GR2,GR2,胆石,PDX_IN(D1),\n"
    ),
    "adrg_codes": (
        "node,role,code\nFB1,P1,36.1100\nFB1,P1,36.0600\nFC1,P1,36.0600\nFC1,P1,37.2200\n"
        "FR1,D1,I50.900\nFR2,D1,I21.900\nFR3,D1,I10.x00\nGR1,D1,K35.900\nGR2,D1,K80.000\n"
    ),
    "drg_rules": (
        "node,seq,drg,name,rule\nFB1,1,FB19,手术,ALWAYS\nFC1,1,FC19,介入,ALWAYS\n"
        "FR1,1,FR11,甲,MCC\nFR1,2,FR15,乙,ALWAYS\nFR2,1,FR21,甲,MCC\nFR2,2,FR25,乙,ALWAYS\n"
        "FR3,1,FR31,甲,MCC\nFR3,2,FR33,丙,MCC_OR_CC\nFR3,3,FR35,乙,ALWAYS\n"
        "GR1,1,GR10,儿,AGE<17\nGR1,2,GR19,全,ALWAYS\nGR2,1,GR20,儿,AGE<17\nGR2,2,GR29,全,ALWAYS\n"
    ),
    "drg": "code,name\n" + "".join(f"{drg},{drg} 名称\n" for drg in GROUPS),
    "mcc": "code,exclusion_table\nJ96.000,7\nR57.000,8\n",
    "cc": "code,exclusion_table\nE11.900,9\nJ18.900,6\nN18.900,5\n",
    "exclusion": "code,exclusion_table\nI21.900,8\nI50.900,5\n",
    "px_valid": "code,name\n36.1100,a\n36.0600,b\n37.2200,c\n",
}
OTHERS = ("", "E11.900", "J18.900", "J96.000", "R57.000", "N18.900", "Z00.000", "E11.900 Z00.000", "J18.900 Z00.000")
PRINCIPALS = ("I50.900", "I21.900", "I10.x00", "K35.900", "K80.000")


def scheme_of(tables=TABLES):
    return Scheme(compile_pack(read_pack({f"{name}.csv": text.encode() for name, text in tables.items()}, "试")), "试")


def cases():
    """Every principal diagnosis with every other one, some ages, some operations: 315 records."""
    return [
        case(f"{first} {others}", px, age=age)
        for first in PRINCIPALS
        for others in OTHERS
        for age, px in (
            (60, ()),
            (12, ()),
            (16, ()),
            (20, ()),
            (60, ("36.0600",)),
            (60, ("36.1100",)),
            (50, ("99.0400",)),
        )
    ]


def planted(*rows, wrong=(), tables=TABLES):
    """The search of records that an insurer grouped by the scheme amended so; ``wrong``: place → another group."""
    scheme = scheme_of(tables)
    pack = amended(scheme.pack, rows)
    assert len(pack.amendments) == len(rows), pack.complaints
    insurer, reader = Scheme(pack, "医保"), InsurerReader(scheme)
    records = [
        reader.record("单.csv", at, str(at), one, dict(wrong).get(at) or insurer.group(one).drg)
        for at, one in enumerate(cases())
    ]
    trial = trial_of(scheme, records)
    return trial, trial.search(lambda _done, _of: None)


def same(rows):
    return [(row.table, row.key, row.column, row.old, row.new) for row in rows]


@pytest.mark.parametrize(
    "row",
    [
        Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC"),
        Amendment("drg", "FR33", "severity", "MCC_OR_CC", "CC"),
        Amendment("drg", "FR33", "severity", "MCC_OR_CC", "MCC"),
        Amendment("adrg", "FC1", "order", "2", "0.5"),
        Amendment("drg", "GR1/GR10", "rule", "AGE<17", "AGE<21"),
        Amendment("drg", "GR2/GR20", "rule", "AGE<17", "AGE<16"),
        Amendment("adrg_codes", "FB1/P1", "", "36.1100", ""),
        Amendment("adrg_codes", "FC1/P1", "", "", "99.0400"),
        Amendment("adrg_codes", "GR2/D1", "", "K80.000", ""),
        Amendment("mcc", "E11.900", "exclusion_table", "", "9"),
        Amendment("mcc", "J96.000", "exclusion_table", "7", "-"),
        Amendment("exclusion", "I21.900", "", "8", ""),
        Amendment("exclusion", "I50.900", "", "", "7"),
    ],
    ids=lambda row: f"{row.table}-{row.key}-{row.old}-{row.new}",
)
def test_a_planted_fault_is_the_first_change_and_mends_all(row):
    trial, search = planted(row)
    differing = len(trial.differing)
    if row.new == "CC":
        assert not differing  # MCC is asked before: the insurer says nothing of it
        return
    assert differing
    best = search.found[0]
    assert same(best.mend.amendments) == same([row])
    assert (len(best.mended), len(best.broken)) == (differing, 0)


def test_a_code_is_taken_out_of_what_a_pattern_takes_in():
    patterns = {**TABLES, "adrg_codes": TABLES["adrg_codes"].replace("GR2,D1,K80.000", "GR2,D1,~K80")}
    row = Amendment("adrg_codes", "GR2/D1", "", "", "!K80.000")
    trial, search = planted(row, tables=patterns)
    best = search.found[0]
    assert same(best.mend.amendments) == same([row])
    assert best.mend.words == "GR2 的编码表 D1去掉 K80.000"
    assert len(best.mended) == len(trial.differing)


def test_the_same_fault_at_all_adrgs_without_a_middle_group_is_one_family():
    _, search = planted(
        Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC"),
        Amendment("drg", "FR21", "severity", "MCC", "MCC_OR_CC"),
    )
    best, *others = search.found
    assert best.mend.is_family
    assert {row.key for row in best.mend.amendments} == {"FR11", "FR21"}
    assert "全部 2 个只有 1、5 组的 ADRG" in best.mend.words
    assert {one.mend.amendments[0].key for one in others[:2]} == {"FR11", "FR21"}


def test_where_only_one_of_them_differs_the_family_breaks_the_other_and_stands_behind():
    _, search = planted(Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC"))
    assert not search.found[0].mend.is_family
    family = [one for one in search.found if one.mend.is_family and one.mend.kind is MendKind.SEVERITY]
    assert all(one.broken for one in family)


def test_the_same_boundary_in_every_rule_is_one_family():
    _, search = planted(
        Amendment("drg", "GR1/GR10", "rule", "AGE<17", "AGE<21"),
        Amendment("drg", "GR2/GR20", "rule", "AGE<17", "AGE<21"),
    )
    best = search.found[0]
    assert best.mend.is_family
    assert same(best.mend.amendments) == [
        ("drg", "GR1/GR10", "rule", "AGE<17", "AGE<21"),
        ("drg", "GR2/GR20", "rule", "AGE<17", "AGE<21"),
    ]


def test_records_that_are_simply_wrong_stand_against_no_rule_and_are_left_differing():
    trial, search = planted(
        Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC"), wrong={0: "GR29", 70: "FR33", 200: "FB19"}
    )
    best = search.found[0]
    assert best.mend.amendments[0].key == "FR11"
    assert len(best.mended) == len(trial.differing) - 3


def test_together_changes_are_worth_what_they_are_worth_alone():
    trial, search = planted(
        Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC"),
        Amendment("adrg", "FC1", "order", "2", "0.5"),
        Amendment("mcc", "N18.900", "exclusion_table", "", "5"),
        wrong={3: "GR29", 77: "FR33", 111: "FR35"},
    )
    for one in search.found:
        assert trial.score(one.mend) == one


def test_no_record_outside_its_reach_is_changed_by_any_candidate():
    """What is grouped again is all that can change: else a change would be called better than it is."""
    trial, _ = planted(
        Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC"),
        Amendment("adrg", "FC1", "order", "2", "0.5"),
        Amendment("drg", "GR1/GR10", "rule", "AGE<17", "AGE<21"),
        Amendment("adrg_codes", "FB1/P1", "", "36.1100", ""),
        Amendment("exclusion", "I21.900", "", "8", ""),
    )
    proposed, _ = trial.proposals(lambda _done, _of: None)
    assert {mend.kind for mend in proposed} >= {
        MendKind.SEVERITY, MendKind.ADRG_ORDER, MendKind.BOUNDARY, MendKind.LIST, MendKind.COMPLICATION
    }  # fmt: skip
    for mend in proposed:
        group = Scheme(amended(trial.scheme.pack, mend.amendments), "").group
        changed = {at for at, one in enumerate(trial.cases) if group(one).drg != trial.ours[at]}
        assert changed <= trial.reach(mend), mend.words


def test_counterexamples_are_named_and_what_rests_on_few_records_is_called_so():
    scored = ScoredMend(RuleMend(MendKind.LIST, (), "甲"), (1, 2, 3, 4), (9,))
    assert scored.net == 3
    assert scored.is_thin
    assert scored.evidence == "支持 4 份，反对 1 份，证据不足"
    assert not ScoredMend(RuleMend(MendKind.LIST, (), "甲"), (1, 2, 3, 4, 5), ()).is_thin


def test_of_changes_that_mend_alike_the_smaller_stands_first_and_what_breaks_more_is_left_out():
    row = Amendment("drg", "FR11", "severity", "MCC", "MCC_OR_CC")
    one = ScoredMend(RuleMend(MendKind.SEVERITY, (row,), "甲"), (1, 2), ())
    family = ScoredMend(RuleMend(MendKind.SEVERITY, (row, row), "全部"), (1, 2), ())
    listed = ScoredMend(RuleMend(MendKind.LIST, (row,), "乙"), (1, 2), ())
    bad = ScoredMend(RuleMend(MendKind.SEVERITY, (row,), "丙"), (1,), (2,))
    assert ranked([family, bad, listed, one]) == (one, listed, family)


def test_the_order_of_records_does_not_change_what_is_found():
    scheme = scheme_of()
    insurer = Scheme(amended(scheme.pack, [Amendment("drg", "FR21", "severity", "MCC", "MCC_OR_CC")]), "医保")
    reader = InsurerReader(scheme)
    records = [reader.record("单.csv", at, str(at), one, insurer.group(one).drg) for at, one in enumerate(cases())]
    there = trial_of(scheme, records).search(lambda *_: None)
    back = trial_of(scheme, records[::-1]).search(lambda *_: None)
    assert [(one.mend, one.net) for one in there.found] == [(one.mend, one.net) for one in back.found]
