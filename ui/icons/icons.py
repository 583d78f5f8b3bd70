"""The one icon set: own drawings of ``resources/icons``, recoloured for the theme in force.

In the drawings ``currentColor`` stands for the ink and ``white`` for what lies on a filled shape.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from coding.base.resources import resource_path
from ui.theme.spacing import ICON
from ui.theme.theme import current_theme

_SIZES = (16, 18, 24, 32, 48)


def icon(name: str, role: str = "text") -> QIcon:
    """The icon ``name`` in the colour ``role`` of the theme; ask again after a change of theme."""
    colours = current_theme().colours
    return _icon(name, getattr(colours, role), colours.text_disabled, colours.on_shape)


def pixmap(name: str, role: str = "text", size: int = ICON, ratio: float = 1.0) -> QPixmap:
    """One picture of ``size`` device-independent pixels, for delegates and labels."""
    colours = current_theme().colours
    return _pixmap(name, getattr(colours, role), colours.on_shape, size, ratio)


def icon_names() -> list[str]:
    """All icons there are."""
    return sorted(p.stem for p in resource_path("icons").glob("*.svg"))


@lru_cache(maxsize=512)
def _icon(name: str, ink: str, disabled: str, on_shape: str) -> QIcon:
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_pixmap(name, ink, on_shape, size, 1.0))
        made.addPixmap(_pixmap(name, disabled, on_shape, size, 1.0), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=512)
def _pixmap(name: str, ink: str, on_shape: str, size: int, ratio: float) -> QPixmap:
    drawing = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("currentColor", ink).replace('"white"', f'"{on_shape}"')
    pixels = round(size * ratio)
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
