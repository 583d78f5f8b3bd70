"""The digest that a server makes of a row: it has no Python, and everybody can make the same of what stands there.

The columns as one JSON text, as PostgreSQL writes ``jsonb``, and sha256 over it: 32 bytes, where ours has 16.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any


def server_digest(*values: Any) -> bytes:
    """What stands for the content of a row in the entries that a server has checked."""
    return hashlib.sha256(f"[{', '.join(map(_text, values))}]".encode("utf-8", "surrogatepass")).digest()


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return _text(f"\\x{value.hex()}")
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """A number without an exponent and without zeros behind it: what is whole has no point."""
    text = format(Decimal(repr(value + 0.0)), "f")  # there is no zero below zero there
    return text.rstrip("0").rstrip(".") if "." in text else text
