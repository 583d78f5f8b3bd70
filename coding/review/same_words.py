"""Words of evidence that stand alike on many pages: evidence is of one record, and what fits all is of none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: So many pages may say the same before the officer is shown it.
MORE_THAN: Final = 5
#: Spaces, punctuation, signs and what cannot be seen.
_FOLDED = frozenset("ZPSC")


@dataclass(frozen=True, slots=True)
class SameWords:
    """Words as they were written first, and the pages on which they stand."""

    words: str
    pages: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """What the officer is shown."""
        return f"{len(self.pages)} 份病案的依据文字相同：“{self.words}”，请核对是否各有病历为据。"


def folded(words: str) -> str:
    """Words without spaces, punctuation, width and case: two texts that differ in those alone say the same."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in _FOLDED)


def same_words(evidence: Iterable[tuple[int, str]], more_than: int = MORE_THAN) -> tuple[SameWords, ...]:
    """Evidence that stands on more than so many pages, the most frequent first. ``evidence``: page and words.

    Words that are written several times on one page count once.
    """
    written: dict[str, str] = {}
    pages: dict[str, set[int]] = {}
    for page_id, words in evidence:
        if key := folded(words):
            written.setdefault(key, words.strip())
            pages.setdefault(key, set()).add(page_id)
    found = [SameWords(written[key], tuple(sorted(of))) for key, of in pages.items() if len(of) > more_than]
    return tuple(sorted(found, key=lambda same: (-len(same.pages), same.words)))
