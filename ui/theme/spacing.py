"""Distances and sizes in device-independent pixels, for a screen of 1366 × 768."""

from __future__ import annotations

from typing import Final

TINY: Final = 2
SMALL: Final = 4
MEDIUM: Final = 8
LARGE: Final = 12
WIDE: Final = 20

RADIUS: Final = 4
LINE: Final = 1
FOCUS_LINE: Final = 2

#: Height of a list row of one line.
ROW_HEIGHT: Final = 26
#: Height of a worklist row, which has two lines.
CARD_HEIGHT: Final = 50

ICON_SMALL: Final = 14
ICON: Final = 18
ICON_LARGE: Final = 32

#: Width of a scroll bar, as the stylesheet has it.
SCROLL_BAR: Final = 12

#: Widths of the three panels when nothing is remembered; together 1366.
WORKLIST_WIDTH: Final = 296
FORM_WIDTH: Final = 690
KNOWLEDGE_WIDTH: Final = 380

WINDOW_WIDTH: Final = 1366
WINDOW_HEIGHT: Final = 768
