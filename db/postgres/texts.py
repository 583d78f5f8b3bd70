"""Texts on their way to PostgreSQL, which keeps no NUL: it stands there as the sign for it, so that it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg.types.string import StrDumperUnknown

if TYPE_CHECKING:
    from psycopg.abc import Buffer

#: ␀, the picture of NUL.
SIGN: Final = "\u2400"


class WithoutNul(StrDumperUnknown):
    """The dumper of ``str``."""

    def dump(self, obj: str) -> Buffer | None:
        """The text as it is sent."""
        return super().dump(obj.replace("\0", SIGN) if "\0" in obj else obj)
