"""What lies beside a sealed store is sealed with its key: drafts, and the settings of the machine."""

from __future__ import annotations

import hashlib
import os
from typing import Final, Protocol

#: Of AES-GCM: 12 random bytes before each text, 16 that prove it at its end.
_NONCE: Final = 12
_PROOF: Final = 16
#: What the key is derived for (16 bytes): the key of the pages itself encrypts nothing but pages.
_PURPOSE: Final = b"beside the store"


class Cipher(Protocol):
    """Bytes ⇄ bytes as they lie on the disk. ``name``: of the file that they are; under another name they are none."""

    def encrypt(self, data: bytes, name: str) -> bytes:
        """What is written."""
        ...

    def decrypt(self, data: bytes, name: str) -> bytes:
        """What was encrypted. Raises ValueError where it was not encrypted so, or was altered since."""
        ...


class NoCipher:
    """Of a store that anybody may read: what lies beside it is as clear as itself."""

    def encrypt(self, data: bytes, name: str) -> bytes:  # noqa: ARG002 - see Cipher
        """See ``Cipher``."""
        return data

    def decrypt(self, data: bytes, name: str) -> bytes:  # noqa: ARG002 - see Cipher
        """See ``Cipher``."""
        return data


class DataKeyCipher:
    """AES-256-GCM under a key derived from the data key of a store; the name of the file is proved with it."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # no part of the start on a clear store

        self._cipher = AESGCM(hashlib.blake2b(key=key, digest_size=32, person=_PURPOSE).digest())

    def encrypt(self, data: bytes, name: str) -> bytes:
        """See ``Cipher``."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, os.fsencode(name))

    def decrypt(self, data: bytes, name: str) -> bytes:
        """See ``Cipher``."""
        from cryptography.exceptions import InvalidTag

        if len(data) < _NONCE + _PROOF:
            raise ValueError(name)
        try:
            return self._cipher.decrypt(data[:_NONCE], data[_NONCE:], os.fsencode(name))
        except InvalidTag as error:
            raise ValueError(name) from error
