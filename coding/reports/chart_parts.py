"""The parts of a drawn chart: simple shapes in points from the upper left corner, tones by name, widths of words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TypeAlias

#: Tones by name as red, green, blue on white paper. The series differ in lightness too: they are told apart in grey.
TONES: dict[str, tuple[int, int, int]] = {
    "ink": (31, 41, 51),
    "soft": (90, 100, 112),
    "grid": (217, 222, 228),
    "first": (31, 95, 168),
    "second": (214, 150, 60),
    "third": (77, 154, 106),
    "mark": (179, 55, 47),
    "paper": (255, 255, 255),
}
#: The tones of the series of a chart, in their order.
SERIES = ("first", "second", "third", "mark")


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: str = "grid"
    width: float = 0.6
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; ``strength`` from 0 (the paper) to 1 (the full tone); ``title`` says what it stands for."""

    x: float
    y: float
    width: float
    height: float
    tone: str = "first"
    strength: float = 1.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    tone: str = "first"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words on a base line ``y``; ``anchor``: start, middle or end of the words stands at ``x``."""

    x: float
    y: float
    text: str
    size: float = 8.0
    tone: str = "ink"
    anchor: str = "start"
    bold: bool = False


Shape: TypeAlias = "Line | Rect | Dot | Text"


def blended(tone: str, strength: float = 1.0) -> tuple[int, int, int]:
    """A tone on white paper, weakened: for writers that know no transparency."""
    red, green, blue = (round(255 + (part - 255) * strength) for part in TONES[tone])
    return red, green, blue


def text_width(text: str, size: float) -> float:
    """About how wide words are, in points: a Han sign is as wide as high, a Latin letter a little over half."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def shortened(text: str, size: float, room: float) -> str:
    """The words, or as many of them as have room, with … at the end."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Scale:
    """Values along a line: ``low`` stands at ``start``, ``high`` at ``end``; ``ticks`` between them are round."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a value stands, in points."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scale_of(values: list[float], start: float, end: float, *, from_zero: bool = True, most: int = 5) -> Scale:
    """A scale that holds all values, with at most ``most`` steps of 1, 2 or 5 times a power of ten."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-12:
        low, high = (
            (0.0, 1.0) if from_zero and not high else (low - abs(low) * 0.1 - 1e-6, high + abs(high) * 0.1 + 1e-6)
        )
    step = _step((high - low) / most)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(round(number * step, 10) for number in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def _step(rough: float) -> float:
    power: float = 10.0 ** floor(log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999999)
