"""Where the data file lies: chosen by the caller, by the environment, or in the user's own data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names the data file; stands above the user's data folder, below ``--db``.
VARIABLE = "FRONTPAGE_DB"
#: Names a folder that stands for the user's data folder: a program on a stick keeps all of its own beside itself.
HOME_VARIABLE = "FRONTPAGE_HOME"

_FOLDER = "frontpage-coding"
_FILE = "frontpage.sqlite"


def database_path(chosen: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The data file to open: ``chosen`` (``--db``), else FRONTPAGE_DB, else one file a user of the machine."""
    environment = os.environ if environment is None else environment
    named = str(chosen or "").strip() or environment.get(VARIABLE, "").strip()
    if named:
        return _from_home(Path(named)).absolute()
    return user_data_folder(environment) / _FOLDER / _FILE


def _from_home(path: Path) -> Path:
    """``~`` as the user's folder; as it stands where nobody knows whose it is."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def user_data_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The folder in which programs keep a user's data: FRONTPAGE_HOME, else as Windows, macOS, XDG have it.

    A relative XDG_DATA_HOME is passed over, as the XDG Base Directory Specification asks; so is a relative
    FRONTPAGE_HOME.
    """
    own = Path(environment.get(HOME_VARIABLE, ""))
    if own.is_absolute():
        return own
    if platform == "win32":
        local = environment.get("LOCALAPPDATA", "")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    xdg = environment.get("XDG_DATA_HOME", "")
    return Path(xdg) if Path(xdg).is_absolute() else Path.home() / ".local" / "share"
