"""The fonts: Chinese first, digits of one width for codes and sums."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont

FAMILIES: Final = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
CODE_FAMILIES: Final = ("Consolas", "Cascadia Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", *FAMILIES)

POINTS_SMALL: Final = 9.0
POINTS: Final = 10.0
POINTS_LARGE: Final = 12.0


def text_font(points: float = POINTS, *, bold: bool = False) -> QFont:
    """The font of running text."""
    return _font(FAMILIES, points, bold)


def code_font(points: float = POINTS, *, bold: bool = False) -> QFont:
    """The font of codes and of figures that stand below each other."""
    return _font(CODE_FAMILIES, points, bold)


def _font(families: tuple[str, ...], points: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPointSizeF(points)
    font.setBold(bold)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font
