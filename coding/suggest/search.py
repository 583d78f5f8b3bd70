"""The search box over one code table: codes, names, sound, the hospital's words, aliases, then what is alike.

Order of a result: exact code, exact name, what this hospital has accepted, a whole alias, then by score.
Weight and money play no part.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from coding.codes.parse import category, normalise_code
from coding.suggest.judge import Candidate, Judge
from coding.suggest.matched_signs import marked
from coding.suggest.name_table import words_of
from coding.suggest.pinyin import syllables
from coding.suggest.suggestion import Match
from coding.words.concepts import concepts
from coding.words.features import FEATURES
from coding.words.normalising import cleaned_query, exact_key, fold
from coding.words.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.suggest.accepted import Evidence
    from coding.suggest.term_book import TermBook, TermPair

#: First letters, or pinyin; figures may stand among them (2xtnb).
_LETTERS = re.compile(r"(?=[0-9]*[a-z][0-9]*[a-z])[a-z0-9]{2,60}")
_MOST_LETTERS = 12
_MOST_REMEMBERED = 5000  # a page is asked again after every edit, and its words are mostly the same
_LEAST_SOUNDED = 3  # signs: two are shared by many words
_MOST_SOUNDED = 10  # of longer words the signs that are right find the name
_LEAST = 2.0
HEADED = 95.0  # an alias leads to a heading
ACCEPTED, LEARNED = 99.0, 98.0  # what this hospital knows
_GREY_PENALTY = 0.85
#: The most that a name gets which says what the doctor did not: the least that is still proposed for a row.
_ADDING = 25.0
_SPARE = 10  # 灰码 lose score and may fall behind: so many more are looked at
_SOUNDS = 88.0  # a name spoken like the words, whole; within a name: less
_SOUNDS_WITHIN = 60.0
_SPOKEN, _SPOKEN_WITHIN = 80.0, 60.0  # spoken like the letters, whole; beginning so, or within
_LEAST_SAID, _MOST_SAID = 2, 4
_LEAST_NEARLY = 5  # letters: of fewer, one that is wrong leaves too little
#: So many candidates for words that are said daily are looked through for the codes that are meant by them.
_LOOKED_THROUGH = 12
#: A name that is less like such words says more than they do: their heading is meant.
_FIRMLY = 46.0
_GROUNDS = [FEATURES.index(n) for n in ("pairs_query", "alias_code", "accepted", "voted", "name_inside")]
_CHARS = FEATURES.index("chars_query")
_CODE_QUERY = re.compile(r"[A-Za-z]\d[\dA-Za-z.+*†/ ]*|\d{2}[\dXx.]*")


class TermSearch:
    """The search over one code table; the names are prepared when it is first asked."""

    def __init__(self, library: CodeLibrary, terms: TermBook) -> None:
        self.library = library
        self.terms = terms
        self.judge = Judge(library, terms)
        self._remembered: dict[tuple[str, int], list[Match]] = {}
        self._meant: dict[str, list[Match]] = {}

    def with_terms(self, terms: TermBook) -> TermSearch:
        """The same search with another term book; what was prepared of the table is shared."""
        other = TermSearch(self.library, terms)
        other.judge = self.judge.with_terms(terms)
        return other

    def prepare(self) -> None:
        """Make everything ready now, so that the first search is as fast as the others."""
        _ = self.judge.accepted
        self.judge.names.spoken.prepare()
        self.judge.spoken_terms.prepare()
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
        if matches:
            return matches[:top]
        matches = self._certain(text)
        plain = simplified(text)
        for more in (self._by_letters, self._by_sound, self._ranked):
            if len(matches) >= top:
                break
            taken = {m.code for m in matches}
            matches += [m for m in more(plain, top + len(taken)) if m.code not in taken]
        return matches[:top]

    def likeness(self, term: str, name: str, code: str = "") -> float:
        """How well a name fits the words, 0–100, by the same measure as the ranking."""
        if exact_key(term) == exact_key(name):
            return 100.0
        for variant in self.judge.aliases.variants(cleaned_query(term)):
            if exact_key(variant.text) == exact_key(name) and not variant.left_out:
                return 97.0
        return round(self.judge.ranking.score(self.judge.total(term, name, code)), 1)

    def accepted(self, term: str) -> list[Match]:
        """What this hospital has accepted for these very words, best first; words of several names have no one code."""
        found: dict[str, Match] = {}
        for pair, words, score in self._known(term):
            if len(pair.std) > 1:
                continue
            entry = self.library.get(pair.code) if pair.code else None
            for one in (entry,) if entry else self.judge.names.rows(pair.std[0])[:3]:
                reason = _noted(f"{words}：{pair.raw}→{pair.std[0]}", one)
                found.setdefault(one.code, Match(one.code, one.name, score, reason, (), marked(one.name, pair.raw)))
        return list(found.values())

    # -- certain answers

    def _by_code(self, text: str, top: int) -> list[Match]:
        text = unicodedata.normalize("NFKC", text)
        if not _CODE_QUERY.fullmatch(text):
            return []
        code = normalise_code(text, self.library.kind)
        plain = re.sub(r"[.\s]", "", code).lower()
        entry = self.library.get(code)
        found = [] if entry is None else [_coded(entry, 100.0, "编码一致")]
        if len(plain) >= 2:
            begun = [e for e in self._begun(plain, top) if e is not entry]
            found += [_coded(e, 90.0, f"编码前缀 {code}") for e in begun]
        if not found and len(place := category(code)) < len(plain):
            # a code that the table lacks: what it has of the same category
            near = sorted(self.library.children(place), key=lambda e: bool(e.grey))
            found = [_coded(e, 40.0, f"表中没有 {code}，同类目 {place}") for e in near[:top]]
        return sorted(found, key=lambda m: -m.score)

    def _begun(self, plain: str, top: int) -> list[CodeEntry]:
        """The codes that begin so, in the order of the table; 灰码, which cannot be submitted, behind all others."""
        usable: list[CodeEntry] = []
        grey: list[CodeEntry] = []
        for entry in self.library:
            if entry.code.replace(".", "").lower().startswith(plain):
                (grey if entry.grey else usable).append(entry)
                if len(usable) > top:
                    break
        return usable + grey

    def _certain(self, text: str) -> list[Match]:
        found: dict[str, Match] = {}
        for name, score, reason in self._certain_names(text):
            for entry in self.judge.names.rows(name)[:3]:
                marks = marked(entry.name, name)
                worth = round(score * (_GREY_PENALTY if entry.grey else 1.0), 1)
                found.setdefault(entry.code, Match(entry.code, entry.name, worth, _noted(reason, entry), (), marks))
        if not found:
            found = {m.code: m for m in self._by_alias_code(cleaned_query(simplified(text)))}
        return sorted(found.values(), key=lambda m: -m.score)

    def _by_alias_code(self, text: str) -> list[Match]:
        """The heading of an alias whose standard words a table of headings cannot hold."""
        pair = self.judge.aliases.coded(text) if self.library.headings_only else None
        if pair is None:
            return []
        entry = self.library.get(pair.code)
        if entry is None or entry.code == pair.code[:3]:
            below = self.library.children(pair.code)
            entry = next((e for e in below if e.code[4:5] == "9"), entry or (below[0] if below else None))
        if entry is None:
            return []
        words = pair.std[0] if pair.raw == pair.std[0] else f"{pair.raw}→{pair.std[0]}"
        return [Match(entry.code, entry.name, HEADED, _noted(f"别名：{words}，归入 {pair.code}", entry), (),
                      marked(entry.name, f"{pair.std[0]} {text}"))]  # fmt: skip

    def _certain_names(self, text: str) -> list[tuple[str, float, str]]:
        names = [(text, 100.0, "名称完全一致")]
        if simplified(text) != text:
            names.append((simplified(text), 99.5, "繁体字对应的名称"))
        for pair, words, score in self._known(text):
            noted = words if len(pair.std) == 1 else f"{words}（组合用语）"
            names += [(std, score, f"{noted}：{pair.raw}→{std}") for std in self._standing(pair)]
        for pair in self.judge.aliases.whole(cleaned_query(simplified(text))):
            names.append((pair.std[0], 97.0, f"别名：{pair.raw}→{pair.std[0]}"))
        return names

    def _known(self, text: str) -> list[tuple[TermPair, str, float]]:
        """The pairs of the hospital's term book for these very words: what to call them, and their score."""
        known = self.judge.accepted.by_words.get(exact_key(text), ())
        ordered = sorted(known, key=lambda p: (not p.approved, -p.count))
        words = {True: ("本院曾采纳", ACCEPTED), False: ("本院曾采纳，待审核", LEARNED)}
        return [(pair, *words[pair.approved]) for pair in ordered]

    def _standing(self, pair: TermPair) -> tuple[str, ...]:
        """The standard words of a pair; where this table words its code otherwise, the table's."""
        if len(pair.std) == 1 and pair.code and not self.judge.names.rows(pair.std[0]):
            entry = self.library.get(pair.code)
            return (entry.name,) if entry else pair.std
        return pair.std

    # -- by sound

    def _by_letters(self, text: str, top: int) -> list[Match]:
        """Names whose pinyin, in full or by its first letters, begins with what is typed; the shortest first."""
        letters = text.lower().replace(" ", "").replace("'", "")
        if not _LETTERS.fullmatch(letters) or self.judge.aliases.whole(text):
            return []
        spoken = self.judge.names.spoken
        found = [(n, "拼音首字母", whole) for n, whole in spoken.by_letters(letters, top)] if (
            len(letters) <= _MOST_LETTERS
        ) else []  # fmt: skip
        if len(letters) >= 3:
            found += [(n, "拼音", whole) for n, whole in spoken.by_pinyin(letters, top)]
        entries = [(self.judge.names.entries[n][0], reason, whole) for n, reason, whole in found]
        said = self._said(letters, top)
        meant = {category(match.code) for match, _ in said}
        # what the letters say whole; then the same disease more closely, before others that begin alike
        entries.sort(key=lambda e: (bool(e[0].grey), not e[2], category(e[0].code) not in meant))
        named = [
            Match(e.code, e.name, _SPOKEN if whole else _SPOKEN_WITHIN, _noted(reason, e))
            for e, reason, whole in entries
        ]
        if not named and not said:
            return self._nearly(letters, top)
        daily, others = ([m for m, is_daily in said if is_daily is wanted] for wanted in (True, False))
        whole, begun = ([m for m in named if (m.score == _SPOKEN) is wanted] for wanted in (True, False))
        closer, further = ([m for m in begun if (category(m.code) in meant) is wanted] for wanted in (True, False))
        merged = [*daily, *whole, *others, *closer, *self._begun_daily(letters), *further]
        first: dict[str, Match] = {}
        for match in merged:  # each code where it is found first
            first.setdefault(match.code, match)
        return list(first.values())[:top]

    def _said(self, letters: str, top: int) -> list[tuple[Match, bool]]:
        """What is meant by the words of the term book, and the embedded ones, that are spoken so; and whether they are
        said daily.
        """
        if len(letters) < _LEAST_SAID:
            return []
        found: dict[str, tuple[Match, bool]] = {}
        for words, is_daily in self.judge.spoken_terms.said(letters, _MOST_SAID):
            for match in self.meant(words):
                found.setdefault(match.code, (_heard(match, words, _SPOKEN), is_daily))
        return list(found.values())[:top]

    def _begun_daily(self, letters: str) -> list[Match]:
        """What is meant by words said daily that go on from these letters."""
        words = self.judge.spoken_terms.begun(letters, _MOST_SAID) if len(letters) >= _LEAST_SAID else []
        return [_heard(match, said, _SPOKEN_WITHIN) for said in words for match in self._roughly(said)]

    def _roughly(self, words: str) -> list[Match]:
        """What is meant by words said daily, without looking for names that are alike: she is still typing."""
        below = self.judge.spoken_terms.codes_of(words)
        plain = tuple(code.replace(".", "") for code in below)
        known = self._meant.get(words) or [m for m in self._certain(words) if m.code.replace(".", "").startswith(plain)]
        return (known or self._heading(below))[:1]

    def _nearly(self, letters: str, top: int) -> list[Match]:
        """What is meant by words said daily of whose pinyin one letter was typed wrong."""
        words = self.judge.spoken_terms.nearly(letters, _MOST_SAID) if len(letters) >= _LEAST_NEARLY else []
        found = [_heard(match, said, _SPOKEN_WITHIN) for said in words for match in self.meant(said)[:1]]
        return list({m.code: m for m in found}.values())[:top]

    def meant(self, words: str) -> list[Match]:
        """What this table has for words as people say them, the best first; where that is a 灰码, what can be
        submitted in its stead behind it. Of words said daily it is known below which codes it lies.
        """
        below = self.judge.spoken_terms.codes_of(words)
        if not below:
            return self.search(words, 1)
        known = self._meant.get(words)
        if known is None:
            known = self._meant[words] = self._meant_below(words, below)
        return list(known)

    def said(self, words: str) -> list[Match]:
        """What is meant where the words are just what is said daily (肠癌, 胰腺炎), or sound like it; [] for others."""
        plain = simplified(words.strip())
        if self.judge.spoken_terms.codes_of(plain):
            return self.meant(plain)
        if len(plain) < _LEAST_SOUNDED or plain.isascii() or self._certain(plain):
            return []
        heard = self.judge.spoken_terms.sounding_like(plain)
        reason = f"同音字“{heard}”："
        return [replace(m, score=_SOUNDS, reason=reason + m.reason) for m in self.meant(heard)] if heard else []

    def _meant_below(self, words: str, below: tuple[str, ...]) -> list[Match]:
        plain = tuple(code.replace(".", "") for code in below)

        def lying_there(matches: list[Match]) -> list[Match]:
            return [m for m in matches if m.code.replace(".", "").startswith(plain)]

        found = lying_there(self._certain(words))  # quickly found
        if not found:
            alike = lying_there(self.search(words, _LOOKED_THROUGH))
            found = [m for m in alike if m.score >= _FIRMLY] or [*self._heading(below), *alike]
        usable = next((m for m in found if not self._is_grey(m.code)), None)
        return list(dict.fromkeys([*found[:1], *([usable] if usable else ())]))

    def _heading(self, below: tuple[str, ...]) -> list[Match]:
        """The heading itself, or what is 未特指 below it; of a table without headings, the first code below."""
        for code in below:
            own = self.library.get(code)
            entries = [*([own] if own else ()), *self.library.children(code)]
            if entries:
                first = min(entries, key=_plainness)
                return [Match(first.code, first.name, HEADED, _noted(f"归入 {code}", first))]
        return []

    def _is_grey(self, code: str) -> bool:
        entry = self.library.get(code)
        return bool(entry and entry.grey)

    def _by_sound(self, text: str, top: int) -> list[Match]:
        """Names that sound like the words but are written with other signs: wrong homophones."""
        folded = fold(text)
        if not 2 <= len(folded) <= _MOST_SOUNDED or folded.isascii() or len(syllables(folded)) != len(folded):
            return []
        found = self.judge.names.spoken.by_sound(folded, top)
        # two syllables are shared by many words: 失语, 食欲
        entries = [(self.judge.names.entries[n][0], whole) for n, whole in found if whole or len(folded) > 2]
        # words that a name has as they are written are no wrong signs
        if any(folded in fold(e.name) for e, _ in entries) or self.judge.aliases.whole(text):
            return []
        return [
            Match(e.code, e.name, _SOUNDS if whole else _SOUNDS_WITHIN, _noted("同音字", e), (), marked(e.name, text))
            for e, whole in entries
        ]

    # -- ranked answers

    def _ranked(self, text: str, top: int) -> list[Match]:
        evidence = self.judge.evidence(text)
        judged: Iterable[Candidate] = self.judge.candidates(text, evidence)
        if fold(text).isascii():
            judged = list(judged)
            if not any(c.variant.used for c in judged):
                judged = [c for c in judged if fold(text) in self.judge.names.words[c.number].folded]
        grounded = filter(_has_ground, judged)
        found = [(c, self.judge.names.entries[c.number][0]) for c in islice(grounded, top + _SPARE)]
        scored = [(self._score(c, e), c, e) for c, e in found]
        scored = [s for s in scored if s[0] >= _LEAST]
        scored.sort(key=lambda s: (s[1].adds > 0, -s[0]))
        return [self._match(*s, evidence, text) for s in scored[:top]]

    def _score(self, candidate: Candidate, entry: CodeEntry) -> float:
        score = self.judge.ranking.score(candidate.total) * (_GREY_PENALTY if entry.grey else 1.0)
        return round(min(score, _ADDING) if candidate.adds else score, 1)

    def _match(self, score: float, candidate: Candidate, entry: CodeEntry, evidence: Evidence, text: str) -> Match:
        reason = self._reason(candidate, evidence)
        if candidate.adds:
            reason = f"含原文没有的：{'、'.join(concepts(self.library.kind).labels(candidate.adds))}；{reason}"
        marks = marked(entry.name, f"{candidate.variant.text} {text}")
        parts = self.judge.ranking.parts(candidate.values, candidate.asked, candidate.named)
        return Match(entry.code, entry.name, score, _noted(reason, entry), parts, marks)

    def _reason(self, candidate: Candidate, evidence: Evidence) -> str:
        nearest = evidence.nearest.get(candidate.number)
        if nearest and nearest[0] >= 0.6:
            return f"与本院曾采纳的“{nearest[1].raw}”相近"
        if candidate.variant.used:
            return self.judge.aliases.reason(candidate.variant)
        if candidate.variant.left_out:
            return f"与原词的一部分“{candidate.variant.text}”相近"
        if candidate.variant.wider:
            return f"与较宽的说法“{candidate.variant.text}”相近"
        query = words_of(candidate.variant.text, self.library.kind).canonical
        name = self.judge.names.words[candidate.number].canonical
        if query == name:
            return "同义写法一致"
        if query in name:
            return "名称包含原词"
        return "原词包含该名称" if name in query else "字词相近"


