"""The weights of the ranking: data, tuned by ``tools/tune_suggest.py`` and readable by anyone."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from coding.base.resources import resource_table
from coding.words.features import FEATURES, LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.codes.entry import CodeKind

#: Rows of the data file for a word of quality: one that the name adds, one of the query that it lacks.
ADDED, LACKED = "added:", "lacked:"
QUALITIES = "性质词"
_GROUPS = tuple(dict.fromkeys(LABELS[name] for name in FEATURES))
_GROUP_OF = [_GROUPS.index(LABELS[name]) for name in FEATURES]


class Ranking:
    """One weight a feature and two a word of quality; ``scale`` and ``offset`` turn the sum into a score of 0–100."""

    def __init__(self, weights: dict[str, float]) -> None:
        import numpy as np

        words = [name.removeprefix(ADDED) for name in weights if name.startswith(ADDED)]
        self.qualities = tuple(words)
        self.dense = np.array([weights.get(name, 0.0) for name in FEATURES])
        self._by_group = np.zeros((len(FEATURES), len(_GROUPS)))
        self._by_group[np.arange(len(FEATURES)), _GROUP_OF] = self.dense
        self.added = np.array([weights[ADDED + word] for word in words])
        self.lacked = np.array([weights[LACKED + word] for word in words])
        self.scale, self.offset = weights["scale"], weights["offset"]

    def totals(self, rows: Any, asked: Any, named: Any) -> Any:
        """The weighted sums of candidates, one row of features each.

        ``asked``: the qualities of each reading, ``named``: those of each name.
        """
        import numpy as np

        sums = np.asarray(rows, dtype=np.float64).reshape(-1, len(FEATURES)) @ self.dense
        if self.qualities:
            sums += (named & ~asked) @ self.added + (asked & ~named) @ self.lacked
        return sums

    def score(self, total: float) -> float:
        """About the share of candidates with this sum, at the head of a list, that a coder would accept (0–98)."""
        return 98.0 / (1.0 + math.exp(-max(-50.0, min(50.0, self.scale * total + self.offset))))

    def parts(self, values: Sequence[float], asked: Any, named: Any) -> tuple[tuple[str, float], ...]:
        """What each group of features gave, as the screen names it; without those that gave nothing."""
        import numpy as np

        sums = np.asarray(values) @ self._by_group
        given = dict(zip(_GROUPS, sums.tolist(), strict=True))
        if self.qualities:
            given[QUALITIES] = float((named & ~asked) @ self.added + (asked & ~named) @ self.lacked)
        return tuple((label, round(sum_, 2)) for label, sum_ in given.items() if abs(sum_) >= 0.01)


def qualities_of(texts: Iterable[str], words: Sequence[str]) -> Any:
    """One row a text, one column a word of quality (``|`` joins its spellings): whether the text has it."""
    import numpy as np

    spellings = [tuple(word.split("|")) for word in words]
    rows = [[any(spelling in text for spelling in spelled) for spelled in spellings] for text in texts]
    return np.array(rows, dtype=bool).reshape(len(rows), len(words))


@cache
def ranking(kind: CodeKind, has_book: bool = False) -> Ranking:
    """The embedded weights for one kind of words, in a hospital with or without a term book of its own."""
    column = f"{kind.value}_book" if has_book else kind.value
    rows = resource_table("terms/ranking.csv", "feature", column)
    return Ranking({row["feature"]: float(row[column]) for row in rows if row[column]})
