"""Words → codes: recall by shared characters, ranked by a few features whose weights are data.

Order of a result: exact code, exact name, what this hospital has accepted, a whole alias, then by score.
Weight and money play no part.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import cached_property
from typing import NamedTuple

from coding.codes.library import CodeLibrary
from coding.codes.model import CodeEntry
from coding.codes.parse import normalise_code
from coding.suggest.features import Words, features
from coding.suggest.index import NgramIndex, best
from coding.suggest.initials import initials
from coding.suggest.marks import marked
from coding.suggest.model import Match
from coding.suggest.ranking import ranking
from coding.suggest.terms import TermBook, TermPair
from coding.suggest.variants import Aliases, Variant
from coding.suggest.words import cleaned_query, exact_key, fold, rewriter, sides, without_sides

_INITIALS = re.compile(r"[a-z]{2,12}")
_RECALL = 120
_NEIGHBOURS = 24
_VOTE_POWER = 4
_SMALL_BOOK = 500
_MOST_REMEMBERED = 5000  # a page is asked again after every edit, and its words are mostly the same
_ONLY_HINT = 3.5  # the table lacks the alias's standard words: its code is the best there is
_MOST_HINTED = 80
_LEAST = 2.0
_GREY_PENALTY = 0.85
_CODE_QUERY = re.compile(r"[A-Za-z]\d[\dA-Za-z.+*†/ ]*|\d{2}[\dXx.]*")


class Candidate(NamedTuple):
    """A name of the table that was judged: its number, the weighted sum, the features and the reading it fits."""

    number: int
    total: float
    values: tuple[float, ...]
    variant: Variant


class Evidence(NamedTuple):
    """What the term book says for a name: likeness of the nearest pair and share of the votes, and that pair."""

    values: tuple[float, float]
    pair: TermPair


class TermSearch:
    """The search over one code table; the index is built when it is first asked."""

    def __init__(self, library: CodeLibrary, terms: TermBook) -> None:
        self.library = library
        self.terms = terms
        self._ranking = ranking(library.kind)
        self._rewrite = rewriter(library.kind)
        self._remembered: dict[tuple[str, int], list[Match]] = {}

    def prepare(self) -> None:
        """Build the index now, so that the first search is as fast as the others."""
        _ = self._index, self._accepted_index, self._accepted_pairs, self._often, self._number_of
        self._ranked("慢支急发", 1)

    def search(self, term: str, top: int = 10) -> list[Match]:
        """The best candidates for a term or a code, best first; empty when nothing fits (无合适匹配)."""
        text = term.strip()
        if not text or top <= 0:
            return []
        asked = (text, top)
        if asked not in self._remembered:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[asked] = self._search(text, top)
        return list(self._remembered[asked])

    def _search(self, text: str, top: int) -> list[Match]:
        matches = self._by_code(text, top)
        if not matches:
            matches = self._certain(text)
            matches += self._by_initials(text, top - len(matches))
            taken = {m.code for m in matches}
            if len(matches) < top:
                matches += [m for m in self._ranked(text, top + len(taken)) if m.code not in taken]
        return matches[:top]

    def likeness(self, term: str, name: str) -> float:
        """How well a name fits the words, 0–100, by the same measure as the ranking."""
        if exact_key(term) == exact_key(name):
            return 100.0
        best_total = -99.0
        for variant in self._aliases.variants(cleaned_query(term)):
            if exact_key(variant.text) == exact_key(name):
                return 97.0
            query, words = self._words(variant.text), self._words(name)
            overlap = self._index.between(query.canonical, words.canonical)
            best_total = max(best_total, self._ranking.total(features(query, words, overlap)))
        return round(self._ranking.score(best_total), 1)

    def candidates(self, term: str) -> list[tuple[str, tuple[float, ...]]]:
        """All names that are judged for a term, with their features; for tuning the weights."""
        return [(self._entries[n][0].name, c.values) for n, c in self._all_judged(term.strip()).items()]

    # -- certain answers

    def _by_code(self, text: str, top: int) -> list[Match]:
        text = unicodedata.normalize("NFKC", text)
        if not _CODE_QUERY.fullmatch(text):
            return []
        code = normalise_code(text, self.library.kind)
        found = []
        entry = self.library.get(code)
        if entry is not None:
            found.append(Match(entry.code, entry.name, 100.0, "编码一致"))
        plain = re.sub(r"[.\s]", "", code).lower()
        if len(plain) < 2:
            return found
        for other in self.library:
            if other is not entry and other.code.replace(".", "").lower().startswith(plain):
                found.append(Match(other.code, other.name, 90.0, f"编码前缀 {code}"))
                if len(found) >= top:
                    break
        return found

    def _by_initials(self, text: str, top: int) -> list[Match]:
        """Names whose pinyin begins with these letters, the shortest first."""
        letters = text.lower()
        if top <= 0 or not _INITIALS.fullmatch(letters) or self._aliases.whole(text):
            return []
        numbers = [n for n, initial in enumerate(self._initials) if initial.startswith(letters)]
        numbers.sort(key=lambda n: (bool(self._entries[n][0].grey), len(self._initials[n]), n))
        found = []
        for number in numbers[:top]:
            entry, whole = self._entries[number][0], self._initials[number] == letters
            found.append(Match(entry.code, entry.name, 80.0 if whole else 60.0, _noted("拼音首字母", entry)))
        return sorted(found, key=lambda m: -m.score)

    def _certain(self, text: str) -> list[Match]:
        found: dict[str, Match] = {}
        for name, score, reason in self._certain_names(text):
            for entry in self._by_name.get(exact_key(name), ())[:3]:
                marks = marked(entry.name, name)
                worth = round(score * (_GREY_PENALTY if entry.grey else 1.0), 1)
                found.setdefault(entry.code, Match(entry.code, entry.name, worth, _noted(reason, entry), (), marks))
        return sorted(found.values(), key=lambda m: -m.score)

    def _certain_names(self, text: str) -> list[tuple[str, float, str]]:
        names = [(text, 100.0, "名称完全一致")]
        for pair in self._accepted_pairs.get(exact_key(text), ()):
            words = "本院曾采纳" if len(pair.std) == 1 else "本院曾采纳（组合用语）"
            names += [(std, 99.0, f"{words}：{pair.raw}→{std}") for std in pair.std]
        for pair in self._aliases.whole(cleaned_query(text)):
            names.append((pair.std[0], 97.0, f"别名：{pair.raw}→{pair.std[0]}"))
        return names

    # -- ranked answers

    def _ranked(self, text: str, top: int) -> list[Match]:
        accepted = self._accepted_evidence(text)
        judged = self._all_judged(text, accepted)
        if fold(text).isascii() and not any(c.variant.used for c in judged.values()):
            judged = {n: c for n, c in judged.items() if fold(text) in self._names[n].folded}
        matches = []
        for candidate in sorted(judged.values(), key=lambda c: (-c.total, c.number))[: top + 10]:
            entry = self._entries[candidate.number][0]
            score = round(self._ranking.score(candidate.total) * (_GREY_PENALTY if entry.grey else 1.0), 1)
            if score >= _LEAST:
                reason = _noted(self._reason(candidate, accepted), entry)
                marks = marked(entry.name, f"{candidate.variant.text} {text}")
                parts = self._ranking.parts(candidate.values)
                matches.append(Match(entry.code, entry.name, score, reason, parts, marks))
        matches.sort(key=lambda m: -m.score)
        return matches[:top]

    def _all_judged(self, text: str, accepted: dict[int, Evidence] | None = None) -> dict[int, Candidate]:
        """Every recalled name under the reading that fits it best."""
        accepted = self._accepted_evidence(text) if accepted is None else accepted
        judged: dict[int, Candidate] = {}
        for variant in self._aliases.variants(cleaned_query(text)):
            for candidate in self._judged(variant, accepted):
                held = judged.get(candidate.number)
                if held is None or candidate.total > held.total:
                    judged[candidate.number] = candidate
        return judged

    def _judged(self, variant: Variant, accepted: dict[int, Evidence]) -> list[Candidate]:
        query = self._words(variant.text)
        if not query.canonical:
            return []
        overlap = self._index.overlap(query.canonical)
        numbers = best(overlap.cosine + 0.3 * overlap.of_text + 0.3 * overlap.of_query, _RECALL)
        hinted = self._below_aliases(variant)
        recalled = set(numbers)
        numbers += [n for n in dict.fromkeys([*hinted, *accepted]) if n not in recalled]
        found = []
        for number in numbers:
            values = features(
                query,
                self._names[number],
                (float(overlap.cosine[number]), float(overlap.of_query[number]), float(overlap.of_text[number])),
                part=variant.left_out,
                alias_code=hinted.get(number, 0.0),
                accepted=(
                    *(accepted[number].values if number in accepted else (0.0, 0.0)),
                    self._often.get(number, 0.0),
                ),
            )
            found.append(Candidate(number, self._ranking.total(values), values, variant))
        return found

    def _below_aliases(self, variant: Variant) -> dict[int, float]:
        """Names whose code lies below the code of an alias in this reading: 1 for a subcategory, less for less."""
        found: dict[int, float] = {}
        for pair in variant.used:
            if pair.code:
                share = 1.0 if len(pair.code) >= 5 or "." not in pair.code else 0.7
                if variant.text == pair.std[0] and exact_key(pair.std[0]) not in self._by_name:
                    share *= _ONLY_HINT
                own = self.library.get(pair.code)
                for entry in (*([own] if own else ()), *self.library.children(pair.code)[:_MOST_HINTED]):
                    found[self._number_of[exact_key(entry.name)]] = share
        return found

    def _accepted_evidence(self, text: str) -> dict[int, Evidence]:
        """Names that this hospital gave to similar words."""
        if self._accepted_index is None:
            return {}
        query = self._words(cleaned_query(text)).canonical
        cosine = self._accepted_index.overlap(query).cosine
        nearest: dict[int, tuple[float, TermPair]] = {}
        votes: dict[int, float] = {}
        for at in best(cosine, _NEIGHBOURS):
            pair, numbers = self._accepted[at]
            likeness = float(cosine[at])
            for number in numbers:
                nearest.setdefault(number, (likeness, pair))
                votes[number] = votes.get(number, 0.0) + likeness**_VOTE_POWER
        total = sum(votes.values()) or 1.0
        return {n: Evidence((likeness, votes[n] / total), pair) for n, (likeness, pair) in nearest.items()}

    def _reason(self, candidate: Candidate, accepted: dict[int, Evidence]) -> str:
        if candidate.number in accepted and accepted[candidate.number].values[0] >= 0.6:
            return f"与本院曾采纳的“{accepted[candidate.number].pair.raw}”相近"
        if candidate.variant.used:
            return self._aliases.reason(candidate.variant)
        if candidate.variant.left_out:
            return f"与原词的一部分“{candidate.variant.text}”相近"
        query, name = self._words(candidate.variant.text).canonical, self._names[candidate.number].canonical
        if query == name:
            return "同义写法一致"
        if query in name:
            return "名称包含原词"
        return "原词包含该名称" if name in query else "字词相近"

    def _words(self, text: str) -> Words:
        folded = fold(text)
        return Words(folded, self._rewrite(without_sides(folded)) or self._rewrite(folded), sides(folded))

    # -- built on first use

    @cached_property
    def _by_name(self) -> dict[str, tuple[CodeEntry, ...]]:
        lists: dict[str, list[CodeEntry]] = {}
        for entry in self.library:
            lists.setdefault(exact_key(entry.name), []).append(entry)
        return {name: tuple(sorted(found, key=_preference)) for name, found in lists.items()}

    @cached_property
    def _number_of(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._by_name)}

    @cached_property
    def _entries(self) -> list[tuple[CodeEntry, ...]]:
        return list(self._by_name.values())

    @cached_property
    def _names(self) -> list[Words]:
        return [self._words(entries[0].name) for entries in self._entries]

    @cached_property
    def _initials(self) -> list[str]:
        return [initials(entries[0].name.removeprefix("未特指的")) for entries in self._entries]

    @cached_property
    def _index(self) -> NgramIndex:
        return NgramIndex([w.canonical for w in self._names])

    @cached_property
    def _aliases(self) -> Aliases:
        return Aliases(self.terms.aliases_for(self.library.kind))

    @cached_property
    def _accepted_pairs(self) -> dict[str, list[TermPair]]:
        found: dict[str, list[TermPair]] = {}
        for pair in self.terms.accepted:
            found.setdefault(exact_key(pair.raw), []).append(pair)
        return found

    @cached_property
    def _accepted(self) -> list[tuple[TermPair, tuple[int, ...]]]:
        """Accepted pairs of a single standard name that this table holds, with the name's number."""
        found = []
        for pair in self.terms.accepted:
            numbers = tuple(self._number_of[exact_key(s)] for s in pair.std if exact_key(s) in self._number_of)
            if numbers and len(pair.std) == 1:
                found.append((pair, numbers))
        return found

    @cached_property
    def _often(self) -> dict[int, float]:
        """How often this hospital uses a name, 0–1 on a logarithmic scale; a small book says little."""
        counts = Counter(number for _, numbers in self._accepted for number in numbers)
        most = math.log1p(max(counts.values(), default=1)) * (1 + _SMALL_BOOK / max(1, len(self._accepted)))
        return {number: math.log1p(count) / most for number, count in counts.items()}

    @cached_property
    def _accepted_index(self) -> NgramIndex | None:
        texts = [self._words(cleaned_query(pair.raw)).canonical for pair, _ in self._accepted]
        return NgramIndex(texts) if texts else None


def _preference(entry: CodeEntry) -> tuple[bool, bool, str]:
    """Among rows of one name: codes that may be submitted first, full codes before headings."""
    return bool(entry.grey), len(entry.code) < 7, entry.code


def _noted(reason: str, entry: CodeEntry) -> str:
    return f"{reason}（医保灰码，不可上报）" if entry.grey else reason
