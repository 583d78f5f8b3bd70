"""The weights of the ranking: data, tuned by ``tools/measure_suggest.py --tune`` and readable by anyone."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache

from coding.codes.model import CodeKind
from coding.resource import resource_path
from coding.suggest.features import FEATURES, LABELS


@dataclass(frozen=True, slots=True)
class Ranking:
    """One weight a feature; ``scale`` and ``offset`` turn the weighted sum into a score of 0–100."""

    weights: tuple[float, ...]
    scale: float
    offset: float

    def total(self, values: tuple[float, ...]) -> float:
        """The weighted sum of the features."""
        return sum(w * v for w, v in zip(self.weights, values, strict=True))

    def score(self, total: float) -> float:
        """About the share of candidates with this sum, at the head of a list, that a coder would accept (0–98)."""
        return 98.0 / (1.0 + math.exp(-max(-50.0, min(50.0, self.scale * total + self.offset))))

    def parts(self, values: tuple[float, ...]) -> tuple[tuple[str, float], ...]:
        """What each feature gave, as the screen names it; without those that gave nothing."""
        given = ((LABELS[n], round(w * v, 2)) for n, w, v in zip(FEATURES, self.weights, values, strict=True))
        return tuple(part for part in given if abs(part[1]) >= 0.01)


@cache
def ranking(kind: CodeKind) -> Ranking:
    """The embedded weights for one kind of words."""
    with resource_path("terms/ranking.csv").open(encoding="utf-8", newline="") as lines:
        weights = {row["feature"]: float(row[kind.value]) for row in csv.DictReader(lines)}
    return Ranking(tuple(weights[name] for name in FEATURES), weights["scale"], weights["offset"])
