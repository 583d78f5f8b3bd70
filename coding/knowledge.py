"""Everything that is loaded once and read only, with a version stamp."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from coding.codes.crosswalk import Crosswalk, load_crosswalk
from coding.codes.library import CodeLibrary, embedded_library, load_code_table
from coding.codes.model import CodeKind
from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.drg.tariff import Tariff, embedded_tariff, load_tariff
from coding.drg.tariff_options import TariffOptions
from coding.rules.book import RuleBook
from coding.rules.local import LocalRules, local_book
from coding.suggest.search import TermSearch
from coding.suggest.terms import TermBook, TermPair, embedded_terms, load_terms


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """Where each part of a Knowledge comes from; None = embedded. Small, so that workers load by it.

    ``dx_map``, ``px_map``: crosswalks from the clinical to the insurance edition; None = codes group as they stand.
    ``edition``: clinical or insurance, where the pages do not say it themselves; None = by their layout.
    ``tariff_options``: what was answered when the tariff was imported, see ``TariffOptions.from_text``.
    ``rules``: what the hospital has altered and added, see ``LocalRules.as_text``.
    """

    dx_table: str | None = None
    px_table: str | None = None
    scheme: str | None = None
    tariff: str | None = None
    terms: str | None = None
    dx_map: str | None = None
    px_map: str | None = None
    edition: str | None = None
    tariff_options: str | None = None
    rules: str | None = None


class Knowledge:
    """Code libraries, rules, scheme, tariff and term book, as one run sees them.

    ``stamp`` names the content of every part; a stored verdict carries it, so it can be reproduced.
    """

    def __init__(self, source: KnowledgeSource = KnowledgeSource()) -> None:
        self.source = source
        self.dx: CodeLibrary = (
            load_code_table(Path(source.dx_table), CodeKind.DIAGNOSIS)
            if source.dx_table
            else embedded_library(CodeKind.DIAGNOSIS)
        )
        self.px: CodeLibrary = (
            load_code_table(Path(source.px_table), CodeKind.PROCEDURE)
            if source.px_table
            else embedded_library(CodeKind.PROCEDURE)
        )
        self.rules: RuleBook = local_book(LocalRules.from_text(source.rules)).book
        self.scheme: Scheme = load_scheme(Path(source.scheme)) if source.scheme else embedded_scheme()
        self.tariff: Tariff = _tariff(source)
        self.dx_map: Crosswalk | None = (
            load_crosswalk(Path(source.dx_map), CodeKind.DIAGNOSIS) if source.dx_map else None
        )
        self.px_map: Crosswalk | None = (
            load_crosswalk(Path(source.px_map), CodeKind.PROCEDURE) if source.px_map else None
        )

    def with_rules(self, rules: LocalRules) -> Knowledge:
        """The same Knowledge with the hospital's rules as they are now; every other part, loaded once, is shared."""
        other = copy.copy(self)
        other.source = replace(self.source, rules=rules.as_text() or None)
        other.rules = local_book(rules).book
        other.__dict__.pop("stamp", None)
        return other

    def with_terms(self, accepted: tuple[TermPair, ...]) -> Knowledge:
        """The same Knowledge with the pairs of the hospital's own term book over those of its source."""
        base = load_terms(Path(self.source.terms)) if self.source.terms else embedded_terms()
        other = copy.copy(self)
        other.__dict__["terms"] = base.with_accepted(accepted)
        other.__dict__["dx_search"] = self.dx_search.with_terms(other.terms)
        other.__dict__["px_search"] = self.px_search.with_terms(other.terms)
        return other

    def library(self, kind: CodeKind) -> CodeLibrary:
        """The diagnosis or the procedure table."""
        return self.dx if kind is CodeKind.DIAGNOSIS else self.px

    @cached_property
    def terms(self) -> TermBook:
        """The hospital's accepted words over the embedded aliases."""
        return load_terms(Path(self.source.terms)) if self.source.terms else embedded_terms()

    @cached_property
    def dx_search(self) -> TermSearch:
        """Words → diagnosis codes; the index is built on first use."""
        return TermSearch(self.dx, self.terms)

    @cached_property
    def px_search(self) -> TermSearch:
        """Words → procedure codes; the index is built on first use."""
        return TermSearch(self.px, self.terms)

    def search(self, kind: CodeKind) -> TermSearch:
        """The search over one table."""
        return self.dx_search if kind is CodeKind.DIAGNOSIS else self.px_search

    @cached_property
    def stamp(self) -> str:
        """Twelve hexadecimal digits that change when any part changes."""
        parts = [self.dx.stamp, self.px.stamp, self.rules.stamp, self.scheme.stamp, self.tariff.stamp]
        carried = [m.stamp for m in (self.dx_map, self.px_map) if m is not None]
        if carried:
            parts += [*carried, self.source.edition or ""]
        return hashlib.blake2b("|".join(parts).encode(), digest_size=6).hexdigest()


def _tariff(source: KnowledgeSource) -> Tariff:
    if source.tariff is None:
        return embedded_tariff()
    return load_tariff(Path(source.tariff), options=TariffOptions.from_text(source.tariff_options or ""))


@cache
def load_knowledge(source: KnowledgeSource = KnowledgeSource()) -> Knowledge:
    """The Knowledge of a source, loaded once in a process."""
    return Knowledge(source)
