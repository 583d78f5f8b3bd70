"""Whether every library that a program of a tree asks for is there, or is one of Windows' own.

``python -m release.windows.libraries TREE [PYTHON]``; the set-up's own tree is asked by ``stage.py``.
Under Windows a missing one shows only when the module is imported, in a sentence that names no library.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pefile

SYSTEM = Path(__file__).resolve().parent / "system_dlls.txt"
_DIRECTORIES = [
    pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"],
    pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT"],
]


def system_libraries(path: Path = SYSTEM) -> set[str]:
    """What Windows 10 1809 has."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name for line in lines if not line.startswith("#") for name in line.split()}


def asked_by(path: Path) -> set[str]:
    """The libraries that a program or library asks for, in small letters."""
    with pefile.PE(str(path), fast_load=True) as image:
        image.parse_data_directories(_DIRECTORIES)
        tables = (getattr(image, f"DIRECTORY_ENTRY_{kind}", []) for kind in ("IMPORT", "DELAY_IMPORT"))
        return {entry.dll.decode("ascii").lower() for table in tables for entry in table}


def _programs(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix.lower() in (".exe", ".dll", ".pyd")]


def unanswered_libraries(tree: Path, python: Path | None = None) -> list[str]:
    """A line for each library that is nowhere: its name and who asks for it. ``python``: one that has loaded its."""
    programs = _programs(tree)
    loaded = _programs(python) if python is not None else []
    there = {path.name.lower() for path in (*programs, *loaded)} | system_libraries()
    missing: dict[str, list[str]] = {}
    for path in programs:
        for name in asked_by(path) - there:
            if not name.startswith(("api-ms-win-", "ext-ms-")):
                missing.setdefault(name, []).append(path.relative_to(tree).as_posix())
    return [f"{name}: {', '.join(sorted(askers))}" for name, askers in sorted(missing.items())]


def no_library_is_missing(tree: Path, python: Path | None = None) -> None:
    """Ends the build where a library is nowhere."""
    missing = unanswered_libraries(tree, python)
    if missing:
        raise SystemExit("libraries that are neither there nor in Windows 10 1809:\n" + "\n".join(missing))


if __name__ == "__main__":
    no_library_is_missing(*map(Path, sys.argv[1:3]))
