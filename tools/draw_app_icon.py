"""Draw the icon of the program for Windows from its drawing: ``release/windows/frontpage.ico``, in all sizes asked for.

``QT_QPA_PLATFORM=offscreen python -m tools.draw_app_icon``
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources" / "icons" / "app.svg"
ICON = ROOT / "release" / "windows" / "frontpage.ico"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
_INK = "#1f5fa8"


def drawn(size: int) -> Image.Image:
    """The drawing as a square of so many points."""
    renderer = QSvgRenderer(QByteArray(DRAWING.read_text(encoding="utf-8").replace("currentColor", _INK).encode()))
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(buffer.data().data())))


def main() -> None:
    app = QApplication([])
    images = [drawn(size) for size in SIZES]
    images[-1].save(
        ICON, format="ICO", sizes=[(size, size) for size in SIZES], append_images=images[:-1], bitmap_format="bmp"
    )
    print(f"{ICON.relative_to(ROOT)}: {', '.join(map(str, SIZES))} points")
    app.quit()


if __name__ == "__main__":
    main()
