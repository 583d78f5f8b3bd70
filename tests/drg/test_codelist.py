"""Patterns: exact wins over pattern, longer over shorter, in lists and in values."""

from hypothesis import given
from hypothesis import strategies as st

from coding.drg.codelist import Membership, Memo, ValueTable


def lists(exact=None, **patterns):
    """One list, number 0: ``exact`` codes and patterns by their beginning (True in, False out)."""
    codes = dict.fromkeys(exact or (), 0)
    table = {beginning.replace("_", "."): ((0,), ()) if taken else ((), (0,)) for beginning, taken in patterns.items()}
    return Membership(codes, [(0,)], table)


def test_a_pattern_takes_every_code_that_begins_so():
    held = lists(K80_0=True)
    assert held("K80.000") == (0,)
    assert held("K80.000x002") == (0,)
    assert held("K80.100") == ()


def test_the_longer_pattern_wins():
    held = lists(K80=True, K80_0=False, K80_01=True)
    assert held("K80.100") == (0,)
    assert held("K80.000") == ()
    assert held("K80.010") == (0,)


def test_an_exact_code_wins_over_every_pattern():
    held = lists(exact=["K80.000"], K80=False, K80_0=False)
    assert held("K80.000") == (0,)
    assert held("K80.001") == ()


def test_extended_codes_of_a_subcategory():
    held = Membership({}, [], {"K80.1": ((0,), ()), "K80.1x": ((1,), (0,))})
    assert held("K80.101") == (0,)
    assert held("K80.100x001") == (1,)
    assert Membership({}, [], {"I10.x": ((0,), ())})("I10.x00") == (0,)


def test_each_list_goes_by_its_own_patterns():
    held = Membership({"A00.100": 0}, [(1,)], {"A00": ((0, 1), ()), "A00.1": ((), (0, 1))})
    assert set(held("A00.000")) == {0, 1}
    assert held("A00.100") == (1,)


def test_the_value_of_the_winning_entry_counts():
    table = ValueTable({"K80.000": "1"}, {"K80": "2", "K80.1": "3", "K80.2": None})
    assert table("K80.000") == "1"
    assert table("K80.001") == "2"
    assert table("K80.100") == "3"
    assert table("K80.200") is None
    assert table("L80.000") is None


def test_the_pattern_that_holds_a_code_can_be_named():
    held = lists(exact=["K80.300"], K80=True, K80_0=False)
    assert held.pattern_for("K80.100", 0) == "K80"
    assert held.pattern_for("K80.000", 0) is None
    assert held.pattern_for("K80.300", 0) is None


BEGINNING = st.sampled_from(["", "K", "K80", "K80.0", "K80.01", "K80.1", "K81", "L"])
CODE = st.sampled_from(["K80.000", "K80.010", "K80.100", "K81.000", "K80.100x001", "L02.000", ""])


@given(st.dictionaries(BEGINNING, st.booleans()), st.sets(CODE), CODE)
def test_membership_is_what_the_longest_entry_says(patterns, exact, code):
    table = {p: ((0,), ()) if taken else ((), (0,)) for p, taken in patterns.items()}
    held = Membership(dict.fromkeys(exact, 0), [(0,)], table)
    fitting = sorted((p for p in patterns if code.startswith(p)), key=len)
    expected = code in exact or bool(fitting and patterns[fitting[-1]])
    assert held(code) == ((0,) if expected else ())


def test_a_memo_does_not_grow_without_bound(monkeypatch):
    monkeypatch.setattr("coding.drg.codelist._ROOM", 10)
    memo = Memo(len)
    assert [memo[str(n)] for n in range(100)] == [len(str(n)) for n in range(100)]
    assert len(memo) <= 10
