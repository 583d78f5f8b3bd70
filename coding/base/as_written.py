r"""Paths that Windows takes as they are written: of any length, and with names that it keeps for devices of 1981.

``aux.csv``, a table of a DIP pack, is a printer's line to Windows 10; behind ``\\?\`` it is a file, and a path may have
more than 260 characters (Microsoft Learn: Naming Files, Paths, and Namespaces).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath
from typing import Final

_PREFIX: Final = "\\\\?\\"
_SHARE: Final = "\\\\?\\UNC\\"


def as_written(path: Path) -> Path:
    r"""The path for what opens, makes or removes files; on any other system than Windows it is the path itself.

    The folder alone is asked for in full: of ``D:\方案\aux.csv`` Windows says that it is the device.
    """
    if sys.platform != "win32":
        return path
    return Path(in_full(os.path.abspath(path.parent))) / path.name  # noqa: PTH100 - no Path takes out ".."


def in_full(path: str) -> str:
    """An absolute path of Windows in its long form."""
    plain = str(PureWindowsPath(path))
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        return plain
    return _SHARE + plain.removeprefix("\\\\") if plain.startswith("\\\\") else _PREFIX + plain
