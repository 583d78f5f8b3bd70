"""An index of short texts by their characters and pairs of characters."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray


class Overlap(NamedTuple):
    """Likeness of a query to every text, each 0–1: cosine, share of the query found, share of the text found."""

    cosine: NDArray[np.float32]
    of_query: NDArray[np.float32]
    of_text: NDArray[np.float32]


class NgramIndex:
    """Texts by 1- and 2-grams, weighted by rarity (idf). Built once, then only read."""

    def __init__(self, size: int, vocabulary: Sequence[str], starts: Any, texts: Any) -> None:
        """``texts``: numbers of the texts that hold each gram, gram after gram; ``starts`` where each gram begins."""
        import numpy as np

        self.size = size
        self._row = {gram: row for row, gram in enumerate(vocabulary)}
        self._vocabulary, self._starts, self._texts = vocabulary, starts, texts
        log_size = np.log(size + 1.0)
        pair_weight = np.array([_gram_weight(g) for g in vocabulary])
        counts = np.diff(starts)
        idf = (log_size - np.log(np.maximum(counts, 1))) * pair_weight
        self._idf = [float(w) for w in idf]
        self._unknown = float(log_size) * 0.6
        spread = np.repeat(idf, counts)
        self._total = np.maximum(np.bincount(texts, spread, size), 1e-6).astype(np.float32)
        self._square = np.maximum(np.sqrt(np.bincount(texts, spread**2, size)), 1e-6).astype(np.float32)

    @classmethod
    def build(cls, texts: Sequence[str]) -> NgramIndex:
        """The index of these texts, numbered in their order."""
        import numpy as np

        postings: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for gram in grams(text):
                postings[gram].append(number)
        vocabulary = sorted(postings)
        starts = np.zeros(len(vocabulary) + 1, np.int64)
        np.cumsum([len(postings[g]) for g in vocabulary], out=starts[1:])
        flat = [number for gram in vocabulary for number in postings[gram]]
        return cls(len(texts), vocabulary, starts, np.asarray(flat, dtype=np.int32))

    @classmethod
    def from_arrays(cls, size: int, arrays: Mapping[str, Any]) -> NgramIndex:
        """The index that ``arrays`` gave."""
        vocabulary = bytes(arrays["vocabulary"]).decode().split("\n") if len(arrays["starts"]) > 1 else []
        return cls(size, vocabulary, arrays["starts"], arrays["texts"])

    def arrays(self) -> dict[str, Any]:
        """What the index is made of, as arrays of numbers."""
        import numpy as np

        words = np.frombuffer("\n".join(self._vocabulary).encode(), dtype=np.uint8)
        return {"vocabulary": words, "starts": self._starts, "texts": self._texts}

    def overlap(self, query: str) -> Overlap:
        """Likeness of the query to every text."""
        import numpy as np

        rows, total, square = [], 1e-6, 1e-6
        for gram in sorted(grams(query)):
            row = self._row.get(gram)
            weight = self._unknown * _gram_weight(gram) if row is None else self._idf[row]
            total += weight
            square += weight * weight
            if row is not None:
                rows.append(row)
        parts = [self._texts[self._starts[row] : self._starts[row + 1]] for row in rows]
        texts = np.concatenate([self._texts[:0], *parts])
        idf = np.repeat(np.array([self._idf[row] for row in rows]), np.array([len(p) for p in parts], np.int64))
        shared = np.bincount(texts, idf, self.size).astype(np.float32)
        squared = np.bincount(texts, idf * idf, self.size).astype(np.float32)
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

    def texts_with(self, gram: str) -> Any:
        """Numbers of the texts that hold this gram, ascending."""
        row = self._row.get(gram)
        return self._texts[:0] if row is None else self._texts[self._starts[row] : self._starts[row + 1]]

    def grams_of(self, texts: Any) -> tuple[Any, Any]:
        """The grams of these texts by number, text after text, and where each text begins."""
        import numpy as np

        starts, flat = self._by_text
        counts = starts[texts + 1] - starts[texts]
        ends = np.cumsum(counts)
        begin = ends - counts
        return flat[np.arange(int(counts.sum())) + np.repeat(starts[texts] - begin, counts)], begin

    def among(self, wanted: Iterable[str]) -> Any:
        """For every gram of the vocabulary, whether it is one of these."""
        import numpy as np

        found = np.zeros(len(self._vocabulary), dtype=bool)
        found[[row for gram in wanted if (row := self._row.get(gram)) is not None]] = True
        return found

    @property
    def vocabulary(self) -> Sequence[str]:
        """The grams by number."""
        return self._vocabulary

    @cached_property
    def _by_text(self) -> tuple[Any, Any]:
        import numpy as np

        counts = np.bincount(self._texts, minlength=self.size)
        starts = np.concatenate([[0], np.cumsum(counts)])
        of_gram = np.repeat(np.arange(len(self._vocabulary), dtype=np.int32), np.diff(self._starts))
        return starts, of_gram[np.argsort(self._texts, kind="stable")]

    def _weight(self, gram: str) -> float:
        row = self._row.get(gram)
        return self._unknown * _gram_weight(gram) if row is None else self._idf[row]


def grams(text: str) -> set[str]:
    """The characters and pairs of neighbours of a text."""
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def _gram_weight(gram: str) -> float:
    return 1.0 if len(gram) == 1 else 0.8


def best(scores: Any, count: int) -> list[int]:
    """The positions of the ``count`` highest scores above zero, best first; equal scores in order of position."""
    import numpy as np

    part = np.flatnonzero(scores > 0)
    if count < len(part):
        part = part[np.argpartition(-scores[part], count)[:count]]
        part.sort()
    return part[np.argsort(-scores[part], kind="stable")].tolist()  # type: ignore[no-any-return]
