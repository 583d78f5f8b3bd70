"""As whom a store is open: a person, and the key that signs what they do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coding.review.people import ALL_ROLES, Person

if TYPE_CHECKING:
    from datetime import datetime

#: The name of whoever works on a store that is not sealed; the first person there.
ALONE: Final = "编码员"
#: The number under which the program itself writes.
PROGRAM: Final = 0
PROGRAM_NAME: Final = "程序"
#: The number under which somebody with the recovery key comes in.
RECOVERY: Final = -1
RECOVERY_NAME: Final = "恢复密钥"


class Signer:
    """An Ed25519 key that signs. ``id`` is the beginning of the hash of its public key."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._key.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make of the message."""
        return self._key.sign(message)


def key_id(public: bytes) -> str:
    """The name of a public key: 16 hex digits."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key of this public half has signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def program_signer(data_key: bytes | None) -> Signer:
    """The key of the program itself: of a sealed store it comes out of the data key; of a clear one it is no secret."""
    return Signer(hashlib.blake2b(b"program", key=data_key or b"clear", digest_size=32).digest())


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is at the store. ``data_key`` None: the store is clear, its signatures prove nothing, and it says so.

    ``wrong``: when wrong passwords were tried for this user since the last sign-in; they go into the audit.
    """

    person: Person
    signer: Signer
    data_key: bytes | None = None
    wrong: tuple[datetime, ...] = ()

    @property
    def program(self) -> Signer:
        """The key of the program itself."""
        return program_signer(self.data_key)


def alone(name: str = ALONE, number: int = 1) -> Seat:
    """The one person of a clear store, in all roles."""
    seed = hashlib.blake2b(f"{number}|{name}".encode("utf-8", "surrogatepass"), key=b"clear", digest_size=32).digest()
    return Seat(Person(number, name, name, ALL_ROLES), Signer(seed))
