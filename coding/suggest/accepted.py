"""What the hospital's own accepted pairs say for words that are not among them: neighbours, votes, translations."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from coding.codes.parse import category, normalise_code, subcategory
from coding.suggest.index import NgramIndex, best, grams
from coding.suggest.name_table import NameTable, words_of
from coding.suggest.term_book import TermPair
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
_Pair = tuple[TermPair, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known for one query; every number is 0–1. ``nearest``: likeness and the pair, by name number."""

    nearest: Mapping[int, tuple[float, TermPair]] = field(default_factory=dict)
    shares: Mapping[int, float] = field(default_factory=dict)
    votes: Mapping[int, float] = field(default_factory=dict)
    categories: Mapping[str, float] = field(default_factory=dict)
    subcategories: Mapping[str, float] = field(default_factory=dict)
    expected: Mapping[str, float] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    def recalled(self, most: int) -> list[int]:
        """Names that the book speaks for: of near words, then by votes."""
        voted = sorted(self.votes, key=lambda n: (-self.votes[n], n))[:most]
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
        votes, categories, subcategories, expected = self._taught.ask(query)
        shares = {n: v / total for n, v in near.items()}
        return Evidence(nearest, shares, votes, categories, subcategories, expected, frozenset(grams(query)))

    def features(self, number: int, evidence: Evidence) -> tuple[float, ...]:
        """The features of ``BOOK`` for one name."""
        if not self.count:
            return (0.0,) * 11
        nearest = evidence.nearest.get(number)
        place, sub = self._taught.place(number)
        vote, in_category = evidence.votes.get(number, 0.0), evidence.categories.get(place, 0.0)
        in_sub = evidence.subcategories.get(sub, 0.0)
        return (
            nearest[0] if nearest else 0.0,
            evidence.shares.get(number, 0.0),
            self.often.get(number, 0.0),
            vote,
            vote / (evidence.votes[-1] or 1.0),
            in_category,
            in_category / (evidence.categories[""] or 1.0),
            in_sub,
            in_sub / (evidence.subcategories[""] or 1.0),
            *self._taught.translated(number, evidence),
        )


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
        self._places: dict[int, tuple[str, str]] = {}
        self._known, self._as_known = np.unique(self._name, return_inverse=True)
        self._places_known = [self.place(int(n)) for n in self._known]
        self._gram_pairs = _GramPairs(pairs, texts, names)
        self._grams: dict[int, tuple[tuple[tuple[str, float], ...], float]] = {}

    def place(self, number: int) -> tuple[str, str]:
        """Category and subcategory of a name."""
        found = self._places.get(number)
        if found is None:
            code = normalise_code(self._names.entries[number][0].code, self._names.kind)
            found = self._places[number] = (category(code) or code[:3], subcategory(code) or code[:5])
        return found

    def ask(self, query: str) -> tuple[dict[int, float], dict[str, float], dict[str, float], dict[str, float]]:
        """Votes by name (-1: the highest), by category and subcategory ("": the highest), and grams to expect."""
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
        votes = {-1: float(sums.max(initial=0.0))}
        categories: dict[str, float] = {"": 0.0}
        subcategories: dict[str, float] = {"": 0.0}
        for at in np.flatnonzero(sums):
            share = float(sums[at])
            place, sub = self._places_known[at]
            votes[int(self._known[at])] = share
            categories[place] = categories.get(place, 0.0) + share
            subcategories[sub] = subcategories.get(sub, 0.0) + share
        categories[""] = max(categories.values())
        subcategories[""] = max(subcategories.values())
        return votes, categories, subcategories, self._gram_pairs.expected(grams(query))

    def translated(self, number: int, evidence: Evidence) -> tuple[float, float]:
        """How far a name's grams are to be expected, weighted by rarity; and those that the query does not have."""
        held = self._grams.get(number)
        if held is None:
            rare = self._gram_pairs.rarity
            weighted = tuple((g, rare(g)) for g in sorted(grams(self._names.words[number].canonical)))
            held = self._grams[number] = (weighted, sum(w for _, w in weighted) or 1.0)
        weighted, whole = held
        expected, asked = evidence.expected, evidence.asked
        got = rest = 0.0
        others = 0
        for gram, weight in weighted:
            chance = expected.get(gram, 0.0)
            if chance:
                got += weight * chance
            if gram not in asked:
                rest += chance
                others += 1
        return got / whole, rest / (others or 1)


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
        self._log_size = math.log(len(pairs) + 1)
        self._rarity = {g: self._log_size - math.log(c + 0.5) for g, c in shown.items()}

    def rarity(self, gram: str) -> float:
        """How seldom a gram stands in the names of the book."""
        return self._rarity.get(gram, self._log_size + math.log(2))

    def expected(self, asked: set[str]) -> dict[str, float]:
        """The chance of each gram of a name, by the gram of the query that speaks for it most."""
        import numpy as np

        chance = np.zeros(len(self._theirs), dtype=np.float32)
        for gram in asked:
            row = self._ours.get(gram)
            if row is not None:
                part = slice(self._starts[row], self._starts[row + 1])
                columns = self._columns[part]
                chance[columns] = np.maximum(chance[columns], self._chance[part])
        found = np.flatnonzero(chance > 0.01)
        return {self._theirs[int(c)]: float(chance[c]) for c in found}


def _long_grams(text: str) -> set[str]:
    """Characters, pairs and threes of a text with its ends marked."""
    marked = f"^{text}$"
    return {marked[i : i + n] for n in (1, 2, 3) for i in range(len(marked) - n + 1)} - {"^", "$"}
