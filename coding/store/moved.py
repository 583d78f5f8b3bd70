"""A data file that was moved to another folder of this machine, with everything beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Moved:
    """``path`` is the data file in its new place, ``was`` in the old one; ``aside``: what still lies there of it, under
    other names; ``size``: bytes that were copied and read back.
    """

    path: Path
    was: Path
    aside: tuple[Path, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a data file lies now. ``told``: what became of a move that was cut off; "" where none was."""

    path: Path
    told: str = ""
