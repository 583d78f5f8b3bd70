"""Every view behind every glass, small, side by side on a sheet: ``tests/data/views``, compared by a test.

``python -m tools.make_manual_pictures`` draws them with the pictures of the manual.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.camera import GLASSES

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SHEETS = Path(__file__).resolve().parents[1] / "tests" / "data" / "views"


def views_in(folder: Path) -> list[str]:
    """The views of which a folder has a picture behind every glass."""
    return sorted(path.stem for path in (folder / next(iter(GLASSES))).glob("*.png"))


def sheet(folder: Path, view: str) -> QImage:
    """The pictures of a view behind all glasses, from left to right in their order."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    pictures = [QImage(str(folder / glass / f"{view}.png")) for glass in GLASSES]
    whole = QImage(
        sum(one.width() for one in pictures), max(one.height() for one in pictures), QImage.Format.Format_RGB888
    )
    whole.fill(Qt.GlobalColor.white)
    painter = QPainter(whole)
    left = 0
    for one in pictures:
        painter.drawImage(left, 0, one)
        left += one.width()
    painter.end()
    return whole
