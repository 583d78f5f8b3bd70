"""Whether text is cut by the edge of a picture: letters that go through the outermost row or column.

A frame, a bar or a list that ends there changes its colour a few times along the edge; a line of text that was cut
changes it several times within the width of a few letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: A change of brightness, of 255, that a letter makes on its ground; smoothing alone makes less.
_CHANGE: Final = 40
#: So many points along the edge are looked at together, and so many changes among them are letters.
_WIDTH: Final = 60
_LETTERS: Final = 9


def cut_sides(picture: NDArray[np.uint8]) -> list[str]:
    """The edges (top, bottom, left, right) of a picture (height × width × 3) that go through text."""
    grey = picture[..., :3].astype(np.int16).mean(axis=2)
    return [side for side, line in _lines(grey) if _most_changes(line) >= _LETTERS]


def _lines(grey: NDArray[np.float64]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    yield "top", grey[0]
    yield "bottom", grey[-1]
    yield "left", grey[:, 0]
    yield "right", grey[:, -1]


def _most_changes(line: NDArray[np.float64]) -> int:
    changes = (np.abs(np.diff(line)) > _CHANGE).astype(int)
    return int(np.convolve(changes, np.ones(min(_WIDTH, len(changes)), int)).max(initial=0))
