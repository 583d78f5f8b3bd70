"""What was probably meant by the name of a file that is not there."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: Of a folder so many names are looked at.
_MOST: Final = 2_000
#: What stands beside a table and is opened with it, never by its own name.
_NEVER_MEANT: Final = frozenset({".dbt", ".fpt"})


def guess_at(path: Path) -> str:
    """``是不是“三月首页.csv”？``: a name without its ending, or with a letter wrong; "" where nothing is near."""
    with suppress(OSError, ValueError):
        names = [
            entry.name for entry in islice(path.parent.iterdir(), _MOST) if entry.suffix.lower() not in _NEVER_MEANT
        ]
        folded = {name.casefold(): name for name in sorted(names, reverse=True)}
        wanted = path.name.casefold()
        without = [name for name in sorted(folded) if name.rpartition(".")[0] == wanted]
        if not without:
            from difflib import get_close_matches

            without = get_close_matches(wanted, sorted(folded), 1, 0.8)
        if without:
            return f"是不是“{folded[without[0]]}”？"
    return ""
