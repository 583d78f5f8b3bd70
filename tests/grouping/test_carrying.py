"""Which rows of a case carry its group, by their place, with what becomes of it without them."""

from coding.drg.scheme import load_embedded
from coding.grouping.carrying import CarryingCode, carrying_codes, carrying_rows
from tests.drg.small_pack import case


def test_rows_are_named_by_their_place_and_the_principal_is_one_of_them():
    scheme = load_embedded()
    stay = case("S72.000 J18.900 K29.500", "79.3500x016")
    result = scheme.group(stay)
    found = {(is_px, at): other.drg for is_px, at, other in carrying_rows(stay, result, scheme.group)}
    assert set(found) == {(False, 0), (False, 1), (True, 0)}
    assert found[False, 1] == "IF35"
    by_code = {(one.is_procedure, one.code) for one in carrying_codes(stay, result, scheme.group)}
    assert by_code == {(False, "J18.900"), (True, "79.3500x016")}
    assert CarryingCode(False, "J18.900") < CarryingCode(True, "79.3500x016")
