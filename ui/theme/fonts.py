"""The fonts: Chinese first, digits of one width for codes and sums."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QCoreApplication
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

#: How large text may be, in per cent; 100 as the program was drawn. Rows and boxes have room for the largest.
TEXT_SIZES: Final = (90, 100, 110, 120, 130)
_PERCENT: Final = "frontpage_text_percent"


def text_percent() -> int:
    """The size of text in force, in per cent."""
    app = QCoreApplication.instance()
    return int((app.property(_PERCENT) if app is not None else None) or 100)


def set_text_percent(percent: int) -> None:
    """Put the fonts that are asked for from now on into another size; see ``theme.resize_text``."""
    app = QCoreApplication.instance()
    assert app is not None
    app.setProperty(_PERCENT, percent)


def scaled(points: float) -> float:
    """A size of text, in points, as it is in force."""
    return points * text_percent() / 100


def text_font(points: float = POINTS, *, bold: bool = False) -> QFont:
    """The font of running text."""
    return QFont(_font(FAMILIES, scaled(points), bold))


def code_font(points: float = POINTS, *, bold: bool = False) -> QFont:
    """The font of codes and of figures that stand below each other."""
    return QFont(_font(CODE_FAMILIES, scaled(points), bold))


@lru_cache(maxsize=256)
def _font(families: tuple[str, ...], points: float, bold: bool) -> QFont:
    """Asked for with every cell that is drawn; whoever gets it gets a copy, and may change that."""
    font = QFont()
    font.setFamilies(list(families))
    font.setPointSizeF(points)
    font.setBold(bold)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font
