"""The files that were opened last, on this machine. Their names may be those of patients: the list lies among the
settings of the machine, which are sealed where the data file is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.store.setting import Setting, Whose

if TYPE_CHECKING:
    from coding.store.kept_settings import KeepsSettings

#: The paths as JSON, the latest first; "1" while they are kept.
FILES: Final = Setting("recent.files", whose=Whose.MACHINE)
KEPT: Final = Setting("recent.on", "1", Whose.MACHINE)
#: So many are kept.
MOST: Final = 8


def recent_files(store: KeepsSettings) -> tuple[Path, ...]:
    """What was opened last, the latest first; nothing while nothing is kept."""
    return _kept(store) if is_kept(store) else ()


def is_kept(store: KeepsSettings) -> bool:
    """Whether what is opened is kept in mind."""
    return KEPT.read(store) == "1"


def keep_in_mind(store: KeepsSettings, path: Path) -> None:
    """A file was opened: it is the first now."""
    if is_kept(store):
        others = [one for one in _kept(store) if one != path.absolute()]
        _write(store, [path.absolute(), *others][:MOST])


def keep_files(store: KeepsSettings, *, on: bool) -> None:
    """Keep what is opened in mind from now on, or do not; what is in mind then goes."""
    KEPT.write(store, "1" if on else "0")
    if not on:
        clear_recent(store)


def clear_recent(store: KeepsSettings) -> None:
    """Forget all."""
    FILES.write(store, "")


def _kept(store: KeepsSettings) -> tuple[Path, ...]:
    try:
        said = json.loads(FILES.read(store) or "[]")
    except ValueError:
        return ()
    return tuple(Path(one) for one in said if isinstance(one, str))[:MOST] if isinstance(said, list) else ()


def _write(store: KeepsSettings, paths: list[Path]) -> None:
    FILES.write(store, json.dumps([str(path) for path in paths], ensure_ascii=False))
