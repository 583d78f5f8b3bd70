"""Acute myocardial infarction, whose ADRG some editions divide by complications and others do not.

The published lists in the form of 3.0 that lie in the reference are those of 2.0: they divide FR1 as 2.0 does. That 3.0
itself holds FR19 is shown with an invented pack; the edition of the reference that does not divide it is 1.1.
"""

import pytest

from coding.drg.scheme import load_scheme
from coding.drg.walk_difference import WalkDifferences
from coding.grouping.first_difference import DifferenceKind
from coding.grouping.undivided import undivided_line
from tests.drg.small_pack import SMALL, case

ALONE, WITH_FAILURE = case("I21.900", age=67), case("I21.900 J96.000", age=67)


@pytest.mark.parametrize(
    ("name", "groups"),
    [("chs_drg_11", ["FR19", "FR19"]), ("chs_drg_20", ["FR15", "FR11"]), ("form", ["FR15", "FR11"])],
)
def test_a_complication_moves_the_group_only_where_the_edition_divides_it(full_scheme, reference, name, groups):
    scheme = load_scheme(reference / "drg30" / "form_a.xlsx") if name == "form" else full_scheme(name)
    assert [scheme.group(one).drg for one in (ALONE, WITH_FAILURE)] == groups


def test_one_line_says_that_it_is_not_divided_here_and_how_it_is_elsewhere(full_scheme):
    here, there = full_scheme("chs_drg_11"), full_scheme("chs_drg_20")
    line = undivided_line(here, here.group(WITH_FAILURE), there, there.group(WITH_FAILURE))
    assert line == f"本方案此 ADRG（FR1）不再细分；在“{there.title}”中按并发症分为 FR11、FR15，本例为 FR11。"
    assert undivided_line(there, there.group(ALONE), here, here.group(ALONE)) == ""


def test_the_comparison_gives_it_as_the_first_step_that_differs(full_scheme):
    old, new = full_scheme("chs_drg_20"), full_scheme("chs_drg_11")
    found = WalkDifferences(old, new).of(WITH_FAILURE, old.group(WITH_FAILURE), new.group(WITH_FAILURE))
    assert found.kind is DifferenceKind.SPLIT
    assert "原方案：细分为 FR11、FR15；新方案：不再细分（FR19）" in found.text


@pytest.fixture
def pair(write_pack):
    undivided = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", "")]
    named = [*SMALL["drg"], ("FR19", "心力衰竭")]
    return load_scheme(write_pack("three", drg_rules=undivided, drg=named)), load_scheme(write_pack("two"))


def test_an_invented_edition_says_the_same(pair):
    here, there = pair
    one = case("I50.900 J96.000")
    line = undivided_line(here, here.group(one), there, there.group(one))
    assert line == "本方案此 ADRG（FR1）不再细分；在“小方案”中按并发症分为 FR11、FR15，本例为 FR11。"


def test_nothing_is_said_of_another_adrg_or_of_a_case_without_a_group(pair):
    here, there = pair
    assert undivided_line(here, here.group(case("I50.900")), there, there.group(case("I50.900", "36.1100"))) == ""
    assert undivided_line(here, here.group(case("W01.900")), there, there.group(case("I50.900"))) == ""
