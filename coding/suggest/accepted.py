"""What the hospital's own accepted pairs say for words that are not among them: neighbours, votes, translations."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from coding.suggest.index import NgramIndex, best, grams
from coding.suggest.name_table import NameTable, words_of
from coding.suggest.term_book import TermPair
from coding.words.features import BOOK
from coding.words.normalising import cleaned_query, exact_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.codes.library import CodeLibrary

#: The weights of a book are tuned on books of thousands: a few pairs of one day are no book yet.
FAIR_BOOK = 200
_NEIGHBOURS = 24
_VOTE_POWER = 4
_SMALL_BOOK = 500
#: Pairs from which writing is learned: the latest, so that a large book costs no more than a fair one.
_MOST_TAUGHT = 12_000
_ONE_DOUBT = 1.0  # as if one more pair with this gram had meant something else
_TWO_DOUBTS = 2.0
_HARDLY = 0.01
_Pair = tuple[TermPair, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known for one query; every number is 0–1. ``nearest``: likeness and the pair, by name number."""

    nearest: Mapping[int, tuple[float, TermPair]] = field(default_factory=dict)
    shares: Mapping[int, float] = field(default_factory=dict)
    votes: Mapping[int, float] = field(default_factory=dict)
    categories: Mapping[str, float] = field(default_factory=dict)
    subcategories: Mapping[str, float] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    chances: Any = field(default=(), compare=False)
    grams_of_book: Sequence[str] = ()

    @property
    def expected(self) -> dict[str, float]:
        """The grams that a name of these words is likely to have, and how likely."""
        pairs = zip(self.grams_of_book, self.chances, strict=True)
        return {gram: float(chance) for gram, chance in pairs if chance > 0}

    def recalled(self, most: int) -> list[int]:
        """Names that the book speaks for: of near words, then by votes."""
        import numpy as np

        numbers, shares = np.array(list(self.votes), np.int64), np.array(list(self.votes.values()), np.float64)
        names = np.flatnonzero(numbers >= 0)
        voted = numbers[names[np.lexsort((numbers[names], -shares[names]))[:most]]].tolist()
        return list(dict.fromkeys([*self.nearest, *voted]))


class Accepted:
    """The accepted pairs that this table can use, ready to be asked."""

    def __init__(self, pairs: Sequence[TermPair], names: NameTable, library: CodeLibrary) -> None:
        self.by_words: dict[str, list[TermPair]] = {}
        for pair in pairs:
            self.by_words.setdefault(exact_key(pair.raw), []).append(pair)
        known = [(pair, _numbers(pair, names, library)) for pair in pairs]
        self._pairs = [(pair, numbers) for pair, numbers in known if numbers][-_MOST_TAUGHT:]
        self.count = len(self._pairs)
        if not self.count:
            return
        kind = names.kind
        texts = [words_of(cleaned_query(pair.raw), kind).canonical for pair, _ in self._pairs]
        self._texts = texts
        self._index = NgramIndex.build(texts)
        self._taught = _Votes(self._pairs, texts, names)
        counts = Counter(n for pair, numbers in self._pairs if len(pair.std) == 1 for n in numbers)
        most = math.log1p(max(counts.values(), default=1)) * (1 + _SMALL_BOOK / self.count)
        self.often = {n: math.log1p(count) / most for n, count in counts.items()}

    def evidence(self, query: str) -> Evidence:
        """What the book says for a query in one spelling; nothing when it is empty."""
        if not self.count:
            return Evidence()
        cosine = self._index.overlap(query).cosine
        nearest: dict[int, tuple[float, TermPair]] = {}
        near: dict[int, float] = {}
        for at in best(cosine, _NEIGHBOURS):
            pair, numbers = self._pairs[at]
            if len(pair.std) > 1:
                continue
            likeness = float(cosine[at])
            if self.count < FAIR_BOOK:  # where all is rare, rarity says nothing
                likeness = max(likeness, fuzz.ratio(query, self._texts[at]) / 100)
            for number in numbers:
                nearest.setdefault(number, (likeness, pair))
                near[number] = near.get(number, 0.0) + likeness**_VOTE_POWER
        total = sum(near.values()) or 1.0
        shares = {n: v / total for n, v in near.items()}
        asked = frozenset(grams(query))
        return Evidence(nearest, shares, *self._taught.ask(query), asked, *self._taught.expected(query))

    def features(self, number: int, evidence: Evidence) -> tuple[float, ...]:
        """The features of ``BOOK`` for one name."""
        return tuple(self.features_of([number], evidence)[0].tolist())

    def features_of(self, numbers: Sequence[int], evidence: Evidence) -> Any:
        """The features of ``BOOK``, one row a name."""
        import numpy as np

        if not self.count or not numbers:
            return np.zeros((len(numbers), len(BOOK)))
        most = evidence.votes[-1] or 1.0
        most_category, most_sub = evidence.categories[""] or 1.0, evidence.subcategories[""] or 1.0
        places = [self._taught.place(number) for number in numbers]
        accepted = [evidence.nearest[n][0] if n in evidence.nearest else 0.0 for n in numbers]
        shares, often, votes = (
            np.array([known.get(n, 0.0) for n in numbers]) for known in (evidence.shares, self.often, evidence.votes)
        )
        in_category = np.array([evidence.categories.get(place, 0.0) for place, _ in places])
        in_sub = np.array([evidence.subcategories.get(sub, 0.0) for _, sub in places])
        voted = (votes, votes / most, in_category, in_category / most_category, in_sub, in_sub / most_sub)
        translated = self._taught.translated(np.asarray(numbers), evidence)
        return np.column_stack([accepted, shares, often, *voted, *translated])


