"""A name that was given to a file, on the disk as well: else a power cut leaves the file under its old one."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def settle_names(folder: Path) -> None:
    """Bring the names in a folder to the disk, where a folder can be opened (not on Windows)."""
    if sys.platform != "win32":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
