"""A finished file takes its name: on Windows only when nobody else looks into the one there.

A virus scanner or an indexer opens every new file for some tenths of a second, and the system then refuses to rename
it. Who waits a moment gets through; a file that somebody has open in Excel or WPS stays refused, and that is told.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: What Windows says of a file that is open elsewhere: access denied, sharing violation, lock violation.
_HELD: Final = frozenset({5, 32, 33})
#: Seconds before each further try: one and a half together.
_WAITS: Final = (0.01, 0.04, 0.1, 0.25, 0.4, 0.7)


def take_place(finished: Path, path: Path, *, is_small: bool = False) -> None:
    """Give ``finished`` the name ``path``, in the place of what is there. Raises OSError.

    ``is_small``: what is looked through in no time, and is written while somebody waits: less than half a second.
    """
    for wait in _WAITS[:4] if is_small else _WAITS:
        try:
            finished.replace(path)
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(wait)
        else:
            return
    finished.replace(path)