def _numbers(pair: TermPair, names: NameTable, library: CodeLibrary) -> tuple[int, ...]:
    """The names that a pair means: by its words, or by its code where this table words it otherwise."""
    found = [names.number_of[k] for k in map(exact_key, pair.std) if k in names.number_of]
    if not found and pair.code and len(pair.std) == 1:
        entry = library.get(pair.code)
        found = [names.number_of[exact_key(entry.name)]] if entry else []
    return tuple(dict.fromkeys(found))


class _Votes:
    """Every gram of the words votes for the names, categories and grams of names that it came with."""

    def __init__(self, pairs: Sequence[_Pair], texts: Sequence[str], names: NameTable) -> None:
        import numpy as np

        self._names = names
        self._size = len(pairs)
        postings: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(texts):
            for gram in _long_grams(text):
                postings[gram].append(at)
        self._pairs_of = {gram: np.asarray(found, dtype=np.int32) for gram, found in postings.items()}
        flat = [(at, n, 1 / len(numbers)) for at, (_, numbers) in enumerate(pairs) for n in numbers]
        self._at = np.array([f[0] for f in flat], dtype=np.int32)
        self._name = np.array([f[1] for f in flat], dtype=np.int64)
        self._share = np.array([f[2] for f in flat])
        self._known, self._as_known = np.unique(self._name, return_inverse=True)
        places = [self.place(int(n)) for n in self._known]
        categories, self._in_category = np.unique([p for p, _ in places], return_inverse=True)
        subcategories, self._in_sub = np.unique([s for _, s in places], return_inverse=True)
        self._categories, self._subcategories = categories.tolist(), subcategories.tolist()
        self._gram_pairs = _GramPairs(pairs, texts, names)

    def place(self, number: int) -> tuple[str, str]:
        """Category and subcategory of a name."""
        return self._names.categories[number], self._names.subcategories[number]

    def ask(self, query: str) -> tuple[dict[int, float], dict[str, float], dict[str, float]]:
        """Votes by name (-1: the highest), by category and by subcategory ("": the highest)."""
        import numpy as np

        asked = [g for g in sorted(_long_grams(query)) if g in self._pairs_of]
        weight_of_pair = np.zeros(self._size)
        total = 1e-6
        for gram in asked:
            found = self._pairs_of[gram]
            weight = math.log((self._size + 1) / (len(found) + 0.5))
            total += weight
            weight_of_pair[found] += weight / (len(found) + _ONE_DOUBT)
        sums = np.bincount(self._as_known, weight_of_pair[self._at] * self._share, len(self._known)) / total
        voted = np.flatnonzero(sums)
        votes = {-1: float(sums.max(initial=0.0))}
        votes |= zip(self._known[voted].tolist(), sums[voted].tolist(), strict=True)
        categories = _gathered(self._categories, self._in_category, sums)
        subcategories = _gathered(self._subcategories, self._in_sub, sums)
        return votes, categories, subcategories

    def expected(self, query: str) -> tuple[Any, Sequence[str]]:
        """How likely each gram of the names of the book is for these words; and those grams."""
        return self._gram_pairs.expected(grams(query))

    def translated(self, numbers: Any, evidence: Evidence) -> tuple[Any, Any]:
        """How far the grams of names are to be expected, weighted by rarity; and those that the query does not have."""
        return self._gram_pairs.translated(numbers, evidence)


