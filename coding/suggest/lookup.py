"""From words to codes: both searches, over the code tables and the term book that they rest on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.suggest.search import TermSearch

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.codes.library import CodeLibrary
    from coding.suggest.term_book import TermBook, TermPair


class Lookup:
    """The searches over a pair of code tables; an index is built when it is first asked for."""

    def __init__(self, codes: CodeTables, book: TermBook, accepted: tuple[TermPair, ...] = ()) -> None:
        self.codes = codes
        self.book = book
        self.terms = book.with_accepted(accepted)

    def with_accepted(self, pairs: tuple[TermPair, ...]) -> Lookup:
        """The same searches with these accepted pairs over the book, and no others; what is prepared is shared."""
        other = Lookup(self.codes, self.book, pairs)
        other.__dict__["dx_search"] = self.dx_search.with_terms(other.terms)
        other.__dict__["px_search"] = self.px_search.with_terms(other.terms)
        return other

    @cached_property
    def dx_search(self) -> TermSearch:
        """Words → diagnosis codes."""
        return TermSearch(self.codes.dx, self.terms)

    @cached_property
    def px_search(self) -> TermSearch:
        """Words → procedure codes."""
        return TermSearch(self.codes.px, self.terms)

    def library(self, kind: CodeKind) -> CodeLibrary:
        """The table of diagnoses or of procedures."""
        return self.codes.library(kind)

    def search(self, kind: CodeKind) -> TermSearch:
        """The search over one table."""
        return self.dx_search if kind is CodeKind.DIAGNOSIS else self.px_search
