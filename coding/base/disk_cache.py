"""Compiled packs kept between runs, by content: a folder of the user, plain data (marshal), checked.

Nothing depends on the cache: when it cannot be read or written the pack is compiled again.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from coding.base.folders import HOME_VARIABLE, user_data_folder

#: Compiled packs that are kept: a few schemes of a department, with room to try others.
_KEPT = 24
_MAGIC = b"frontpage-drg\n"


def cache_dir() -> Path:
    """The folder of this user for what can be made again."""
    if sys.platform == "win32" or os.environ.get(HOME_VARIABLE):
        base = user_data_folder(os.environ)
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "frontpage-coding" / "schemes"


def cached(key: str) -> Any | None:
    """The data stored under a key; None when there is none or it is damaged."""
    with suppress(OSError, RuntimeError, ValueError, EOFError, TypeError):
        blob = _file(key).read_bytes()
        head, body = blob[: len(_MAGIC) + 16], blob[len(_MAGIC) + 16 :]
        if head == _MAGIC + _check(body):
            return marshal.loads(body)
    return None


def keep(key: str, data: Any) -> None:
    """Store data under a key, whole or not at all; silently not, where the folder cannot be written."""
    with suppress(OSError, RuntimeError, ValueError):
        file = _file(key)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        body = marshal.dumps(data)
        handle, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_MAGIC + _check(body) + body)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
        _prune(file.parent)


def _prune(folder: Path) -> None:
    """Leave the packs that were compiled last; any other is made again when it is wanted."""
    newest = sorted(folder.glob("*.bin"), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in newest[_KEPT:]:
        old.unlink(missing_ok=True)


def _check(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def _file(key: str) -> Path:
    # marshal's format belongs to the interpreter's version
    return cache_dir() / f"{key}-{sys.version_info[0]}{sys.version_info[1]}.bin"
