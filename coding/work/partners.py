"""With whom packages are exchanged: the cards of others, kept in the data file of the department."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.exchange.age_seal import PackageError
from coding.exchange.cards import card_of
from coding.store.kept_json import list_json, list_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from coding.exchange.cards import Card
    from coding.exchange.packages import KnownSigner
    from coding.store.kept_settings import KeepsSettings

_CARDS: Final = Setting("packages.cards")


def partners(store: KeepsSettings) -> dict[str, Card]:
    """The people whose cards are kept, by name."""
    cards = [card_of(str(text)) for text in _texts(store)]
    return {card.name: card for card in cards}


def known_signers(store: KeepsSettings) -> dict[str, KnownSigner]:
    """Whose packages are taken, by the name of the key."""
    return {card.key: card.signer for card in partners(store).values()}


def add_partner(store: KeepsSettings, text: str, *, in_place: bool = False) -> Card:
    """Keep the card of somebody. Raises PackageError where it is none, or where somebody of that name has another key:
    then it takes the place of the old one only where a person says so (``in_place``), after comparing the digits.
    """
    card = card_of(text)
    kept = partners(store)
    former = kept.get(card.name)
    if former is not None and former != card and not in_place:
        raise PackageError(f"“{card.name}”已登记另一张名片：请先与本人核对校验码 {card.check}，确认后再替换。")
    others = [one for one in _texts(store) if card_of(str(one)).name != card.name]
    _CARDS.write(store, list_json([*others, text.strip()]))
    return card


def remove_partner(store: KeepsSettings, name: str) -> None:
    """Take packages of somebody no more."""
    _CARDS.write(store, list_json([one for one in _texts(store) if card_of(str(one)).name != name]))


def _texts(store: KeepsSettings) -> list[str]:
    text = _CARDS.read(store)
    return [str(one) for one in list_of(text)] if text else []
