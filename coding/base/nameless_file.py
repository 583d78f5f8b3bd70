"""Files that are gone with the process that made them, however it ends: they have no name on the disk.

Where the system has such files (Linux) a link into the process stands for the name; elsewhere it is a file for this
user alone in a folder that is removed at the end, after a kill at the next start.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import IO, cast


def nameless_file(path: Path) -> IO[bytes]:
    """A new file to write and read that can be opened under ``path`` as long as it is open here. Raises OSError."""
    if sys.platform == "linux" and Path("/proc/self/fd").is_dir():
        file = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - lives as long as the caller wants
        try:
            path.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        except BaseException:
            file.close()
            raise
        return cast("IO[bytes]", file)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(handle, "w+b")


def finish(file: IO[bytes], path: Path) -> None:
    """All is written: it can be read under ``path``. A file that has a name is closed, it stays without being held."""
    file.flush()
    if not path.is_symlink():
        file.close()
