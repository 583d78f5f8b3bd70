"""What a query may also be read as: the doctor's words with their aliases written out."""

from __future__ import annotations

import re
import string
from typing import NamedTuple

from coding.suggest.term_book import TermPair
from coding.words.normalising import exact_key, fold

_MOST_VARIANTS = 6
_MOST_PARTS = 3
_LATIN = frozenset(string.ascii_lowercase + string.digits)
_JOINTS = re.compile(r"[;；,，、。+＋]|(?<=[^合])并(?=[^发])|合并|伴有|伴")


class Variant(NamedTuple):
    """One reading of a query: its text, the pairs that made it, and the share of the words that it leaves out.

    ``wider``: 0 for the words as they are, up to 1 for a reading that says less than they, see ``suggest.wider``.
    """

    text: str
    used: tuple[TermPair, ...] = ()
    left_out: float = 0.0
    wider: float = 0.0


class Aliases:
    """Alias pairs made ready to be found in words, whole or in part, the longest first."""

    def __init__(self, pairs: tuple[TermPair, ...]) -> None:
        self._pairs: dict[str, list[TermPair]] = {}
        self._standards: dict[str, TermPair] = {}
        standards = set()
        for pair in pairs:
            self._pairs.setdefault(fold(pair.raw), []).append(pair)
            standard = fold(pair.std[0])
            standards.add(standard)
            if pair.code and standard not in self._standards:
                self._standards[standard] = TermPair(pair.std[0], pair.std, pair.code, pair.kind)
        self._inside = {key for key in {*self._pairs, *standards} if len(key) >= 2}
        lengths: dict[str, set[int]] = {}
        for key in self._inside:
            lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def whole(self, text: str) -> tuple[TermPair, ...]:
        """The pairs whose words are exactly these."""
        return tuple(self._pairs.get(fold(text), ()))

    def coded(self, text: str) -> TermPair | None:
        """A pair that gives exactly these words a code, be they the doctor's or the standard ones."""
        for pair in self.whole(text):
            if pair.code:
                return pair
        return self._standards.get(fold(text))

    def variants(self, text: str) -> list[Variant]:
        """The query itself, then its readings; those of the whole words before those of a part."""
        found = [Variant(text)]
        whole = self.whole(text)
        found += [Variant(pair.std[0], (pair,)) for pair in whole]
        folded = fold(text)
        if not whole:
            written, used = self._written_out(folded)
            if used:
                found.append(Variant(written, used))
            found += self._parts(text)
        return found[:_MOST_VARIANTS]

    def _written_out(self, text: str) -> tuple[str, tuple[TermPair, ...]]:
        """The words with the aliases in them in full, and those aliases."""
        pieces: list[str] = []
        used: list[TermPair] = []
        at = 0
        while at < len(text):
            word = self._begun_at(text, at)
            pair = self._pairs[word][0] if word in self._pairs else None  # a standard word: 流行性感冒 is no 感冒
            standard = fold(pair.std[0]) if pair else ""
            if pair is None or standard in text:  # already said in full: 慢阻肺（慢性阻塞性肺疾病）
                pieces.append(word or text[at])
            else:
                used.append(pair)
                pieces.append(standard)
            at += len(word) or 1
        return "".join(pieces), tuple(used)

    def _begun_at(self, text: str, at: int) -> str:
        """The longest alias or standard word that begins here, "" for none; Latin ones only where a word does.

        A set is asked in the stead of one pattern of them all: that took longer to make than most questions to answer.
        """
        for length in self._lengths.get(text[at : at + 2], ()):
            word = text[at : at + length]
            if word in self._inside and not (word.isascii() and _goes_on(text, at, at + length)):
                return word
        return ""

    def _parts(self, text: str) -> list[Variant]:
        """The members of a composite term, each with its aliases written out whole."""
        members = [m for m in _JOINTS.split(text) if len(fold(m)) >= 2]
        if not 2 <= len(members) <= _MOST_PARTS:
            return []
        total = sum(len(fold(m)) for m in members)
        found = []
        for member in members:
            whole = self.whole(member)
            left_out = 1 - len(fold(member)) / total
            found.append(Variant(whole[0].std[0] if whole else member, whole[:1], left_out))
        return found

    def reason(self, variant: Variant) -> str:
        """``别名：呼衰→呼吸衰竭``."""
        return "；".join(f"别名：{p.raw}→{p.std[0]}" for p in variant.used)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a word of Latin letters is only a part of one."""
    return text[start - 1 : start] in _LATIN or text[end : end + 1] in _LATIN


def same_words(a: str, b: str) -> bool:
    """True when two texts are the same but for width, case, blanks and punctuation."""
    return exact_key(a) == exact_key(b)
