"""The one icon set: own drawings of ``resources/icons``, recoloured for the theme in force.

In the drawings ``currentColor`` stands for the ink and ``white`` for what lies on a filled shape.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from coding.base.resources import resource_path
from ui.theme.spacing import ICON
from ui.theme.theme import current_theme


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
    return QIcon(_Drawn(name, ink, disabled, on_shape))


class _Drawn(QIconEngine):
    """Draws an icon in the size and for the screen that it is asked for, when it is: the start draws a dozen of them,
    not hundreds, and nothing is scaled.
    """

    def __init__(self, name: str, ink: str, disabled: str, on_shape: str) -> None:
        super().__init__()
        self._told = (name, ink, disabled, on_shape)

    def clone(self) -> QIconEngine:
        return _Drawn(*self._told)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, painter.device().devicePixelRatioF()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        name, ink, disabled, on_shape = self._told
        side = min(size.width(), size.height())
        return _pixmap(name, disabled if mode is QIcon.Mode.Disabled else ink, on_shape, side, scale)


@cache
def _drawing(name: str) -> str:
    return resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _pixmap(name: str, ink: str, on_shape: str, size: int, ratio: float) -> QPixmap:
    drawing = _drawing(name).replace("currentColor", ink).replace('"white"', f'"{on_shape}"')
    pixels = round(size * ratio)
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
