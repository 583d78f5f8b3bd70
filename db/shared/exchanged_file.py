"""A small file beside a store, exchanged for another one: whole or not at all, on the disk, for its owner alone.

``coding.base.whole_file`` writes for people, and refuses the places of a store's own files.
"""

from __future__ import annotations

import glob
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from coding.base.settled import settle_names
from coding.base.taking_place import take_place


def exchange(path: Path, data: bytes) -> None:
    """Put a file with these bytes in the place of the one there, if any. Raises OSError; what was there stays then."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        take_place(Path(name), path, is_small=True)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    settle_names(path.parent)


def clear_halves(path: Path) -> None:
    """Remove what a program that was killed in the middle has left of a file; nobody else may be exchanging it now."""
    for half in path.parent.glob(f".{glob.escape(path.name)}.*"):
        with suppress(OSError):
            half.unlink()
