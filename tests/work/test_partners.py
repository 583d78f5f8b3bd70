"""Cards of others are kept in the data file; a name does not get another key without a person saying so."""

import pytest

from coding.exchange.age_seal import PackageError
from coding.exchange.cards import card_text
from coding.work.partners import add_partner, known_signers, partners, remove_partner
from tests.exchange.people_of_packages import CODER, OFFICER, STRANGER


def card(who, name=""):
    return card_text(name or who.name, who, who.known.public)


def test_cards_are_kept_by_name(store):
    assert partners(store) == {}
    add_partner(store, card(CODER))
    add_partner(store, card(OFFICER))
    add_partner(store, card(CODER))
    assert list(partners(store)) == [OFFICER.name, CODER.name]
    assert known_signers(store) == {CODER.id: CODER.known, OFFICER.id: OFFICER.known}
    remove_partner(store, CODER.name)
    assert list(known_signers(store)) == [OFFICER.id]


def test_another_key_of_the_same_name_is_taken_only_when_a_person_says_so(store):
    add_partner(store, card(CODER))
    forged = card(STRANGER, CODER.name)
    with pytest.raises(PackageError, match="核对校验码"):
        add_partner(store, forged)
    assert list(known_signers(store)) == [CODER.id]
    add_partner(store, forged, in_place=True)
    assert list(known_signers(store)) == [STRANGER.id]
