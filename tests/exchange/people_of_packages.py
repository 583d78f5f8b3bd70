"""Two people with keys, and packages between them."""

import hashlib
from dataclasses import dataclass

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coding.exchange.age_seal import Identity, ToPeople
from coding.exchange.packages import KnownSigner


@dataclass(frozen=True)
class KeyOf:
    """Somebody with an Ed25519 key to sign and an X25519 key to read."""

    name: str
    identity: Identity
    lock: ToPeople

    @property
    def _key(self):
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(self.name.encode()).digest())

    @property
    def id(self):
        return hashlib.sha256(self.known.public).hexdigest()[:16]

    def sign(self, message):
        return self._key.sign(message)

    @property
    def known(self):
        public = self._key.public_key().public_bytes_raw()
        return KnownSigner(hashlib.sha256(public).hexdigest()[:16], public, self.name)

    @property
    def recipient(self):
        return self.lock.recipients[0]


def somebody(name):
    secret = pyrage.x25519.Identity.generate()
    return KeyOf(name, Identity(str(secret)), ToPeople((str(secret.to_public()),)))


OFFICER = somebody("质控员 李")
CODER = somebody("编码员 王")
STRANGER = somebody("外人")
KNOWN = {one.id: one.known for one in (OFFICER, CODER)}
