"""Candidates for a term, judged: recall by shared characters, then features whose weights are data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from coding.suggest.accepted import FAIR_BOOK, Accepted, Evidence
from coding.suggest.index import best
from coding.suggest.name_table import NameTable, name_words, words_of
from coding.suggest.pinyin import SpokenTerms
from coding.suggest.ranking import Ranking, qualities_of, ranking
from coding.suggest.variants import Aliases, Variant
from coding.suggest.wider import wider_readings
from coding.words.concepts import concepts
from coding.words.features import BOOK, Query, Words, code_features, compare_among, compare_sites
from coding.words.normalising import cleaned_query, exact_key, fold
from coding.words.sites import sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.library import CodeLibrary
    from coding.suggest.term_book import TermBook, TermPair

_RECALL = 90
_RECALL_MORE = 35  # for each further reading
_VOTED = 25
_NEAR_WORDS, _NEAR = 3, 0.6
_ONLY_HINT = 3.5  # the table lacks the alias's standard words: its code is the best there is
_MOST_HINTED = 80


class Candidate(NamedTuple):
    """A name of the table that was judged: its number, the weighted sum, the features and the reading it fits.

    ``adds``: the concepts that it asserts and the words do not hold, see ``coding.words.concepts``.
    """

    number: int
    total: float
    values: Any
    variant: Variant
    asked: Any
    named: Any
    adds: int = 0


class _Recalled(NamedTuple):
    """The names recalled for one reading: their numbers, the number of the reading, and the first features."""

    numbers: Any
    reading: Any
    values: Any


class Judge:
    """Judges the names of one table for a term; the names are prepared when they are first wanted."""

    def __init__(self, library: CodeLibrary, terms: TermBook) -> None:
        self.library = library
        self.terms = terms

    def with_terms(self, terms: TermBook) -> Judge:
        """The same judge with another term book; the names are shared."""
        other = Judge(self.library, terms)
        other.__dict__["names"] = self.names
        if terms.aliases is self.terms.aliases:
            other.__dict__["aliases"] = self.aliases
        return other

    @cached_property
    def names(self) -> NameTable:
        """The names of the table."""
        return NameTable(self.library, ranking(self.library.kind).qualities)

    @cached_property
    def aliases(self) -> Aliases:
        """The embedded pairs of this kind."""
        return Aliases(self.terms.aliases_for(self.library.kind))

    @cached_property
    def spoken_terms(self) -> SpokenTerms:
        """How the words of the embedded pairs and of this hospital's are spoken."""
        pairs = (*self.terms.accepted_for(self.library.kind), *self.terms.aliases_for(self.library.kind))
        return SpokenTerms(self.library.kind, pairs)

    @cached_property
    def accepted(self) -> Accepted:
        """The pairs of this hospital that the table can use."""
        return Accepted(self.terms.accepted_for(self.library.kind), self.names, self.library)

    @cached_property
    def ranking(self) -> Ranking:
        """The weights in force."""
        return ranking(self.library.kind, self.accepted.count >= FAIR_BOOK)

    def evidence(self, term: str) -> Evidence:
        """What the term book says for similar words."""
        return self.accepted.evidence(self.plain(term))

    def plain(self, term: str) -> str:
        """The words in one spelling, without sides and words of doubt."""
        return words_of(cleaned_query(term), self.library.kind).canonical

    def judged(self, term: str, evidence: Evidence | None = None) -> list[Candidate]:
        """Every recalled name under the reading that fits it best, best first."""
        return list(self.candidates(term, evidence, adding_last=False))

    def candidates(
        self, term: str, evidence: Evidence | None = None, *, adding_last: bool = True
    ) -> Iterator[Candidate]:
        """The same one after the other; ``adding_last``: those that add a concept to the words behind all others."""
        import numpy as np

        evidence = self.evidence(term) if evidence is None else evidence
        cleaned = cleaned_query(term)
        own = self.aliases.variants(cleaned)
        whole = words_of(cleaned, self.library.kind)
        readings = [*own, *wider_readings(whole.canonical, self.library.kind), *self._near_words(evidence)]
        found = [
            self._recalled(self._query(variant, whole), variant, evidence.recalled(_VOTED) if not at else [], at)
            for at, variant in enumerate(readings)
        ]
        numbers, at_reading = np.concatenate([f.numbers for f in found]), np.concatenate([f.reading for f in found])
        if not len(numbers):
            return
        once, where = np.unique(numbers, return_inverse=True)
        of_book = self.accepted.features_of(once.tolist(), evidence)[where]
        values = np.hstack([np.concatenate([f.values for f in found]), self.names.codes[numbers], of_book])
        known = sites(self.library.kind)
        compare_sites(values, known.found_in(whole.canonical), [self.names.sites(n) for n in numbers.tolist()], known)
        compare_among(values, float(values[:, 0].max()))
        asked = np.stack([self._asked(whole, words_of(v.text, self.library.kind)) for v in readings])[at_reading]
        named = self.names.qualities[numbers]
        totals = self.ranking.totals(values, asked, named)
        held = self._held(whole, own)
        adds = self.names.concepts[numbers] & ~held
        order = np.lexsort((numbers, -totals))
        _, first = np.unique(numbers[order], return_index=True)
        best_first = order[np.sort(first)]
        if adding_last:
            best_first = best_first[np.argsort(adds[best_first] > 0, kind="stable")]
        for i in best_first.tolist():
            reading = readings[at_reading[i]]
            yield Candidate(int(numbers[i]), float(totals[i]), values[i], reading, asked[i], named[i], int(adds[i]))

    def _recalled(self, query: Query, variant: Variant, spoken_for: list[int], at: int) -> _Recalled:
        """The names that share the most with one reading, those below its aliases and those the book speaks for."""
        import numpy as np

        if not query.canonical:
            return _Recalled(np.zeros(0, np.int64), np.zeros(0, np.int64), query.compare_all([], [], []))
        overlap = self.names.index.overlap(query.canonical)
        alike = best(overlap.cosine + 0.3 * overlap.of_text + 0.3 * overlap.of_query, _RECALL_MORE if at else _RECALL)
        hinted = self._below_aliases(variant)
        listed = list(dict.fromkeys([*alike, *hinted, *spoken_for]))
        numbers = np.array(listed, dtype=np.int64)
        words = [self.names.form(n, query.canonical) for n in listed]
        overlaps = np.column_stack([part[numbers] for part in overlap])
        values = query.compare_all(words, overlaps, [hinted.get(n, 0.0) for n in listed])
        return _Recalled(numbers, np.full(len(listed), at), values)

    def _held(self, whole: Words, readings: list[Variant]) -> int:
        """The concepts that the doctor's words hold, with their aliases written out."""
        written_out = " ".join(fold(pair.std[0]) for variant in readings for pair in variant.used)
        return concepts(self.library.kind).held(whole.folded, written_out)

    def total(self, term: str, name: str, code: str = "") -> float:
        """The weighted sum for one name, whether it stands in the table or not."""
        import numpy as np

        number = self.names.number_of.get(exact_key(name))
        words = name_words(name, self.library.kind) if number is None else self.names.words[number]
        whole = words_of(cleaned_query(term), self.library.kind)
        evidence = self.evidence(term)
        rows, asked = [], []
        most_alike = 0.0
        own = self.aliases.variants(cleaned_query(term))
        for variant in (*own, *wider_readings(whole.canonical, self.library.kind)):
            query = self._query(variant, whole)
            if not query.canonical:
                continue
            alike = self.names.index.between(query.canonical, words.canonical)
            most_alike = max(most_alike, float(self.names.index.overlap(query.canonical).cosine.max(initial=0.0)))
            hinted = self._below_aliases(variant).get(number, 0.0) if number is not None else 0.0
            rows.append(query.compare(words, alike, hinted))
            asked.append(self._asked(whole, query.words))
        if not rows:
            return -99.0
        if number is None:
            of_code, of_book = np.array(code_features(code)), np.zeros(len(BOOK))
        else:
            of_code, of_book = self.names.codes[number], self.accepted.features_of([number], evidence)[0]
        values = np.hstack([np.array(rows), np.tile(np.concatenate([of_code, of_book]), (len(rows), 1))])
        known = sites(self.library.kind)
        compare_sites(values, known.found_in(whole.canonical), [known.found_in(words.canonical)] * len(rows), known)
        compare_among(values, most_alike)
        named = qualities_of([words.folded] * len(rows), self.ranking.qualities)
        return float(self.ranking.totals(values, np.stack(asked), named).max())

    def _near_words(self, evidence: Evidence) -> list[Variant]:
        """Of a small book, whose votes say little yet: what near words were accepted for, as further readings."""
        if self.accepted.count >= FAIR_BOOK:
            return []
        near = sorted(evidence.nearest.values(), key=lambda n: -n[0])
        return [
            Variant(pair.std[0], (pair,), 1 - likeness) for likeness, pair in near[:_NEAR_WORDS] if likeness >= _NEAR
        ]

    def _query(self, variant: Variant, whole: Words) -> Query:
        words = words_of(variant.text, self.library.kind)
        return Query(words, whole.canonical, variant.left_out, variant.wider)

    def _asked(self, whole: Words, reading: Words) -> Any:
        return qualities_of([whole.folded + " " + reading.folded], self.ranking.qualities)[0]

    def _below_aliases(self, variant: Variant) -> dict[int, float]:
        """Names whose code lies below the code of an alias in this reading: 1 for a subcategory, less for less."""
        found: dict[int, float] = {}
        for pair in variant.used:
            if pair.code:
                share = 1.0 if len(pair.code) >= 5 or "." not in pair.code else 0.7
                if variant.text == pair.std[0] and not self._stands(pair):
                    share *= _ONLY_HINT
                own = self.library.get(pair.code)
                for entry in (*([own] if own else ()), *self.library.children(pair.code)[:_MOST_HINTED]):
                    found[self.names.number_of[exact_key(entry.name)]] = share
        return found

    def _stands(self, pair: TermPair) -> bool:
        return exact_key(pair.std[0]) in self.names.number_of
