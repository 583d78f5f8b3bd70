"""Names under which the columns of a file are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.exchange.layout import HeaderMatch

#: What stands before the columns in a list of rejects; a file that begins so is one, and they are passed over.
REASON_COLUMNS = ("数据行", "病案号", "栏目", "原因")


def extra_names(match: HeaderMatch) -> list[str]:
    """A name for every column, without doubles: the header, with its position where it is empty or repeated."""
    seen: set[str] = set()
    names = []
    for position, header in enumerate(match.header, start=1):
        name = header if header and header not in seen else f"{header}#{position}"
        seen.add(name)
        names.append(name)
    return names
