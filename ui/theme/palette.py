"""The colours of the program by role, light and dark. No other file names a colour.

Text on its surface keeps a contrast of at least 4.5 : 1 (WCAG 2.1 AA), lines and shapes 3 : 1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours as ``#rrggbb``, named by what they are for."""

    # surfaces, from the back to the front
    window: str
    panel: str
    field: str
    header: str
    alternate: str
    raised: str
    # lines
    line: str
    line_strong: str
    focus: str
    # text
    text: str
    text_muted: str
    text_disabled: str
    placeholder: str
    # the one accent: what is chosen, what can be pressed
    accent: str
    accent_text: str
    accent_soft: str
    selection: str
    selection_text: str
    hover: str
    link: str
    # severities: the colour of shape and word, and the quiet ground behind them
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    info: str
    info_soft: str
    clean: str
    clean_soft: str
    not_judged: str
    not_judged_soft: str
    # words that a candidate's name has in common with the doctor's; what a change takes away and brings
    mark: str
    removed: str
    added: str
    on_shape: str
    tooltip: str
    tooltip_text: str


LIGHT = Colours(
    window="#eef1f4",
    panel="#f8f9fb",
    field="#ffffff",
    header="#e4e9ee",
    alternate="#f3f6f8",
    raised="#ffffff",
    line="#d3dae1",
    line_strong="#8693a1",
    focus="#0b6e99",
    text="#1b242d",
    text_muted="#52606d",
    text_disabled="#8b97a3",
    placeholder="#6b7885",
    accent="#0b6284",
    accent_text="#ffffff",
    accent_soft="#d9ebf3",
    selection="#cfe5f0",
    selection_text="#10202b",
    hover="#e3eef4",
    link="#0b5c93",
    error="#b3261e",
    error_soft="#fbe6e4",
    warning="#8a5300",
    warning_soft="#fdf0d5",
    info="#2457a6",
    info_soft="#e4edfa",
    clean="#1f6f3f",
    clean_soft="#e0f2e6",
    not_judged="#5d6672",
    not_judged_soft="#e8ebef",
    mark="#fbe08a",
    removed="#a3241d",
    added="#1c6a3b",
    on_shape="#ffffff",
    tooltip="#22303b",
    tooltip_text="#f3f6f8",
)

DARK = Colours(
    window="#171c21",
    panel="#1d2329",
    field="#232a31",
    header="#2a323a",
    alternate="#20272d",
    raised="#272f37",
    line="#38424c",
    line_strong="#768492",
    focus="#5cb8dd",
    text="#e4e9ee",
    text_muted="#a9b5c0",
    text_disabled="#75828e",
    placeholder="#8e9ba7",
    accent="#5cb8dd",
    accent_text="#0c1a22",
    accent_soft="#1d3b4a",
    selection="#23495c",
    selection_text="#f1f6f9",
    hover="#2a3944",
    link="#7cc4ee",
    error="#ff9088",
    error_soft="#452523",
    warning="#f0b956",
    warning_soft="#423319",
    info="#8db8f5",
    info_soft="#22324a",
    clean="#7fcf9b",
    clean_soft="#1e3a2a",
    not_judged="#a9b4bf",
    not_judged_soft="#303942",
    mark="#6b5618",
    removed="#ff9b94",
    added="#8ad6a5",
    on_shape="#14191d",
    tooltip="#dfe6ec",
    tooltip_text="#1b242d",
)
