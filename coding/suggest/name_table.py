"""The names of one code table, prepared once for the search and kept between runs by their content."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from coding.base.resources import resources
from coding.codes.parse import category, normalise_code, subcategory
from coding.suggest import name_cache as cache
from coding.suggest.index import NgramIndex
from coding.suggest.pinyin import Spoken
from coding.suggest.ranking import qualities_of
from coding.words.concepts import concepts
from coding.words.features import Words, code_features
from coding.words.normalising import exact_key, fold, rewriter, sides, without_sides
from coding.words.sites import sites as sites_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.codes.entry import CodeEntry, CodeKind
    from coding.codes.library import CodeLibrary

#: Goes up when the prepared data change their form or the way in which they are made.
_VERSION = 7
_SIDES = ("", "one", "both")
_BRACKETS = re.compile(r"[\[\]［］/]")
#: ``(B02.2+)``, ``(E00-E07+, E15-E16+)``: the other half of a pair, or where else a disease is coded.
_OTHER_CODES = re.compile(r"[(（][A-Z][\dO]{2}[^()（）]*[)）]")


class _NameWords:
    """The words of each name; made when one is asked for, a question compares some hundreds."""

    def __init__(self, folded: Sequence[str], canonical: Sequence[str], sides: Sequence[int]) -> None:
        self._folded, self._canonical, self._sides = folded, canonical, sides

    def __getitem__(self, number: int) -> Words:
        return Words(self._folded[number], self._canonical[number], _SIDES[self._sides[number]])

    def __len__(self) -> int:
        return len(self._folded)


class NameTable:
    """Every name of a table once, in the order of the table: its rows, its words, what it says, how it is spoken."""

    def __init__(self, library: CodeLibrary, qualities: Sequence[str]) -> None:
        self.kind = library.kind
        key = _key(library, qualities)
        held = cache.cached(key)
        if held is None:
            held = _prepare(library, qualities)
            cache.keep(key, held)
        self._keys = bytes(held["keys"]).decode().split("\n")
        firsts = bytes(held["folded"]).decode().split("\n")
        canonicals = bytes(held["canonical"]).decode().split("\n")
        self.words = _NameWords(firsts, canonicals, held["sides"].tolist())
        self.qualities = held["qualities"]
        self.codes = held["codes"]
        self.index = NgramIndex.from_arrays(len(self.words), held)
        self.concepts = held["concepts"]
        self.categories = bytes(held["categories"]).decode().split("\n")
        self.subcategories = bytes(held["subcategories"]).decode().split("\n")
        self._spoken = held["spoken"]
        self._sites: dict[int, frozenset[str]] = {}
        self._forms: dict[int, tuple[Words, ...]] = {}
        numbers: dict[str, int] = {}
        self.by_key: dict[str, tuple[CodeEntry, ...]] = {}
        entries: list[list[CodeEntry]] = []
        for entry, key in zip(library, self._keys, strict=True):
            number = numbers.setdefault(key, len(numbers))
            if number == len(entries):
                entries.append([])
            entries[number].append(entry)
        self.number_of = numbers
        self.entries = [tuple(sorted(found, key=_preference)) if len(found) > 1 else tuple(found) for found in entries]

    def rows(self, name: str) -> tuple[CodeEntry, ...]:
        """The rows of a name, the best first; a name is found whatever its width, case and punctuation."""
        number = self.number_of.get(exact_key(name))
        return () if number is None else self.entries[number]

    def sites(self, number: int) -> frozenset[str]:
        """The parts of the body in a name."""
        found = self._sites.get(number)
        if found is None:
            found = self._sites[number] = sites_of(self.kind).found_in(self.words[number].canonical)
        return found

    def form(self, number: int, canonical: str) -> Words:
        """The form of a name that is most like a text: as it stands, or one of 名称[别名] alone."""
        whole = self.words[number]
        if number not in self._bracketed:
            return whole
        forms = self._forms.get(number)
        if forms is None:
            parts = [part for part in _BRACKETS.split(self.entries[number][0].name) if len(fold(part)) > 1]
            forms = self._forms[number] = (whole, *(name_words(part, self.kind) for part in parts))
        return max(forms, key=lambda form: fuzz.ratio(form.canonical, canonical))

    @cached_property
    def _bracketed(self) -> frozenset[int]:
        names = (found[0].name for found in self.entries)
        return frozenset(number for number, name in enumerate(names) if "[" in name or "［" in name)

    @cached_property
    def spoken(self) -> Spoken:
        """The names by their sound."""
        return Spoken(bytes(self._spoken).decode())


@lru_cache(maxsize=4096)
def words_of(text: str, kind: CodeKind) -> Words:
    """The forms of a text that are compared."""
    rewrite, folded = rewriter(kind), fold(text)
    return Words(folded, rewrite(without_sides(folded)) or rewrite(folded), sides(folded))


def name_words(name: str, kind: CodeKind) -> Words:
    """The forms of a name of a table; the codes that it names in brackets are no words."""
    return words_of(_OTHER_CODES.sub("", name) or name, kind)


def _prepare(library: CodeLibrary, qualities: Sequence[str]) -> dict[str, Any]:
    import numpy as np

    lists: dict[str, list[CodeEntry]] = {}
    keys = []
    for entry in library:
        key = exact_key(entry.name)
        keys.append(key)
        lists.setdefault(key, []).append(entry)
    firsts = [min(found, key=_preference) for found in lists.values()]
    words = [name_words(entry.name, library.kind) for entry in firsts]
    known = concepts(library.kind)
    codes = [normalise_code(entry.code, library.kind) for entry in firsts]
    held = {
        "concepts": np.array([known.asserted(w.folded, c) for w, c in zip(words, codes, strict=True)], dtype=np.int64),
        "categories": _bytes([category(c) or c[:3] for c in codes]),
        "subcategories": _bytes([subcategory(c) or c[:5] for c in codes]),
        "keys": _bytes(keys),
        "folded": _bytes([w.folded for w in words]),
        "canonical": _bytes([w.canonical for w in words]),
        "sides": np.array([_SIDES.index(w.side) for w in words], dtype=np.int8),
        "qualities": qualities_of([w.folded for w in words], qualities),
        "codes": np.array([code_features(e.code) for e in firsts], dtype=np.float32).reshape(len(firsts), -1),
        "spoken": np.frombuffer(Spoken.text_of([e.name for e in firsts]).encode(), dtype=np.uint8),
    }
    return held | NgramIndex.build([w.canonical for w in words]).arrays()


def _bytes(texts: list[str]) -> Any:
    import numpy as np

    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _key(library: CodeLibrary, qualities: Sequence[str]) -> str:
    digest = hashlib.blake2b(f"{_VERSION}|{library.stamp}|{len(library)}|{'|'.join(qualities)}".encode(), digest_size=8)
    # tables made by hand may carry any stamp: the names themselves decide
    digest.update("".join([f"{e.code}\t{e.name}\t{int(bool(e.grey))}\n" for e in library]).encode())
    prepared_with = ("concepts", "rewrites", "pinyin", "pinyin_words", "traditional")
    for file in (f"terms/{name}.csv" for name in prepared_with):
        digest.update(resources().content(file))
    return f"{library.kind.value}-{digest.hexdigest()}"


def _preference(entry: CodeEntry) -> tuple[bool, bool, str]:
    """Among rows of one name: codes that may be submitted first, full codes before headings."""
    return bool(entry.grey), len(entry.code) < 7, entry.code
