"""What is kept of codes and what is typed for them come to one form."""

import pytest

from coding.store.found_by import kept_codes, typed_code, typed_initials


def finds(word, code):
    """Whether a typed word means a kept code."""
    bounds = typed_code(word)
    return bounds is not None and bounds[0] <= code < bounds[1]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("I10", "I10.X00"),
        ("i10", "I10.X00X002"),
        ("I10.x00", "I10.X00X002"),
        ("Ｉ10。x", "I10.X00"),
        ("A01", "A01.002+G01*"),
        ("G01", "G01*"),
        ("G01*", "G01*"),
        ("51.2", "51.2300"),
        ("47.0100x001", "47.0100X001"),
        ("M8140", "M8140/3"),
        ("M8140/3", "M8140/3"),
        ("M81", "M81.900"),
    ],
)
def test_a_code_is_meant_by_its_beginning(word, code):
    assert finds(word, code)


@pytest.mark.parametrize(
    ("word", "code"), [("M81", "M8140/3"), ("I10", "I11.900"), ("I10.x00x002", "I10.X00"), ("51.2", "51.1000")]
)
def test_another_code_is_not_meant(word, code):
    assert not finds(word, code)


@pytest.mark.parametrize("word", ["", "51", "512", "001234", "2026-03", "HB13", "zs", "3.5", "肺炎", "I1", "I10 E11"])
def test_what_has_not_the_form_of_a_code_means_none(word):
    assert typed_code(word) is None


def test_codes_are_kept_as_they_should_be_written_each_half_of_a_pair_too():
    assert kept_codes(["A01.002+G01*", "i10 x00", "-", ""], ["51.2300", " "]) == {
        "A01.002+G01*", "G01*", "I10.X00", "51.2300",
    }  # fmt: skip
    assert kept_codes(["K80\ud800"], []) == {"K80?"}


def test_letters_alone_are_first_letters():
    assert typed_initials("ZS")[0] == "zs"
    for word in ("", "张", "z1", "é", "z s"):
        assert typed_initials(word) is None
