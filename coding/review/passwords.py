"""Which passwords are too weak. Length counts, not kinds of letters (NIST SP 800-63B §5.1.1)."""

from __future__ import annotations

import secrets
from functools import cache
from itertools import pairwise
from typing import Final

from coding.base.resources import resource_table

#: So many characters at least.
SHORTEST: Final = 8

#: Letters of a password that is read from one screen and typed at another: none is mistaken for another.
_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """A password for the first sign-in, which is changed there: three groups of four letters."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


def weakness(password: str, user: str = "", name: str = "") -> str:
    """Why a password is too weak, as a sentence; "" = it is not."""
    if len(password) < SHORTEST:
        return f"口令至少 {SHORTEST} 个字符：可以用一句好记的话。"
    if len(set(password)) <= 2 or _is_run(password):
        return "口令全是重复或连续的字符，太容易猜到：请换一个。"
    folded = password.casefold()
    if folded in _common() or (user and folded.startswith(user.casefold())) or (name and name in password):
        return "这个口令太常见或含有用户名，太容易猜到：请换一个。"
    return ""


def _is_run(password: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(password)}
    return steps in ({0}, {1}, {-1})


@cache
def _common() -> frozenset[str]:
    return frozenset(row["password"] for row in resource_table("people/weak_passwords.csv", "password"))
