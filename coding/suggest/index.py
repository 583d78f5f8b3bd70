"""An index of short texts by their characters and pairs of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Overlap(NamedTuple):
    """Likeness of a query to every text, each 0–1: cosine, share of the query found, share of the text found."""

    cosine: NDArray[np.float32]
    of_query: NDArray[np.float32]
    of_text: NDArray[np.float32]


class NgramIndex:
    """Texts by 1- and 2-grams, weighted by rarity (idf). Built once, then only read."""

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        postings: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for gram in grams(text):
                postings[gram].append(number)
        self.size = len(texts)
        self._postings: dict[str, Any] = {g: np.asarray(p, dtype=np.int32) for g, p in postings.items()}
        log_size = np.log(self.size + 1.0)
        self._idf = {g: float(log_size - np.log(len(p))) * _gram_weight(g) for g, p in postings.items()}
        self._unknown = float(log_size) * 0.6
        self._total = np.zeros(self.size, dtype=np.float32)
        self._square = np.zeros(self.size, dtype=np.float32)
        for gram, docs in self._postings.items():
            self._total[docs] += self._idf[gram]
            self._square[docs] += self._idf[gram] ** 2
        self._total = np.maximum(self._total, 1e-6)
        self._square = np.maximum(np.sqrt(self._square), 1e-6)

    def overlap(self, query: str) -> Overlap:
        """Likeness of the query to every text."""
        import numpy as np

        shared = np.zeros(self.size, dtype=np.float32)
        squared = np.zeros(self.size, dtype=np.float32)
        total = square = 1e-6
        for gram in grams(query):
            idf = self._idf.get(gram)
            if idf is None:
                total += self._unknown * _gram_weight(gram)
                square += (self._unknown * _gram_weight(gram)) ** 2
                continue
            docs = self._postings[gram]
            shared[docs] += idf
            squared[docs] += idf * idf
            total += idf
            square += idf * idf
        return Overlap(squared / (self._square * np.float32(square**0.5)), shared / total, shared / self._total)

    def between(self, query: str, text: str) -> tuple[float, float, float]:
        """Cosine, share of the query and share of the text for one pair, weighted as in this index."""
        ours, theirs = grams(query), grams(text)
        shared = sum(self._weight(g) for g in ours & theirs)
        squared = sum(self._weight(g) ** 2 for g in ours & theirs)
        norm = (sum(self._weight(g) ** 2 for g in ours) * sum(self._weight(g) ** 2 for g in theirs)) ** 0.5
        total_ours, total_theirs = (sum(self._weight(g) for g in side) for side in (ours, theirs))
        if not norm:
            return 0.0, 0.0, 0.0
        return squared / norm, shared / total_ours, shared / total_theirs

    def _weight(self, gram: str) -> float:
        return self._idf.get(gram, self._unknown * _gram_weight(gram))


def grams(text: str) -> set[str]:
    """The characters and pairs of neighbours of a text."""
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def _gram_weight(gram: str) -> float:
    return 1.0 if len(gram) == 1 else 0.8


def best(scores: Any, count: int) -> list[int]:
    """The positions of the ``count`` highest scores above zero, best first; equal scores in order of position."""
    import numpy as np

    if count < len(scores):
        part = np.argpartition(-scores, count)[:count]
        part.sort()
    else:
        part = np.arange(len(scores))
    ordered = part[np.argsort(-scores[part], kind="stable")]
    return [int(i) for i in ordered if scores[i] > 0]
