"""What a query may also be read as: the doctor's words with their aliases written out."""

from __future__ import annotations

import re
from typing import NamedTuple

from coding.suggest.term_book import TermPair
from coding.words.normalising import exact_key, fold

_MOST_VARIANTS = 6
_MOST_PARTS = 3
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
        for pair in pairs:
            self._pairs.setdefault(fold(pair.raw), []).append(pair)
        self._standards: dict[str, TermPair] = {}
        for pair in pairs:
            if pair.code:
                self._standards.setdefault(fold(pair.std[0]), TermPair(pair.std[0], pair.std, pair.code, pair.kind))
        standards = {fold(pair.std[0]) for pair in pairs}
        inside = sorted((k for k in {*self._pairs, *standards} if len(k) >= 2), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_bounded, inside)) or r"(?!)")

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
            used: list[TermPair] = []

            def write_out(match: re.Match[str]) -> str:
                if match[0] not in self._pairs:  # a standard word: 流行性感冒 is no 感冒
                    return match[0]
                pair = self._pairs[match[0]][0]
                standard = fold(pair.std[0])
                if standard in folded:  # already said in full: 慢阻肺（慢性阻塞性肺疾病）
                    return match[0]
                used.append(pair)
                return standard

            written = self._pattern.sub(write_out, folded)
            if used:
                found.append(Variant(written, tuple(used)))
            found += self._parts(text)
        return found[:_MOST_VARIANTS]

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


def _bounded(key: str) -> str:
    escaped = re.escape(key)
    return rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if key.isascii() else escaped


def same_words(a: str, b: str) -> bool:
    """True when two texts are the same but for width, case, blanks and punctuation."""
    return exact_key(a) == exact_key(b)
