"""Cards: what two people give each other once, so that each can seal packages to the other and know who signed.

A card is a line of text that may be sent by any way; that it is the right person's is told by the digits that both
read to each other. The key that opens packages is made out of the key that signs, so that nobody keeps a second.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coding.exchange.age_seal import Identity, PackageError, ToPeople
from coding.exchange.packages import KnownSigner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.exchange.packages import Signer

#: How a card begins; the number is its version.
_WORD: Final = "fpcard1:"
#: Longer than any card.
_MOST_SIGNS: Final = 2_000
#: What is signed to make the key that opens; nothing else that is signed begins so, and its signature is shown nobody.
_IDENTITY: Final = b"frontpage package identity 1\n"
_CARD: Final = b"frontpage card 1\n"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_AGE_SECRET: Final = "age-secret-key-"


@dataclass(frozen=True, slots=True)
class Card:
    """Whose it is, the key that they sign with, and the key (``age1…``) to which packages for them are sealed."""

    name: str
    key: str
    public: bytes
    recipient: str

    @property
    def check(self) -> str:
        """Twenty digits that both compare by voice: ``1234 5678 …``; nobody finds another key that gives the same."""
        digest = hashlib.sha256(_CARD + json.dumps(self._data(), sort_keys=True).encode()).digest()
        digits = f"{int.from_bytes(digest, 'big') % 10**20:020d}"
        return " ".join(digits[start : start + 4] for start in range(0, 20, 4))

    @property
    def signer(self) -> KnownSigner:
        """As whom packages of theirs are taken."""
        return KnownSigner(self.key, self.public, self.name)

    @property
    def lock(self) -> ToPeople:
        """What is sealed to them."""
        return ToPeople((self.recipient,))

    def _data(self) -> dict[str, str]:
        public = base64.b64encode(self.public).decode()
        return {"name": self.name, "key": self.key, "public": public, "recipient": self.recipient}


def card_text(name: str, signer: Signer, public: bytes) -> str:
    """The card of somebody, as it is given to others; ``public``: the public half of the signer's key."""
    card = Card(name, signer.id, public, recipient_of(identity_of(signer)))
    body = json.dumps(card._data(), sort_keys=True).encode()  # noqa: SLF001 - of this module
    return _WORD + base64.urlsafe_b64encode(signer.sign(_CARD + body) + body).decode()


def card_of(text: str) -> Card:
    """The card that somebody gave. Raises PackageError where it is none, or damaged on its way."""
    text = "".join(text[:_MOST_SIGNS].split())
    try:
        data = base64.b64decode(text.removeprefix(_WORD), altchars=b"-_", validate=True)
        signature, body = data[:64], data[64:]
        said = json.loads(body)
        card = Card(said["name"], said["key"], base64.b64decode(said["public"], validate=True), said["recipient"])
        Ed25519PublicKey.from_public_bytes(card.public).verify(signature, _CARD + body)
        pyrage.x25519.Recipient.from_str(card.recipient)
    except (ValueError, TypeError, KeyError, InvalidSignature, pyrage.RecipientError, RecursionError) as error:
        raise PackageError("名片不完整或已被改动：请让对方重新发送（以 fpcard1: 开头的一行）。") from error
    if not text.startswith(_WORD) or not card.name.strip():
        raise PackageError("这不是名片：请粘贴以 fpcard1: 开头的一行。")
    return card


def identity_of(signer: Signer) -> Identity:
    """The secret key of a person that opens what is sealed to them, made out of their signing key: always the same."""
    secret = hashlib.sha256(signer.sign(_IDENTITY)).digest()
    return Identity(_bech32(_AGE_SECRET, secret).upper())


def recipient_of(identity: Identity) -> str:
    """The public half (``age1…``) of a secret key."""
    return str(pyrage.x25519.Identity.from_str(identity.secret).to_public())


def _bech32(prefix: str, data: bytes) -> str:
    """Bytes in the letters in which age writes its keys (BIP 173)."""
    words = list(_words_of_five(data))
    spread = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    check = _remainder([*spread, *words, *[0] * 6]) ^ 1
    words += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1{''.join(_BECH32[word] for word in words)}"


def _words_of_five(data: bytes) -> Iterator[int]:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return (int(bits[start : start + 5], 2) for start in range(0, len(bits), 5))


def _remainder(words: Iterable[int]) -> int:
    rest = 1
    for word in words:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATORS):
            rest ^= generator if top >> bit & 1 else 0
    return rest
