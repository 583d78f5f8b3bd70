"""Identities in the columns of a store whose administrator is not of the department: names, numbers, addresses.

A cell is what whoever is not shown identities may read (masked, in clear) and the whole text, sealed with a key that
comes out of the data key. What is looked for whole is found by a keyed mark of it. Nothing here knows SQL.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coding.page.fields import is_blank, is_dash
from coding.review.masks import identity_fields, masked_name, masked_value
from coding.store.kept_json import json_text
from coding.store.store_errors import StoreCorruptError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Before the clear part, and between it and the sealed one: signs that nobody types.
BEGIN: Final = "\x02"
BETWEEN: Final = "\x03"
_NONCE: Final = 12
#: A text of one sign is no identity that could be found again.
_SHORTEST: Final = 2
_DAMAGED: Final = "服务器上有一处患者身份解不开：被改动过，或不是用本科室的密钥加密的。请从备份恢复。"
_ROUNDS: Final = 4
_HALF: Final = 0xFFFFFFFF


class IdentityCells:
    """Texts ⇄ cells, under the keys of one store."""

    def __init__(self, data_key: bytes) -> None:
        self._sealing = AESGCM(_derived(data_key, b"identities"))
        self._same = AESSIV(_derived(data_key, b"identities, the same each time", 64))
        self._marking = _derived(data_key, b"identities, marks")

    def sealed(self, clear: str, whole: str) -> str:
        """A cell."""
        nonce = os.urandom(_NONCE)
        packed = self._sealing.encrypt(nonce, zlib.compress(whole.encode("utf-8", "surrogatepass"), 1), clear.encode())
        return f"{BEGIN}{clear}{BETWEEN}{b64encode(nonce + packed).decode('ascii')}"

    def sealed_same(self, whole: str) -> str:
        """A cell without a clear part; the same text gives the same cell."""
        return f"{BEGIN}{BETWEEN}{b64encode(self._same.encrypt(whole.encode(), None)).decode('ascii')}"

    def opened(self, cell: str) -> str:
        """What a cell holds; what is none is given back. Raises StoreCorruptError for one that was altered."""
        if not is_cell(cell):
            return cell
        clear, _, packed = cell.removeprefix(BEGIN).partition(BETWEEN)
        if not packed:  # of who is not shown identities: the server gives the clear part alone
            return clear
        try:
            data = b64decode(packed, validate=True)
            if not clear:
                return self._same.decrypt(data, None).decode()
            found = self._sealing.decrypt(data[:_NONCE], data[_NONCE:], clear.encode())
            return zlib.decompress(found).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError, zlib.error) as error:
            raise StoreCorruptError(_DAMAGED) from error

    def mark(self, text: str) -> str:
        """By what a whole text is found: a word of Latin letters and digits."""
        return f"z{hmac.new(self._marking, text.strip().casefold().encode(), 'sha256').hexdigest()[:16]}"

    def hidden_number(self, number: int) -> int:
        """A number of 64 bits as it is kept: another one for each, and ``shown_number`` knows it again."""
        left, right = _halves(number)
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._turned(turn, right)
        return _number(left, right)

    def shown_number(self, kept: int) -> int:
        """The number that is kept so."""
        left, right = _halves(kept)
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._turned(turn, left), left
        return _number(left, right)

    def _turned(self, turn: int, half: int) -> int:
        said = turn.to_bytes(1, "big") + half.to_bytes(4, "big")
        return int.from_bytes(hashlib.blake2b(said, key=self._marking, digest_size=4).digest(), "big")


def is_cell(text: str) -> bool:
    """Whether a text is a cell."""
    return text.startswith(BEGIN) and BETWEEN in text


def identities_in(*page_texts: str) -> dict[str, str]:
    """The identities that stand on a page as it is kept, or was → what is shown in their place, the longest first."""
    found: dict[str, str] = {}
    for data in map(json.loads, page_texts):
        for values in (data.get("values", {}), (data.get("settlement") or {}).get("values", {})):
            for field in identity_fields() & values.keys():
                text = str(values[field]).strip()
                if len(text) >= _SHORTEST and not is_blank(text) and not is_dash(text):
                    found[text] = masked_value(field, text)
    return {text: found[text] for text in sorted(found, key=lambda text: (-len(text), text))}


def page_in_clear(page_text: str, hidden: Mapping[str, str]) -> str:
    """A page as it is kept, for who is not shown identities: masked, without columns that no field knows."""
    data = json.loads(page_text)
    data["extra"] = {}
    for part in (data, data.get("settlement") or {}):
        values = part.get("values", {})
        part |= {"values": {key: masked_value(key, text) for key, text in values.items()}} if values else {}
        if "extra" in part:
            part["extra"] = {}
    return without(json_text(data), hidden)


def change_in_clear(change_text: str, hidden: Mapping[str, str]) -> str:
    """A change as it is kept, for who is not shown identities."""
    data = json.loads(change_text)
    for edit in data.get("edits", ()):
        if edit.get("field") in identity_fields():
            edit |= {key: masked_name(edit[key]) for key in ("before", "after") if edit.get(key)}
    return without(json_text(data), hidden)


def without(text: str, hidden: Mapping[str, str]) -> str:
    """A text without these identities, wherever in it they stand."""
    for identity, instead in hidden.items():
        for written in {identity, identity.upper(), identity.lower()}:
            text = text.replace(written, instead)
            text = text.replace(_in_json(written), _in_json(instead))
    return text


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _derived(data_key: bytes, purpose: bytes, length: int = 32) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose).derive(data_key)


def _halves(number: int) -> tuple[int, int]:
    unsigned = number & 0xFFFFFFFFFFFFFFFF
    return unsigned >> 32, unsigned & _HALF


def _number(left: int, right: int) -> int:
    unsigned = (left << 32) | right
    return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned
