"""The amendments that the program offers for a scheme: written out as a table that can be read, edited and applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.drg.amendments import AMENDMENT_FILES, Amendment, amendment_rows, offered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from coding.drg.scheme import Scheme


def still_offered(scheme: Scheme) -> tuple[Amendment, ...]:
    """What would mend the scheme and has not been made yet."""
    told = {message for _, _, message in scheme.pack.complaints}
    return tuple(one for one, row in zip(offered(scheme.pack), scheme.pack.offers, strict=True) if row[-1] in told)


def amendments_file(scheme: Scheme, beside: Iterable[str]) -> dict[str, bytes]:
    """Name and bytes of a table of what is still offered, to lie with the scheme; ``beside``: the names taken there."""
    taken = {name.lower() for name in beside}
    name = next((name for name in AMENDMENT_FILES if name not in taken), f"{AMENDMENT_FILES[0]}.new")
    lines = "".join(people_line(row) + "\r\n" for row in amendment_rows(still_offered(scheme)))
    return {name: lines.encode("utf-8-sig")}


def write_amendments(path: Path, amendments: Sequence[Amendment]) -> None:
    """Write a table of amendments, whole or not at all. Raises UnusableInputError."""
    with whole_file(path) as file:
        for row in amendment_rows(amendments):
            file.write(people_line(row) + "\r\n")
