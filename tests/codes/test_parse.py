"""Codes as people and exports write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codes.entry import CodeKind
from coding.codes.parse import (
    category,
    halves,
    is_morphology,
    is_well_formed,
    lost_zero_readings,
    normalise_code,
    six_place,
    subcategory,
)

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("i21.9", "I21.9"),
        ("Ｉ２１．９００", "I21.900"),
        ("I219", "I21.9"),
        ("I21900", "I21.900"),
        (" I10.X00X002 ", "I10.x00x002"),
        ("I10。x00", "I10.x00"),
        ("IlO.x00", "I10.x00"),
        ("I10.xO0", "I10.x00"),
        ("I10.×00", "I10.x00"),
        ("I10xx02", "I10.x02"),
        ("A01.002†G01*", "A01.002+G01*"),
        ("A01.002+ g01 ＊", "A01.002+G01*"),
        ("A01.002+G01", "A01.002+G01*"),
        ("G01*A01.002+", "A01.002+G01*"),
        ("G01*", "G01*"),
        ("m8500/3", "M8500/3"),
        ("M80000/3", "M80000/3"),
        ("O80.9", "O80.9"),
        ("'K35.800", "K35.800"),
    ],
)
def test_a_diagnosis_code_is_read_as_it_was_meant(written, read):
    assert normalise_code(written, DX) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("4701", "47.01"),
        ("470100", "47.0100"),
        ("47.0100X001", "47.0100x001"),
        ("01.6X00", "01.6x00"),
        ("O0.66", "00.66"),
        ("l7.91", "17.91"),
        ("86.700x0013", "86.700x0013"),
        ("17.91100", "17.91100"),
        ("17.912A0", "17.912A0"),
        ("17.972L0", "17.972L0"),
    ],
)
def test_a_procedure_code_is_read_as_it_was_meant(written, read):
    assert normalise_code(written, PX) == read
    assert is_well_formed(written, PX)


def test_a_diagnosis_code_among_procedures_does_not_become_a_procedure():
    assert normalise_code("I21.9", PX) == "I21.9"
    assert not is_well_formed("I219", PX)


def test_a_lost_leading_zero_is_shown_and_never_guessed():
    assert normalise_code("3.1", PX) == "3.1"
    assert not is_well_formed("3.1", PX)
    assert lost_zero_readings("3.1") == ("03.1", "03.10")
    assert lost_zero_readings("3.31") == ("03.31",)
    assert lost_zero_readings("47.01") == ()
    assert lost_zero_readings("I21.9") == ()
    assert normalise_code("512", PX) == "512"


@pytest.mark.parametrize("text", ["", "  ", "肺炎", "?", "+", "*", "I2", "AA1.0", "I21.9000000", "123456789"])
def test_what_is_no_code_is_no_code(text):
    assert not is_well_formed(text, DX)


@pytest.mark.parametrize(
    ("code", "full"),
    [
        ("I21.9", "I21.900"),
        ("I10", "I10.x00"),
        ("I10.x", "I10.x00"),
        ("S72.01", "S72.010"),
        ("47.01", "47.0100"),
        ("01.6", "01.6x00"),
        ("A01.0+G01.x00*", "A01.000+G01*"),
        ("A01.0†J17.0*", "A01.000+J17.0*"),
        ("G01*", "G01.x00"),
        ("K80.000x002", "K80.000x002"),
        ("M8500/3", "M8500/3"),
        ("17.91100", "17.91100"),
        ("肺炎", "肺炎"),
    ],
)
def test_six_place_form_of_the_national_tables(code, full):
    assert six_place(code) == full
    assert six_place(full) == full


def test_category_and_subcategory_belong_to_the_classification():
    assert (category("I21.900x001"), subcategory("I21.900x001")) == ("I21", "I21.9")
    assert (category("I10.x00"), subcategory("I10.x00")) == ("I10", "I10")
    assert (category("A01.002+G01*"), subcategory("A01.002+G01*")) == ("A01", "A01.0")
    assert (category("47.0100"), subcategory("47.0100")) == ("47", "47.01")
    assert (category("01.6x00x003"), subcategory("01.6x00x003")) == ("01", "01.6")
    assert category("肺炎") == subcategory("肺炎") == ""


def test_dagger_and_asterisk_half():
    assert halves("A01.002+G01*") == ("A01.002", "G01")
    assert halves("G01*") == ("", "G01")
    assert halves("I10.x00") == ("I10.x00", "")


def test_morphology_is_not_the_chapter_m():
    assert is_morphology("M8500/3")
    assert is_morphology("Ｍ８０００／３")
    assert not is_morphology("M80.000")


codes = st.from_regex(r"[A-Z][0-9]{2}\.[0-9x][0-9]{2}(x[0-9]{3})?", fullmatch=True)
procedures = st.from_regex(r"[0-9]{2}\.[0-9][0-9x][0-9]{2}(x[0-9]{3})?", fullmatch=True)


@given(codes)
def test_a_code_in_order_is_left_as_it_is(code):
    assert normalise_code(code, DX) == code
    assert six_place(code) == code
    assert normalise_code(code.lower(), DX) == code
    assert normalise_code(code.replace(".", ""), DX) == code


@given(procedures)
def test_a_procedure_code_in_order_is_left_as_it_is(code):
    assert normalise_code(code, PX) == code
    assert normalise_code(code.upper().replace(".", ""), PX) == code


@given(st.text(max_size=20), st.sampled_from([DX, PX, None]))
def test_reading_never_fails_and_settles_at_once(text, kind):
    once = normalise_code(text, kind)
    assert normalise_code(once, kind) == once
    six_place(text)
    category(text)
    subcategory(text)
    lost_zero_readings(text)


@given(st.text(alphabet="IOl10SX.x+*†/ ５２KkM", max_size=12))
def test_reading_of_code_like_text_settles_at_once(text):
    for kind in (DX, PX, None):
        once = normalise_code(text, kind)
        assert normalise_code(once, kind) == once
    assert six_place(six_place(text)) == six_place(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I10XX", "I10XX"),  # one placeholder too many and nothing behind it
        ("M85O0/l", "M8500/1"),
        ("M8500/I", "M8500/1"),
        ("M123/3", "M123/3"),
        ("A01.0+G01*", "A01.0+G01*"),
        ("A01.0++G01*", "A01.0+G01*"),
        ("A01.0*G01*", "A01.0+G01*"),  # both marks alike: the order is left as it is written
        ("A01.0G01*", "A01.0G01*"),  # where the first code ends is not certain
        ("A01.0+", "A01.0+"),
        ("A01.0+G01*+B02", "A01.0+G01*+B02"),
        ("A01.0+肺炎", "A01.0+肺炎"),
        ("A01.0‡Ｇ01✱", "A01.0+G01*"),
        ("I10•x00", "I10.x00"),
        ("I10·х00", "I10.x00"),
        ("``I21.9''", "I21.9"),
        ("S72.0LX", "S72.0LX"),
        ("I21.9001", "I21.9001"),
        ("D50.0OO", "D50.000"),
    ],
)
def test_what_is_certain_in_a_diagnosis_is_read_and_what_is_not_is_left(written, read):
    assert normalise_code(written, DX) == read
    assert normalise_code(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("47", "47"),
        ("4", "4"),
        ("512", "512"),
        ("5123X", "5123X"),
        ("I21", "I21"),
        ("5I.23", "51.23"),
        ("47.0l", "47.01"),
    ],
)
def test_what_is_certain_in_a_procedure_is_read_and_what_is_not_is_left(written, read):
    assert normalise_code(written, PX) == read


def test_without_a_kind_a_code_is_read_as_what_it_looks_like():
    assert normalise_code("i219") == "I21.9"
    assert normalise_code("4701") == "47.01"
    assert normalise_code("4701", DX) == "4701"
    assert normalise_code("阑尾") == "阑尾"


@pytest.mark.parametrize("code", ["I21.9", "I10", "A01.0+G01*", "G01*", "A01.0+", "I10.x00x002", "U07.100x0011"])
def test_codes_of_diagnoses_are_well_formed(code):
    assert is_well_formed(code, DX)
    assert not is_well_formed(code, PX)


@pytest.mark.parametrize("code", ["A01.0+肺炎", "A01.0+47.01", "M8500/3", "47.01", "I21.90x1", "I2x.9", ""])
def test_what_only_looks_like_a_diagnosis_is_malformed(code):
    assert not is_well_formed(code, DX)


@pytest.mark.parametrize("code", ["", "3", "47.01.1", "47.010012", "4x.01", "I21.9"])
def test_what_only_looks_like_a_procedure_is_malformed(code):
    assert not is_well_formed(code, PX)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3.1", ("03.1", "03.10")),
        (" 3.31 ", ("03.31",)),
        ("3.3100", ("03.3100",)),
        ("3.3100X001", ("03.3100x001",)),
        ("3", ("03",)),
        ("3.12345", ()),
        ("33.1", ()),
        ("", ()),
        ("3.310", ()),
    ],
)
def test_readings_of_a_code_that_a_spreadsheet_took_for_a_number(text, readings):
    assert lost_zero_readings(text) == readings


@pytest.mark.parametrize(
    ("code", "full"),
    [
        ("I21.90", "I21.900"),
        ("S72.0", "S72.000"),
        ("47", "47.xx00"),
        ("47.0", "47.0x00"),
        ("47.01", "47.0100"),
        ("A01.0+", "A01.000"),
        ("A01.000+G01.x00*", "A01.000+G01*"),
        ("A01.000+J17.000*", "A01.000+J17.0*"),
        ("A01.000+J17.00*", "A01.000+J17.0*"),
        ("A01.000+J17.001*", "A01.000+J17.001*"),
        ("A01.0+肺炎", "A01.0+肺炎"),
        ("", ""),
    ],
)
def test_the_canonical_form_fills_what_is_not_written(code, full):
    assert six_place(code) == full


@pytest.mark.parametrize(
    ("code", "of_category", "of_subcategory"),
    [
        ("I10", "I10", "I10"),
        ("I10.x00x002", "I10", "I10"),
        ("I21.9", "I21", "I21.9"),
        ("i21901", "I21", "I21.9"),
        ("G01*", "G01", "G01"),
        ("47", "47", "47"),
        ("47.0", "47", "47.0"),
        ("47.xx00", "47", "47"),
        ("01.6x00", "01", "01.6"),
        ("17.912A0", "17", "17.91"),
        ("M8500/3", "", ""),
        ("", "", ""),
    ],
)
def test_places_of_a_code(code, of_category, of_subcategory):
    assert (category(code), subcategory(code)) == (of_category, of_subcategory)


def test_halves_of_what_is_marked_in_part():
    assert halves("A01.0+") == ("A01.0", "")
    assert halves("A01.0+G01") == ("A01.0", "G01")
    assert halves("") == ("", "")
