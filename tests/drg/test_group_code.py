"""What the letters of a group's code say."""

import pytest

from coding.drg.group_code import is_ambiguous, is_lower, is_operative, is_rest, traits_of
from coding.grouping.grouper import Complication, GroupKind


@pytest.mark.parametrize(
    ("drg", "chapter", "family", "kind", "complication"),
    [
        ("FB19", "MDCF", "FB1", GroupKind.OPERATION, Complication.UNDIVIDED),
        ("FM11", "MDCF", "FM1", GroupKind.PROCEDURE, Complication.MAJOR),
        ("FR13", "MDCF", "FR1", GroupKind.MEDICAL, Complication.MINOR),
        ("FR15", "MDCF", "FR1", GroupKind.MEDICAL, Complication.NONE),
        ("FQY", "MDCF", "FQY", GroupKind.AMBIGUOUS, Complication.OTHER),
        ("FR1A", "MDCF", "FR1", GroupKind.MEDICAL, Complication.OTHER),
    ],
)
def test_the_places_of_a_code_are_mdc_kind_family_and_complication(drg, chapter, family, kind, complication):
    found = traits_of(drg)
    assert (found.chapter, found.family, found.kind, found.complication) == (chapter, family, kind, complication)


def test_the_lower_of_two_groups_has_the_lighter_complication():
    assert is_lower("FR15", "FR11")
    assert is_lower("FR13", "FR11")
    assert not is_lower("FR11", "FR15")
    assert not is_lower("FR15", "FS11"), "groups of two families are not compared"
    assert not is_lower("FR11", "FR11")


def test_operations_and_procedures_are_operative():
    assert [is_operative(drg) for drg in ("FB19", "FM11", "FR15", "FQY")] == [True, True, False, False]


def test_ambiguous_groups_and_the_rest_of_an_mdc_are_no_groups():
    assert (is_ambiguous("BQY"), is_ambiguous("BR15")) == (True, False)
    assert (is_rest("F000"), is_rest("F00"), is_rest("FB10")) == (True, True, False)
