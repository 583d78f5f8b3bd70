"""The interval of Wilson: between which shares the true one lies, 95 times in 100, also of small samples."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

#: The quantile of the normal distribution for 95 per cent, both sides.
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many. Of none there is no share and no interval: nobody looked, which is never 0 per cent."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share; None of none."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of 95 per cent; None of none."""
        return wilson(self.right, self.of) if self.of else None

    @property
    def words(self) -> str:
        """27/30（90.0%，95% 区间 74.4%–96.5%）; "" of none."""
        if not self.of:
            return ""
        low, high = wilson(self.right, self.of)
        return f"{self.right}/{self.of}（{self.right / self.of:.1%}，95% 区间 {low:.1%}–{high:.1%}）"


def wilson(right: int, of: int) -> tuple[float, float]:
    """Lower and upper bound of the share. Raises ValueError for a share of none, or more than all."""
    if not 0 <= right <= of or of == 0:
        raise ValueError(f"{right} of {of} is no share")
    share, squared = right / of, _Z * _Z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = _Z / (1 + squared / of) * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    return (0.0 if right == 0 else middle - half, 1.0 if right == of else middle + half)
