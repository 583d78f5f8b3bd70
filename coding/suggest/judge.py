"""Candidates for a term, judged: recall by shared characters, then features whose weights are data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from coding.suggest.accepted import FAIR_BOOK, Accepted, Evidence
from coding.suggest.index import best
from coding.suggest.name_table import NameTable, words_of
from coding.suggest.pinyin import SpokenTerms
from coding.suggest.ranking import Ranking, qualities_of, ranking
from coding.suggest.variants import Aliases, Variant
from coding.words.features import Query, Words, code_features, compare_among
from coding.words.normalising import cleaned_query, exact_key

if TYPE_CHECKING:
    from coding.codes.library import CodeLibrary
    from coding.suggest.term_book import TermBook, TermPair

_RECALL = 110
_RECALL_MORE = 45  # for each further reading
_VOTED = 25
_NEAR_WORDS, _NEAR = 3, 0.6
_ONLY_HINT = 3.5  # the table lacks the alias's standard words: its code is the best there is
_MOST_HINTED = 80


class Candidate(NamedTuple):
    """A name of the table that was judged: its number, the weighted sum, the features and the reading it fits."""

    number: int
    total: float
    values: list[float]
    variant: Variant
    asked: Any
    named: Any


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
        evidence = self.evidence(term) if evidence is None else evidence
        readings = [*self.aliases.variants(cleaned_query(term)), *self._near_words(evidence)]
        found: list[tuple[int, list[float], int]] = []
        asked: list[Any] = []
        most_alike = 0.0
        whole = words_of(cleaned_query(term), self.library.kind)
        rest: dict[int, list[float]] = {}  # what does not hang on the reading
        for at, variant in enumerate(readings):
            query = self._query(variant, whole)
            asked.append(self._asked(whole, query.words))
            if not query.canonical:
                continue
            overlap = self.names.index.overlap(query.canonical)
            numbers = best(
                overlap.cosine + 0.3 * overlap.of_text + 0.3 * overlap.of_query, _RECALL_MORE if at else _RECALL
            )
            hinted = self._below_aliases(variant)
            spoken_for = evidence.recalled(_VOTED) if at == 0 else []
            if numbers:
                most_alike = max(most_alike, float(overlap.cosine[numbers].max()))
            for number in dict.fromkeys([*numbers, *hinted, *spoken_for]):
                alike = float(overlap.cosine[number]), float(overlap.of_query[number]), float(overlap.of_text[number])
                values = query.compare(self.names.words[number], alike, hinted.get(number, 0.0))
                if number not in rest:
                    rest[number] = self._whole_row([], number, evidence)
                found.append((number, values + rest[number], at))
        compare_among([values for _, values, _ in found], most_alike)
        return self._best_of(found, asked, readings)

    def total(self, term: str, name: str, code: str = "") -> float:
        """The weighted sum for one name, whether it stands in the table or not."""
        number = self.names.number_of.get(exact_key(name))
        words = words_of(name, self.library.kind) if number is None else self.names.words[number]
        whole = words_of(cleaned_query(term), self.library.kind)
        evidence = self.evidence(term)
        rows, asked = [], []
        most_alike = 0.0
        for variant in self.aliases.variants(cleaned_query(term)):
            query = self._query(variant, whole)
            if not query.canonical:
                continue
            alike = self.names.index.between(query.canonical, words.canonical)
            most_alike = max(most_alike, float(self.names.index.overlap(query.canonical).cosine.max(initial=0.0)))
            hinted = self._below_aliases(variant).get(number, 0.0) if number is not None else 0.0
            values = query.compare(words, alike, hinted)
            if number is None:
                values += [*code_features(code), *((0.0,) * 11)]
            else:
                values = self._whole_row(values, number, evidence)
            rows.append(values)
            asked.append(self._asked(whole, query.words))
        if not rows:
            return -99.0
        compare_among(rows, most_alike)
        named = qualities_of([words.folded] * len(rows), self.ranking.qualities)
        return float(self.ranking.totals(rows, self._stack(asked), named).max())

    def _near_words(self, evidence: Evidence) -> list[Variant]:
        """Of a small book, whose votes say little yet: what near words were accepted for, as further readings."""
        if self.accepted.count >= FAIR_BOOK:
            return []
        near = sorted(evidence.nearest.values(), key=lambda n: -n[0])
        return [
            Variant(pair.std[0], (pair,), 1 - likeness) for likeness, pair in near[:_NEAR_WORDS] if likeness >= _NEAR
        ]

    def _best_of(
        self, found: list[tuple[int, list[float], int]], asked: list[Any], readings: list[Variant]
    ) -> list[Candidate]:
        if not found:
            return []
        named = self.names.qualities[[number for number, _, _ in found]]
        asked_of = self._stack([asked[at] for _, _, at in found])
        totals = self.ranking.totals([values for _, values, _ in found], asked_of, named)
        judged: dict[int, Candidate] = {}
        for row, (number, values, at) in enumerate(found):
            total = float(totals[row])
            held = judged.get(number)
            if held is None or total > held.total:
                judged[number] = Candidate(number, total, values, readings[at], asked_of[row], named[row])
        return sorted(judged.values(), key=lambda c: (-c.total, c.number))

    def _query(self, variant: Variant, whole: Words) -> Query:
        return Query(words_of(variant.text, self.library.kind), whole.canonical, variant.left_out)

    def _asked(self, whole: Words, reading: Words) -> Any:
        return qualities_of([whole.folded + " " + reading.folded], self.ranking.qualities)[0]

    def _whole_row(self, values: list[float], number: int, evidence: Evidence) -> list[float]:
        values += self.names.codes[number].tolist()
        values += self.accepted.features(number, evidence)
        return values

    @staticmethod
    def _stack(rows: list[Any]) -> Any:
        import numpy as np

        return np.stack(rows)

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
