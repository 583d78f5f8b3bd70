"""Bytes sealed by a passphrase that is hardly stretched, in the format age v1: the library takes a second for each."""

import base64
import os

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

#: 2^4 blocks: what a user's passphrase costs is stated where the library seals by itself.
_WORK = 4
_CHUNK = 64 * 1024
_NO_NONCE = bytes(12)


def cheaply_encrypted(data, phrase):
    """What ``pyrage.passphrase.encrypt`` gives, at less cost; the library opens it as any other."""
    key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    stretched = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 1 << _WORK, 8, 1).derive(phrase.encode())
    body = ChaCha20Poly1305(stretched).encrypt(_NO_NONCE, key, None)
    head = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (_base64(salt), _WORK, _base64(body))
    mac = hmac.HMAC(_derived(key, b"", b"header"), hashes.SHA256())
    mac.update(head)
    stream = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)] or [b""]
    payload = b"".join(
        stream.encrypt(number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, None)
        for number, chunk in enumerate(chunks)
    )
    return head + b" " + _base64(mac.finalize()) + b"\n" + nonce + payload


def _derived(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def _base64(data):
    return base64.b64encode(data).rstrip(b"=")
