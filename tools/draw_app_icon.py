"""Draw what the set-up for Windows shows from the program's sign: icon, picture of the first page.

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
#: The picture beside the words of the first page, in points, and how wide the sign is in it.
SIDE = ROOT / "release" / "windows" / "side.bmp"
_SIDE, _SIGN = (164, 314), 84
_INK, _GROUND = "#1f5fa8", "#e6eef8"


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


def side() -> Image.Image:
    """The sign on a light ground."""
    picture = Image.new("RGB", _SIDE, _GROUND)
    sign = drawn(_SIGN)
    picture.paste(sign.convert("RGB"), ((_SIDE[0] - _SIGN) // 2, 90), sign.getchannel("A"))
    return picture


def main() -> None:
    app = QApplication([])
    side().save(SIDE)
    images = [drawn(size) for size in SIZES]
    images[-1].save(
        ICON, format="ICO", sizes=[(size, size) for size in SIZES], append_images=images[:-1], bitmap_format="bmp"
    )
    print(f"{ICON.relative_to(ROOT)}: {', '.join(map(str, SIZES))} points")
    app.quit()


if __name__ == "__main__":
    main()
