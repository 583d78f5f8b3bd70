"""Sets of codes as rules write them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.codes.ranges import CodeSet, in_ranges


@pytest.mark.parametrize(
    ("ranges", "inside", "outside"),
    [
        ("C00-C97, D00-D48", ["C50.900", "C97.x00", "D48.9", "d00.000"], ["D50.000", "B99.x00", "I21.9"]),
        ("N39.0", ["N39.000", "N39.0", "N39.000x001"], ["N39.100", "N39"]),
        ("K80.0-K80.2", ["K80.000x002", "K80.201"], ["K80.300", "K81.000"]),
        ("V01–Y98", ["V01.000", "W19.900", "Y98.x00"], ["U04.900", "Z00.000"]),
        ("I20至I25、I50", ["I21.900", "I50.900"], ["I26.900"]),
        ("O80-O84；Z37.", ["O82.000", "Z37.000"], ["O85.x00"]),
        ("I10.x", ["I10.x00", "I10.x00x002"], ["I11.900"]),
        ("74.0-74.2, 72, 36.06", ["74.1x00", "72.1x00", "36.0600x001"], ["74.3x00", "73.0100", "36.0700"]),
        ("K80, !K80.01", ["K80.000", "K80.100"], ["K80.010"]),
        ("M80-M85", ["M80.900", "M81.900"], ["M8500/3"]),
        ("M8000-M9999", ["M8500/3"], ["M80.900"]),
        ("M8500/3", ["M8500/3"], ["M8500/2"]),
        ("~K80.0", ["K80.000"], ["K80.100"]),
    ],
)
def test_a_range_is_inclusive_at_the_places_that_it_shows(ranges, inside, outside):
    codes = CodeSet.parse(ranges)
    assert [c for c in inside if c not in codes] == []
    assert [c for c in outside if c in codes] == []


def test_a_pair_is_judged_by_its_dagger_half_unless_both_are_asked():
    codes = CodeSet.parse("G00-G09")
    assert "A01.002+G01*" not in codes
    assert codes.any_half("A01.002+G01*")
    assert CodeSet.parse("A01").any_half("A01.002+G01*")


def test_text_that_is_no_code_is_in_no_set():
    codes = CodeSet.parse("A00-Z99, 00-99")
    assert "" not in codes
    assert "肺炎" not in codes


def test_the_same_text_is_compiled_once_and_pickles():
    codes = CodeSet.parse("I20-I25")
    assert CodeSet.parse("I20-I25") is codes
    assert pickle.loads(pickle.dumps(codes)) is codes
    assert in_ranges("I21.9", "I20-I25")
    assert not CodeSet.parse("")


@pytest.mark.parametrize("text", ["I25-I20", "I20-47", "肺炎", "I20-I25-I30", "3.1"])
def test_a_range_that_cannot_be_read_says_which(text):
    with pytest.raises(KnowledgeError, match="编码范围"):
        CodeSet.parse(text)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_membership_follows_the_order_of_categories(low, high, code):
    low, high = min(low, high), max(low, high)
    assert (f"K{code:02}.900" in CodeSet.parse(f"K{low:02}-K{high:02}")) == (low <= code <= high)


def test_sets_are_the_same_when_their_text_is():
    assert hash(CodeSet.parse("I20-I25")) == hash(CodeSet.parse("I20-I25"))
    assert CodeSet.parse("I20-I25") != CodeSet.parse("I20-I26")
    assert CodeSet.parse("I20-I25") != "I20-I25"
    assert {CodeSet.parse("I20"): 1}[CodeSet.parse("I20")] == 1


def test_a_set_says_whether_it_holds_anything():
    assert CodeSet.parse("I20")
    assert CodeSet.parse("I20-I25")
    assert not CodeSet.parse("!I20")
    assert not CodeSet.parse(" ")


@pytest.mark.parametrize(
    ("ranges", "inside", "outside"),
    [
        ("K80.0-K80.2", ["K80.2", "K80.200x001"], ["K80", "K79.900", "K80.300"]),
        ("K80.05", ["K80.050", "K80.05"], ["K80.040", "K80.5"]),
        ("K80、!K80.0-K80.1", ["K80.200"], ["K80.000", "K80.100x002"]),
        ("C", ["C50.900", "C97.x00"], ["D50.000", "B99.x00"]),
        ("A-B", ["A00.000", "B99.x00"], ["C00.000"]),
        ("47.0-47.1", ["47.0100", "47.1x00"], ["47.2x00", "46.0100"]),
        ("k80.x00", ["K80.x00"], ["K80.000"]),
        ("I10.X00X002", ["I10.x00x002"], ["I10.x00x003"]),
        ("！K80.0；K80", ["K80.100"], ["K80.000"]),
        ("M8000/3-M8999/3", ["M8000/3", "M8999/3", "M8500/3"], ["M9000/3", "C50.900"]),
        ("K80.0*", ["K80.000"], ["K80.100"]),
        ("K80 - K81", ["K81.900"], ["K82.000"]),
        ("I20..I25", ["I20.000", "I25.900"], ["I26.000"]),
    ],
)
def test_what_lies_in_a_set_and_what_beside_it(ranges, inside, outside):
    codes = CodeSet.parse(ranges)
    assert [c for c in inside if c not in codes] == []
    assert [c for c in outside if c in codes] == []


@pytest.mark.parametrize("text", ["I20-47", "47-I20", "K80.2-K80.1", "I20-I25-I30", "I2", "K80.0-?", "!肺炎"])
def test_an_item_that_cannot_be_read_is_named_with_its_set(text):
    with pytest.raises(KnowledgeError, match="编码范围") as caught:
        CodeSet.parse(f"A00 {text}")
    assert text in str(caught.value)


def test_a_range_may_begin_and_end_at_the_same_code():
    assert "K80.000" in CodeSet.parse("K80-K80")
    assert "K80.000" in CodeSet.parse("K80-K80.0")


def test_a_set_answers_the_same_when_its_memory_is_full(monkeypatch):
    monkeypatch.setattr("coding.codes.ranges._MEMORY", 2)
    codes = CodeSet.parse("K00-K49, K77")
    for _ in range(2):
        assert [f"K{n:02}.900" in codes for n in range(100)] == [n < 50 or n == 77 for n in range(100)]


def test_both_halves_of_a_pair_that_is_written_loosely():
    assert CodeSet.parse("G01").any_half("a01.002† g01 *")
    assert not CodeSet.parse("G02").any_half("A01.002+G01*")
    assert "G01*" not in CodeSet.parse("G01"), "a lone manifestation is no dagger half"
    assert CodeSet.parse("G01").any_half("G01*")
