"""The identity number: any digits with their own check character are sound, any other character is found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.rules.kinds.identity_kind import check_character, read_card

DIGITS = st.text("0123456789", min_size=17, max_size=17)


@given(DIGITS)
def test_a_number_with_its_check_character_is_sound_and_every_other_character_is_not(digits):
    right = check_character(digits)
    assert read_card(digits + right).check_is_right
    for other in set("0123456789X") - {right}:
        assert not read_card(digits + other).check_is_right


@given(DIGITS, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(digits, place, digit):
    wrong = digits[:place] + digit + digits[place + 1 :]
    if wrong != digits:
        assert not read_card(wrong + check_character(digits)).check_is_right


@given(DIGITS, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_always_found(digits, place):
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped != digits:
        assert not read_card(swapped + check_character(digits)).check_is_right


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999))
def test_birth_and_sex_are_read_back(born, serial):
    digits = f"110105{born:%Y%m%d}{serial:03d}"
    card = read_card(digits + check_character(digits))
    assert card.birth == born
    assert card.sex == ("1" if serial % 2 else "2")


@given(st.text(max_size=24))
def test_no_text_breaks_the_reading(text):
    card = read_card(text)
    if card is not None:
        assert card.sex in ("1", "2")
        assert card.birth is None or card.birth.year >= 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("11010519491231002x", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105491231002", True),
        ("1101051949123100", False),
        ("3.79902E+17", False),
        ("护照E12345678901234", False),
    ],
)
def test_spellings_of_the_number(text, read):
    assert (read_card(text) is not None) is read


def test_the_card_of_a_guardian_on_a_newborns_page_is_no_contradiction(judge):
    page = "sex=1 | age_years=0 | age_days=3 | birth_date=2026-07-01 | id_no=11010519491231002X"
    assert not {"FP-ACC-005", "FP-ACC-006"} & {f.rule for f in judge(page).findings}


def test_a_passport_is_no_identity_card(judge):
    seen = judge("id_type=6 | id_no=E12345678 | sex=1 | birth_date=1980-01-01")
    assert not {f.rule for f in seen.findings if f.rule in {"FP-ACC-001", "FP-ACC-002", "FP-ACC-003", "FP-ACC-005"}}


def test_the_sex_of_a_sound_card_is_offered_as_the_mend(judge):
    seen = judge("sex=1 | age_years=76 | id_no=11010519491231002X")
    finding = next(f for f in seen.findings if f.rule == "FP-ACC-006")
    assert [c.describe() for c in finding.changes] == ["性别：1 → 2"]


def test_a_card_whose_check_is_wrong_offers_no_mend(judge):
    seen = judge("sex=1 | age_years=76 | id_no=110105194912310021 | birth_date=1949-12-30")
    for finding in seen.findings:
        if finding.rule in {"FP-ACC-005", "FP-ACC-006"}:
            assert finding.changes == ()
