"""What of the wheels is installed: the list ``trim.txt``, applied to a folder."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIST = Path(__file__).resolve().parent / "trim.txt"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: which files, whether they stay, and why."""

    pattern: str
    keeps: bool
    reason: str


def read_list(path: Path = LIST) -> tuple[Line, ...]:
    """The lines of a list. Raises ValueError for one without a reason."""
    found = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        pattern, _, reason = (part.strip() for part in text.partition(" # "))
        if not reason:
            raise ValueError(f"{path.name}, line {number}: no reason is given")
        found.append(Line(pattern.removeprefix("!"), pattern.startswith("!"), reason))
    return tuple(found)


def stays(name: str, lines: Sequence[Line]) -> bool:
    """Whether a file, named by its path with ``/``, is installed."""
    return next((line.keeps for line in reversed(lines) if fnmatchcase(name, line.pattern)), True)


def idle(names: Iterable[str], lines: Sequence[Line]) -> list[str]:
    """The patterns that fit none of the files."""
    listed = list(names)
    return [line.pattern for line in lines if not any(fnmatchcase(name, line.pattern) for name in listed)]


def trim(folder: Path, lines: Sequence[Line]) -> int:
    """Remove what does not stay, and folders that are empty then; the bytes removed. Raises ValueError (idle lines)."""
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    if unused := idle(names, lines):
        raise ValueError(f"trim.txt: nothing fits {', '.join(unused)}")
    removed = 0
    for name in names:
        if not stays(name, lines):
            removed += (folder / name).stat().st_size
            (folder / name).unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return removed
