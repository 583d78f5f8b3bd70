"""The pack that is made: it groups, holds back what is open and says why, and lists take the place of the base's."""

import pytest

from coding.drg.compiled import compile_pack
from coding.drg.doctor import cause_of
from coding.drg.families import families_of
from coding.drg.pack import TABLES, read_pack
from coding.drg.pack_tables import tables_of
from coding.drg.reach import unreachable_groups
from coding.drg.region_answers import GROUP, YES, Answer, Answers
from coding.drg.region_pack import NewNode, OwnList, asking_own_list, proposed_node, region_tables
from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.grouping.case import GroupStatus
from tests.drg.region_base import base, files_of
from tests.drg.small_pack import case, read_cases
from tests.drg.test_families import THREE

CC, MCC, HEART = "E11.900", "J96.000", "I50.900"


def scheme_of(tables):
    pack = read_pack(files_of({name: [TABLES[name], *rows] for name, rows in tables.items()}), "新")
    return Scheme(compile_pack(pack), "stamp")


def made(names, *answers, old=None, **more):
    old = old or base()
    families = families_of(old, names, Answers().with_answers(answers))
    return scheme_of(region_tables(old, families, names, **more))


def yes(*codes):
    return [Answer(GROUP, code, YES) for code in codes]


def test_a_scheme_written_back_as_tables_is_the_same_scheme():
    old = base()
    again = scheme_of(tables_of(old)).pack
    assert (again.nodes, again.drgs, again.mdcs, again.values) == (old.nodes, old.drgs, old.mdcs, old.values)


def test_the_general_scheme_with_its_patterns_is_written_back_too():
    old = embedded_scheme()
    again = scheme_of(tables_of(old.pack))
    for dx, px in (
        ("I21.900", ""),
        ("K80.100x003", "51.2300"),
        ("I50.900 J96.000", ""),
        ("S06.200 S72.000", "01.2400"),
    ):
        assert again.group(case(dx, px)) == old.group(case(dx, px))


def test_every_group_that_was_agreed_to_is_reached():
    scheme = made(THREE, *yes("FR10", "FR13", "FR15"))
    assert unreachable_groups(scheme) == ()
    assert scheme.group(case(HEART, age=9)).drg == "FR10"
    assert scheme.group(case(f"{HEART} {MCC}")).drg == "FR11"
    assert scheme.group(case(f"{HEART} {CC}")).drg == "FR13"
    assert scheme.group(case(HEART)).drg == "FR15"


def test_a_case_of_an_open_group_is_in_no_group_and_told_why():
    scheme = made(THREE, *yes("FR10", "FR15"))
    one = case(f"{HEART} {CC}")
    result = scheme.group(one)
    assert result.status is GroupStatus.UNGROUPABLE
    assert result.drg == "F000"
    assert "FR13" in cause_of(scheme, one, result)


def test_the_cases_of_an_adrg_that_the_list_lacks_are_in_no_group():
    scheme = made({"FR19": "心力衰竭"}, *yes("FR19"))
    assert scheme.group(case(HEART, "36.1100")).drg == "F000"
    assert scheme.group(case(HEART)).drg == "FR19"
    again = made({"FR19": "心力衰竭"}, *yes("FR19"), dropped=frozenset({"FB1"}))
    assert again.group(case(HEART, "36.1100")).drg == "FR19"


def test_a_pasted_list_takes_the_place_of_the_base_one():
    scheme = made(THREE, *yes("FR10", "FR13", "FR15"), lists=[OwnList("FR1", "D1", ("I21.900",))])
    assert scheme.group(case("I21.900")).drg == "FR15"
    assert scheme.group(case(HEART)).status is GroupStatus.UNGROUPABLE


def test_a_list_of_one_group_is_asked_by_that_group_alone():
    names = {**THREE, "FR18": "心力衰竭，置管"}
    answers = [*yes("FR10", "FR13", "FR15"), Answer(GROUP, "FR18", "own", "ANYPX_IN(P1)")]
    scheme = made(names, *answers, lists=[OwnList("FR18", "P1", ("37.6100",))])
    assert scheme.group(case(HEART, "37.6100")).drg == "FR18"
    assert scheme.group(case(HEART, "37.6200")).drg == "FR15"


def test_a_set_of_the_whole_scheme_gives_way_to_the_list_of_the_node():
    assert asking_own_list("PDX_IN(@DX_FR1)&PPX_IN(@OP)", OwnList("FR1", "D1", ())) == "PDX_IN(D1)&PPX_IN(@OP)"
    assert asking_own_list("PDX_IN(@A)|PDX_IN(@B)", OwnList("FR1", "D1", ())) == "PDX_IN(@A)|PDX_IN(@B)"


def test_a_new_adrg_is_built_where_a_person_has_agreed():
    names = {"FB19": "心脏手术", "FR19": "心力衰竭", "FX19": "新的疾病"}
    assert made(names, *yes("FR19", "FX19")).group(case("I21.900")).drg == "0000"
    scheme = made(
        names,
        *yes("FR19", "FX19"),
        lists=[OwnList("FX1", "D1", ("I21.900",))],
        new_nodes=[NewNode("FX1", proposed_node("FX1", ["D1"]))],
    )
    assert scheme.group(case("I21.900")).drg == "FX19"


def test_the_usual_rule_of_an_adrg_goes_by_its_letter():
    assert proposed_node("FB9", ["P1"]) == "PPX_IN(P1)"
    assert proposed_node("FB9", ["D1", "P1"]) == "PDX_IN(D1)&PPX_IN(P1)"
    assert proposed_node("FR9", ["D1"]) == "PDX_IN(D1)"
    assert proposed_node("FR9", ["P1"]) == ""


@pytest.mark.parametrize("name", ["chs_drg_11", "changzhou_2022"])
def test_a_full_pack_written_back_groups_alike(reference, name):
    old = load_scheme(reference / "drg" / name)
    again = scheme_of(tables_of(old.pack))
    for row, one in read_cases(reference / "drg" / "cases_dev.csv"):
        if row["scheme"] == name:
            assert again.group(one) == old.group(one)
