"""Everything that is loaded once and read only, with a version stamp."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.resources import resources
from coding.codes.code_tables import CodeTables
from coding.codes.crosswalk import Crosswalk, load_crosswalk
from coding.codes.entry import CodeKind
from coding.codes.library import CodeLibrary, embedded_library, load_code_table
from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.knowledge.ground import ground_stamp
from coding.payment.tariff import Tariff, embedded_tariff, load_tariff
from coding.payment.tariff_options import TariffOptions
from coding.reference.reference import Reference
from coding.rules.local import LocalRules, local_book
from coding.suggest.lookup import Lookup
from coding.suggest.term_book import TermPair, embedded_terms, load_terms

if TYPE_CHECKING:
    from coding.rules.rule_book import RuleBook


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """Where each part of a Knowledge comes from; None = embedded. Small, so that workers load by it.

    ``dx_map``, ``px_map``: crosswalks from the clinical to the insurance edition; None = codes group as they stand.
    ``edition``: clinical or insurance, where the pages do not say it themselves; None = by their layout.
    ``tariff_options``: what was answered when the tariff was imported, see ``TariffOptions.from_text``.
    ``rules``: what the hospital has altered and added, see ``LocalRules.as_text``.
    ``accepted``: the pairs of the hospital's own term book, over those of ``terms``.
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
    accepted: tuple[TermPair, ...] = ()


class Knowledge:
    """Reference (code tables, scheme, tariff), rules and Lookup (searches, term book), as one run sees them.

    ``stamp`` names the content of all that a verdict can rest on; a stored verdict carries it, so it is told when
    another would be given today. The Lookup is no part of it: no rule asks it.
    """

    def __init__(self, source: KnowledgeSource = KnowledgeSource()) -> None:
        self.source = source
        self._ground = _ground(frozenset(part for part in _REPLACED if getattr(source, part)))
        #: A DRG scheme and no Grouper merely: trace and doctor ask it more than rules do.
        self.scheme: Scheme = load_scheme(Path(source.scheme)) if source.scheme else embedded_scheme()
        self.reference = Reference(_codes(source), self.scheme, _tariff(source))
        self.rules: RuleBook = local_book(LocalRules.from_text(source.rules)).book

    def with_rules(self, rules: LocalRules) -> Knowledge:
        """The same Knowledge with the hospital's rules as they are now; every other part, loaded once, is shared."""
        other = copy.copy(self)
        other.source = replace(self.source, rules=rules.as_text() or None)
        other.rules = local_book(rules).book
        other.__dict__.pop("stamp", None)
        return other

    def with_terms(self, accepted: tuple[TermPair, ...]) -> Knowledge:
        """The same Knowledge with the pairs of the hospital's own term book over those of its source."""
        other = copy.copy(self)
        other.source = replace(self.source, accepted=accepted)
        other.__dict__["lookup"] = self.lookup.with_accepted(accepted)
        return other

    @property
    def codes(self) -> CodeTables:
        """Both code tables and the crosswalks."""
        return self.reference.codes

    @property
    def tariff(self) -> Tariff:
        """The weights and rates."""
        return self.reference.tariff

    @cached_property
    def lookup(self) -> Lookup:
        """The searches over the code tables, with the term book; loaded when first asked for."""
        book = load_terms(Path(self.source.terms)) if self.source.terms else embedded_terms()
        return Lookup(self.codes, book, self.source.accepted)

    @cached_property
    def stamp(self) -> str:
        """Twelve hexadecimal digits that change with whatever a verdict can rest on; see ``ground_stamp``."""
        codes = self.codes
        tables = [f"{table.stamp} {table.title}" for table in (codes.dx, codes.px)]  # findings quote the title
        parts = [self._ground, *tables, self.rules.stamp, self.scheme.stamp, self.tariff.stamp]
        carried = [m.stamp for m in (codes.dx_map, codes.px_map) if m is not None]
        if carried:
            parts += [*carried, codes.edition]
        return hashlib.blake2b("|".join(parts).encode(), digest_size=6).hexdigest()


#: Parts of a source in whose stead embedded files are read, as ``resources/knowledge.csv`` names them.
_REPLACED = ("dx_table", "px_table", "scheme", "tariff")


@cache
def _ground(replaced: frozenset[str]) -> str:
    return ground_stamp(resources(), replaced)


def _codes(source: KnowledgeSource) -> CodeTables:
    def table(path: str | None, kind: CodeKind) -> CodeLibrary:
        return load_code_table(Path(path), kind) if path else embedded_library(kind)

    def crosswalk(path: str | None, kind: CodeKind) -> Crosswalk | None:
        return load_crosswalk(Path(path), kind) if path else None

    return CodeTables(
        table(source.dx_table, CodeKind.DIAGNOSIS),
        table(source.px_table, CodeKind.PROCEDURE),
        crosswalk(source.dx_map, CodeKind.DIAGNOSIS),
        crosswalk(source.px_map, CodeKind.PROCEDURE),
        source.edition or "",
    )


def _tariff(source: KnowledgeSource) -> Tariff:
    if source.tariff is None:
        return embedded_tariff()
    return load_tariff(Path(source.tariff), options=TariffOptions.from_text(source.tariff_options or ""))


@cache
def load_knowledge(source: KnowledgeSource = KnowledgeSource()) -> Knowledge:
    """The Knowledge of a source, loaded once in a process."""
    return Knowledge(source)
