"""What takes the room: the sizes of the installed tree by package."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_OURS = ("coding", "db", "ui", "frontpage_coding")
_MOST = 25


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def by_package(stage: Path) -> dict[str, tuple[int, int]]:
    """Bytes and number of files by package, the largest first. A package's own libraries count with it."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path in stage.rglob("*"):
        if path.is_file():
            row = found[_package(path.relative_to(stage).parts)]
            row[0] += path.stat().st_size
            row[1] += 1
    return {name: (size, count) for name, (size, count) in sorted(found.items(), key=lambda item: -item[1][0])}


def _package(parts: tuple[str, ...]) -> str:
    if parts[0] != "lib" or len(parts) < 2:
        return parts[0] if len(parts) > 1 else "starters, icon, licence"
    name = parts[1].partition("-")[0] if parts[1].endswith(".dist-info") else parts[1].removesuffix(".libs")
    return "the program" if name in _OURS else name.removesuffix(".py").partition(".cp313")[0]


def table_of_sizes(stage: Path) -> str:
    """The sizes as lines to be printed."""
    rows = list(by_package(stage).items())
    shown = rows[:_MOST]
    lines = [f"{name:<28}{size / 1e6:>8.1f} MB {count:>6} files" for name, (size, count) in shown]
    rest = rows[_MOST:]
    if rest:
        lines.append(f"{f'{len(rest)} more':<28}{sum(size for _, (size, _) in rest) / 1e6:>8.1f} MB")
    return "\n".join(lines)
