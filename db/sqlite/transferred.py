"""The note beside a data file whose store was carried to another place: nobody opens it any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coding.store.store_errors import StoreGoneError

if TYPE_CHECKING:
    from pathlib import Path


def note_path(path: Path) -> Path:
    """Where the note of a data file lies."""
    return path.with_name(f"{path.stem}.transferred.json")


def require_not_transferred(path: Path) -> None:
    """Raise StoreGoneError, with where to, where the store of this file was carried to another place."""
    try:
        note = note_path(path).read_bytes()
    except (OSError, ValueError):  # there is none, or no file of such a name can be
        return
    try:
        told = json.loads(note)
        to, at = str(told["to"]), str(told["at"])[:10]
    except (ValueError, TypeError, KeyError):
        to, at = "另一处", "早先"
    raise StoreGoneError(
        f"这里的数据已在 {at} 迁移到“{to}”，文件 {path.name} 留作存底，不再打开：请从那里打开；"
        f"确实要重新使用它时，请先移走旁边的“{note_path(path).name}”。"
    )