def _plainness(entry: CodeEntry) -> tuple[bool, bool, bool, int, str]:
    is_heading = entry.code.endswith("00") or "." not in entry.code
    return not is_heading, bool(entry.grey), entry.code[4:5] not in ("9", "x"), len(entry.code), entry.code


def _heard(match: Match, words: str, score: float) -> Match:
    return replace(match, score=score, reason=f"拼音“{words}”：{match.reason}")


def _has_ground(candidate: Candidate) -> bool:
    """False for a name that shares no pair of neighbours and hardly a character with the words: mere chance."""
    if any(candidate.values[at] for at in _GROUNDS):
        return True
    share = candidate.values[_CHARS]
    signs = len(set(fold(candidate.variant.text)))
    return share >= 0.5 and (signs == 1 or share * signs >= 1.5) and len(fold(candidate.variant.text)) == signs


def _coded(entry: CodeEntry, score: float, reason: str) -> Match:
    """A code that was asked for as a code; no 灰码 stands before one that can be submitted."""
    worth = round(score * _GREY_PENALTY, 1) if entry.grey else score
    return Match(entry.code, entry.name, worth, _noted(reason, entry))


def _noted(reason: str, entry: CodeEntry) -> str:
    return f"{reason}（医保灰码，不可上报）" if entry.grey else reason
