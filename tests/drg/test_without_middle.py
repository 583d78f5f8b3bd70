"""ADRGs that have only a 1 and a 5: told with the scheme, never altered."""

from coding.drg.compiled import CompiledPack
from coding.drg.without_middle import middle_note, without_middle


def pack(name="心衰，不伴并发症或合并症", **groups):
    """ADRG → its groups with what each asks."""
    drgs = {adrg: [(drg, "", rule, "") for drg, rule in rules.items()] for adrg, rules in groups.items()}
    nodes = [("MDCF", adrg, adrg, "", "", "") for adrg in groups]
    names = {drg: name if drg[3] == "5" else "" for rules in groups.values() for drg in rules}
    return CompiledPack(nodes=nodes, drgs=drgs, names=names)


def test_only_a_group_1_that_asks_mcc_beside_a_group_5_is_told():
    found = without_middle(
        pack(
            FR1={"FR11": "MCC", "FR15": "ALWAYS"},
            FR2={"FR21": "MCC", "FR23": "MCC_OR_CC", "FR25": "ALWAYS"},
            FR3={"FR31": "MCC_OR_CC", "FR35": "ALWAYS"},
            FR4={"FR43": "MCC_OR_CC", "FR45": "ALWAYS"},
            FR5={"FR59": "ALWAYS"},
        )
    )
    assert [(one.adrg, one.upper) for one in found] == [("FR1", "FR11")]


def test_variants_of_an_adrg_are_one():
    made = pack(FR1={"FR11": "MCC", "FR15": "ALWAYS"})
    made.nodes.append(("MDCF", "FR1_2", "FR1", "", "", ""))
    made.drgs["FR1_2"] = [("FR13", "", "MCC_OR_CC", "")]
    assert without_middle(made) == ()


def test_one_line_says_how_many_which_and_what_to_check():
    rules = {f"F{letter}1": {f"F{letter}11": "MCC", f"F{letter}15": "ALWAYS"} for letter in "RSTUVWX"}
    said = middle_note(pack(**rules))
    assert "有 7 个 ADRG 只有 1、5 两组" in said
    assert "FR1、FS1、FT1、FU1、FV1 等" in said
    assert "不伴并发症或合并症" in said
    assert "上月结算结果核对" in said
    assert "\n" not in said


def test_a_name_that_leaves_room_for_ordinary_complications_is_not_held_against_the_rule():
    said = middle_note(pack(name="心衰，不伴严重并发症或合并症", FR1={"FR11": "MCC", "FR15": "ALWAYS"}))
    assert "有 1 个 ADRG" in said
    assert "“不伴并发症" not in said


def test_nothing_is_said_where_there_is_none():
    assert middle_note(pack(FR5={"FR59": "ALWAYS"})) == ""
