"""Words → codes: recall by shared characters, ranked by likeness."""

from __future__ import annotations

from coding.codes.library import CodeLibrary
from coding.suggest.model import Match
from coding.suggest.terms import TermBook


class TermSearch:
    """The search over one code table."""

    def __init__(self, library: CodeLibrary, terms: TermBook) -> None:
        self.library = library
        self.terms = terms

    def search(self, term: str, top: int = 10) -> list[Match]:
        """The best candidates for a term, best first; empty when nothing fits."""
        from rapidfuzz import fuzz, process

        found = process.extract(term, [e.name for e in self.library], scorer=fuzz.ratio, limit=top)
        entries = self.library.entries
        return [Match(entries[i].code, name, round(score, 1), "字词相近") for name, score, i in found if score > 0]
