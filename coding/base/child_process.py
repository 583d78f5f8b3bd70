"""Processes of ours that read a stranger's file: how they are started, their streams, and an end to their memory.

A packed (frozen) program has no Python to start: it starts itself with a hidden argument, and its door answers to it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Final

#: What the door of a packed program answers to before anything else, and the module that reads then.
READ_WORKBOOK: Final = "--read-workbook"
READ_PARQUET: Final = "--read-parquet"
_READERS: Final = {READ_WORKBOOK: "coding.base.workbook_child", READ_PARQUET: "coding.base.parquet_child"}
_ROOT: Final = Path(__file__).resolve().parents[2]
_CODE: Final = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; sys.exit(main())"


def child_command(asked: str) -> list[str]:
    """The command that starts a reader."""
    if getattr(sys, "frozen", False):
        return [sys.executable, asked]
    # -P: what lies in the current folder is not ours to import
    return [sys.executable, "-P", "-c", _CODE.format(_READERS[asked]), str(_ROOT)]


def answered_as_reader(argv: list[str]) -> int | None:
    """The exit code when this process was started to read a file; None when it was not."""
    if len(argv) != 1 or argv[0] not in _READERS:
        return None
    code: int = import_module(_READERS[argv[0]]).main()
    return code


def standard_stream(number: int) -> IO[bytes]:
    """Standard input or output in bytes, also in a packed program without a console, which has no sys.stdin."""
    text, mode = ((sys.stdin, "rb"), (sys.stdout, "wb"))[number]
    if text is not None:
        return text.buffer
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        get_handle = ctypes.windll.kernel32.GetStdHandle
        get_handle.restype = ctypes.c_void_p
        number = msvcrt.open_osfhandle(get_handle(-10 - number), os.O_BINARY)
    return os.fdopen(number, mode)


def limit_memory(most: int) -> None:
    """Where the system can, an end to the memory of this process before that of the machine."""
    if sys.platform == "win32":
        from coding.base.windows_process import limit_memory

        limit_memory(most)
    else:
        import resource

        for kind, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
            try:
                resource.setrlimit(kind, (limit, limit))
            except (ValueError, OSError):  # the limit of the user's session is lower already
                continue
