"""A card says who somebody is and how to seal to them; one letter of it altered, and it says nothing."""

import pytest

from coding.exchange.age_seal import PackageError, sealed, unsealed
from coding.exchange.cards import card_of, card_text, identity_of, recipient_of
from tests.exchange.people_of_packages import CODER, OFFICER

TEXT = card_text(CODER.name, CODER, CODER.known.public)


def test_a_card_says_who_signs_and_to_whom_is_sealed():
    card = card_of(f"  {TEXT[:60]}\n{TEXT[60:]}\n")  # as a mail breaks it
    assert card.signer == CODER.known
    assert card.lock.recipients == (recipient_of(identity_of(CODER)),)
    assert unsealed(sealed(b"x", card.lock), identity_of(CODER), "a.fpk") == b"x"


def test_the_key_that_opens_is_always_the_same_and_another_one_for_everybody():
    assert identity_of(CODER) == identity_of(CODER)
    assert identity_of(CODER) != identity_of(OFFICER)
    assert identity_of(CODER).secret not in repr(identity_of(CODER))


def test_two_cards_differ_in_their_digits():
    other = card_of(card_text(CODER.name, OFFICER, OFFICER.known.public))
    assert card_of(TEXT).check != other.check
    assert [len(part) for part in card_of(TEXT).check.split()] == [4] * 5


@pytest.mark.parametrize("place", range(0, len(TEXT), 17))
def test_every_altered_letter_is_told(place):
    other = "A" if TEXT[place] != "A" else "B"
    with pytest.raises(PackageError, match="名片"):
        card_of(TEXT[:place] + other + TEXT[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "fpcard1:", "fpcard1:AAAA", "王敏", TEXT[:-4], TEXT.removeprefix("fpcard1:"), "啊" * 9999]
)
def test_what_is_no_card_is_told(text):
    with pytest.raises(PackageError, match="名片"):
        card_of(text)
