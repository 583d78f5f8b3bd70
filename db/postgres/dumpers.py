"""Values on their way to PostgreSQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

if TYPE_CHECKING:
    from psycopg.abc import Buffer

#: ␀, the picture of NUL.
SIGN: Final = "\u2400"
#: How NUL stands in a text of JSON: behind no backslash that is not itself meant.
_AS_JSON: Final = "\\u0000"
_IN_JSON: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def askable(text: str) -> str:
    """A text of JSON whose values the server is asked for: NUL is its sign in it. Others are kept as they are: a header
    of a .dbf is full of them.
    """
    return _IN_JSON.sub(rf"\1{SIGN}", text) if _AS_JSON in text else text


class WithoutNul(StrDumperUnknown):
    """Of texts: the server keeps no NUL; it stands there as the sign for it, so that it is seen."""

    def dump(self, obj: str) -> Buffer | None:
        """The text as it is sent."""
        return super().dump(obj.replace("\0", SIGN) if "\0" in obj else obj)


class AsNumber(Int8Dumper):
    """Of what is so or not: 1 or 0, as the tables have it."""

    def dump(self, obj: bool) -> Buffer | None:
        """The number as it is sent."""
        return super().dump(int(obj))
