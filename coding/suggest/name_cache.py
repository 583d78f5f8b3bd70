"""Prepared names kept between runs, by content: a folder of the user, arrays of numbers only (npz, no pickle).

Nothing depends on the cache: when it cannot be read or written the names are prepared again.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from coding.base.disk_cache import cache_dir

_KEPT = 12


def cached(key: str) -> dict[str, Any] | None:
    """The arrays stored under a key; None when there are none or they are damaged."""
    import numpy as np

    with suppress(OSError, RuntimeError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        file = _file(key)
        if file.is_file():
            with np.load(file, allow_pickle=False) as stored:
                return {name: stored[name] for name in stored.files}
    return None


def keep(key: str, arrays: dict[str, Any]) -> None:
    """Store arrays under a key, whole or not at all; silently not, where the folder cannot be written."""
    import numpy as np

    with suppress(OSError, RuntimeError, ValueError):
        file = _file(key)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez(out, **arrays)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
        newest = sorted(file.parent.glob("*.npz"), key=lambda f: f.stat().st_mtime, reverse=True)
        for old in newest[_KEPT:]:
            old.unlink(missing_ok=True)


def _file(key: str) -> Path:
    return cache_dir().parent / "names" / f"{key}.npz"