def _gathered(places: Sequence[str], in_place: Any, sums: Any) -> dict[str, float]:
    """The sums of names by their place, "" for the highest; places without any are left out."""
    import numpy as np

    totals = np.bincount(in_place, sums, len(places))
    held = np.flatnonzero(totals)
    found = {"": float(totals.max(initial=0.0))}
    found |= zip([places[at] for at in held.tolist()], totals[held].tolist(), strict=True)
    return found


class _GramPairs:
    """How often a gram of the doctor's words came with a gram of the standard name."""

    def __init__(self, pairs: Sequence[_Pair], texts: Sequence[str], names: NameTable) -> None:
        import numpy as np

        ours: dict[str, int] = {}
        theirs: dict[str, int] = {}
        counts: Counter[str] = Counter()
        shown: Counter[str] = Counter()
        keys: list[Any] = []
        weights: list[Any] = []
        for (_, numbers), text in zip(pairs, texts, strict=True):
            left = grams(text)
            right = set().union(*(grams(names.words[n].canonical) for n in numbers))
            counts.update(left)
            shown.update(right)
            rows = np.fromiter((ours.setdefault(g, len(ours)) for g in sorted(left)), np.int64, len(left))
            columns = np.fromiter((theirs.setdefault(g, len(theirs)) for g in sorted(right)), np.int64, len(right))
            keys.append((rows[:, None] << 32 | columns[None, :]).ravel())
            weights.append(np.full(len(left) * len(right), 1 / len(numbers), dtype=np.float32))
        flat, places = np.unique(np.concatenate(keys), return_inverse=True)
        sums = np.bincount(places, np.concatenate(weights))
        rows = flat >> 32
        self._columns = (flat & 0xFFFFFFFF).astype(np.int32)
        self._starts = np.searchsorted(rows, np.arange(len(ours) + 1))
        by_row = np.array([counts[g] for g in ours], dtype=np.float32)
        self._chance = (sums / (by_row[rows] + _TWO_DOUBTS)).astype(np.float32)
        self._ours, self._theirs = ours, list(theirs)
        log_size = math.log(len(pairs) + 1)
        # a gram that no name of the book has stands last: the rarest of all, and never to be expected
        self._rarity = np.array([*(log_size - math.log(shown[g] + 0.5) for g in theirs), log_size + math.log(2)])
        as_theirs = (theirs.get(gram, len(theirs)) for gram in names.index.vocabulary)
        self._of_names = np.fromiter(as_theirs, np.int64, len(names.index.vocabulary))
        self._index = names.index

    def translated(self, numbers: Any, evidence: Evidence) -> tuple[Any, Any]:
        """See ``_Votes.translated``."""
        import numpy as np

        flat, begin = self._index.grams_of(numbers)
        theirs = self._of_names[flat]
        chance, weight = np.append(evidence.chances, 0.0)[theirs], self._rarity[theirs]
        other = ~self._index.among(evidence.asked)[flat]
        parts = (weight * chance, weight, chance * other, 1.0 * other)
        got, whole, rest, others = (np.add.reduceat(np.append(part, 0.0), begin) for part in parts)
        return got / np.maximum(whole, 1e-6), rest / np.maximum(others, 1)

    def expected(self, asked: set[str]) -> tuple[Any, Sequence[str]]:
        """The chance of each gram of a name, by the gram of the query that speaks for it most; and those grams."""
        import numpy as np

        chance = np.zeros(len(self._theirs), dtype=np.float32)
        for gram in asked:
            row = self._ours.get(gram)
            if row is not None:
                part = slice(self._starts[row], self._starts[row + 1])
                columns = self._columns[part]
                chance[columns] = np.maximum(chance[columns], self._chance[part])
        chance[chance <= _HARDLY] = 0
        return chance, self._theirs


def _long_grams(text: str) -> set[str]:
    """Characters, pairs and threes of a text with its ends marked."""
    marked = f"^{text}$"
    return {marked[i : i + n] for n in (1, 2, 3) for i in range(len(marked) - n + 1)} - {"^", "$"}
