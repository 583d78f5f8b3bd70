"""Everything that is loaded once and read only, with a version stamp.

What opens tables, schemes and rules is imported when it opens one: a window shows its list before.
"""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.base.resources import resources
from coding.knowledge.dated import DatedPart, first_days, parts_in_span, span_of
from coding.knowledge.ground import ground_stamp

if TYPE_CHECKING:
    from datetime import date

    from coding.codes.code_tables import CodeTables
    from coding.codes.crosswalk import Crosswalk
    from coding.codes.entry import CodeKind
    from coding.codes.library import CodeLibrary
    from coding.grouping.grouper import Grouper
    from coding.page.front_page import FrontPage
    from coding.payment.policy import Policy
    from coding.payment.tariff import Tariff
    from coding.reference.check_sheet import CheckSheet
    from coding.reference.reference import Reference
    from coding.reference.sex_table import SexTable
    from coding.reference.workday_calendar import WorkdayCalendar
    from coding.rules.local import LocalRules
    from coding.rules.rule_book import RuleBook
    from coding.suggest.lookup import Lookup
    from coding.suggest.term_book import TermPair


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """Where each part of a Knowledge comes from; None = embedded. Small, so that workers load by it.

    ``dx_map``, ``px_map``: crosswalks from the clinical to the insurance edition; None = codes group as they stand.
    ``edition``: clinical or insurance, where the pages do not say it themselves; None = by their layout.
    ``tariff_options``: what was answered when the tariff was imported, see ``TariffOptions.from_text``.
    ``rules``: what the hospital has altered and added, see ``LocalRules.as_text``.
    ``accepted``: the pairs of the hospital's own term book, over those of ``terms``. ``amendments``: what is mended in
    the scheme, ``policy``: what a region does with the tariff. ``calendar``: the notices of days off that stand over
    those embedded; ``sex_table``: the bureau's codes of one sex; ``tcm_sheet``: the check sheet of TCM pages.
    ``dated``: parts that hold on their days in the stead of those above; see ``on``.
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
    amendments: str | None = None
    policy: str | None = None
    calendar: str | None = None
    sex_table: str | None = None
    tcm_sheet: str | None = None
    dated: tuple[DatedPart, ...] = ()

    def in_span(self, span: int) -> KnowledgeSource:
        """The source of what holds between two of the days on which something changes; see ``coding.knowledge.dated``.

        A scheme that holds on its days only brings its own amendments, a tariff its own answers and policy, or none;
        where it pays in another way than the scheme of every day, that one's tariff is none of its.
        """
        parts: dict[str, Any] = {}
        for name, part in parts_in_span(self.dated, span, first_days(self.dated)).items():
            parts[name] = part.path or None
            if name in _GOES_WITH:
                parts.setdefault(_GOES_WITH[name], None)
            if name == "tariff":
                parts["tariff_options"] = part.options or None
        scheme, tariff = parts.get("scheme"), self.tariff if "tariff" not in parts else None
        if scheme and tariff and _is_of_scores(scheme) != _has_scores(tariff):
            parts |= {"tariff": None, "tariff_options": None}  # weights say nothing of packets, nor scores of DRGs
        return replace(self, dated=(), **parts)


def _is_of_scores(scheme: str) -> bool:
    from coding.dip.dip_scheme import is_dip_pack

    return is_dip_pack(Path(scheme))


def _has_scores(tariff: str) -> bool:
    from coding.dip.local_scores import has_scores

    return has_scores(Path(tariff))


#: What is another one with a part, where it is not dated itself.
_GOES_WITH = {"scheme": "amendments"}


class Knowledge:
    """Reference (code tables, scheme, tariff), rules and Lookup (searches, term book), as one run sees them.

    ``stamp`` names the content of all that a verdict can rest on; a stored verdict carries it, so it is told when
    another would be given today. The Lookup is no part of it: no rule asks it.

    Where parts hold on their days only, this is what holds in the last span of days; ``of`` and ``on`` give what holds
    on another day. ``like``: a Knowledge that shares what is the same.
    """

    def __init__(self, source: KnowledgeSource = KnowledgeSource(), like: Knowledge | None = None) -> None:
        self.source = source
        self.first_days = first_days(source.dated)
        self.spans: tuple[Knowledge, ...] = _spans(source, like)
        self._like = like = self.spans[-1] if self.spans else _nearest(source, like)
        self._ground = _ground(frozenset(part for part in _REPLACED if getattr(source, part)))
        self.reference: Reference = self.spans[-1].reference if self.spans else _reference(source, like)
        self.rules: RuleBook = (
            self._like.rules if self._like and self._like.source.rules == source.rules else _rules(source.rules)
        )

    def on(self, day: date | None) -> Knowledge:
        """What holds on a day of discharge; None where it is not known: what is in force from now on."""
        return self.spans[span_of(day, self.first_days)] if self.spans else self

    def of(self, page: FrontPage) -> Knowledge:
        """What holds on the day of discharge of a page."""
        return self.on(page.date("discharge_datetime")) if self.spans else self

    def with_rules(self, rules: LocalRules) -> Knowledge:
        """The same Knowledge with the hospital's rules as they are now; every other part, loaded once, is shared."""
        from coding.rules.local import local_book

        other = copy.copy(self)
        other.source = replace(self.source, rules=rules.as_text() or None)
        other.rules = local_book(rules).book
        other.spans = tuple(span.with_rules(rules) for span in self.spans)
        other.__dict__.pop("stamp", None)
        return other

    def with_terms(self, accepted: tuple[TermPair, ...]) -> Knowledge:
        """The same Knowledge with the pairs of the hospital's own term book over those of its source."""
        other = copy.copy(self)
        other.source = replace(self.source, accepted=accepted)
        other.__dict__["lookup"] = self.lookup.with_accepted(accepted)
        other.spans = tuple(span.with_terms(accepted) for span in self.spans)
        return other

    @property
    def scheme(self) -> Grouper:
        """The grouping scheme."""
        return self.reference.scheme

    @property
    def codes(self) -> CodeTables:
        """Both code tables and the crosswalks."""
        return self.reference.codes

    @property
    def tariff(self) -> Tariff:
        """The weights and rates."""
        return self.reference.tariff

    @property
    def policy(self) -> Policy | None:
        """What the region does with the tariff; None where no policy was chosen."""
        return self.reference.policy

    @property
    def has_policy(self) -> bool:
        """Whether a policy was chosen for any day."""
        return any(held.policy is not None for held in (self, *self.spans))

    @cached_property
    def lookup(self) -> Lookup:
        """The searches over the code tables, with the term book; loaded when first asked for."""
        like = self._like
        if like is not None and like.codes is self.codes and _same(like.source, self.source, "terms", "accepted"):
            return like.lookup
        from coding.suggest.lookup import Lookup
        from coding.suggest.term_book import embedded_terms, load_terms

        book = load_terms(Path(self.source.terms)) if self.source.terms else embedded_terms()
        return Lookup(self.codes, book, self.source.accepted)

    @cached_property
    def stamp(self) -> str:
        """Twelve hexadecimal digits that change with whatever a verdict can rest on; see ``ground_stamp``."""
        if self.spans:
            days = "|".join(day.isoformat() for day in self.first_days)
            return _stamped([days, *(span.stamp for span in self.spans)])
        codes = self.codes
        tables = [f"{table.stamp} {table.title}" for table in (codes.dx, codes.px)]  # findings quote the title
        parts = [self._ground, *tables, self.rules.stamp, self.scheme.stamp, self.tariff.stamp]
        carried = [m.stamp for m in (codes.dx_map, codes.px_map) if m is not None]
        if carried:
            parts += [*carried, codes.edition]
        if self.policy is not None:
            parts.append(f"policy {self.policy.stamp}")
        if self.reference.calendar.stamp:
            parts.append(f"calendar {self.reference.calendar.stamp}")
        if self.reference.sex_table is not None:
            parts.append(f"sex {self.reference.sex_table.stamp} {self.reference.sex_table.title}")
        if self.reference.tcm_sheet.stamp:
            parts.append(f"tcm {self.reference.tcm_sheet.stamp}")
        return _stamped(parts)


def _stamped(parts: list[str]) -> str:
    return hashlib.blake2b("|".join(parts).encode(), digest_size=6).hexdigest()


#: Parts of a source in whose stead embedded files are read, as ``resources/knowledge.csv`` names them.
_REPLACED = ("dx_table", "px_table", "scheme", "tariff")


@cache
def _ground(replaced: frozenset[str]) -> str:
    return ground_stamp(resources(), replaced)


def _spans(source: KnowledgeSource, like: Knowledge | None) -> tuple[Knowledge, ...]:
    """What holds between the days on which something changes, in order; each shares what it has in common with the one
    before. None where nothing is dated.
    """
    found: list[Knowledge] = []
    for span in range(len(first_days(source.dated)) + 1 if source.dated else 0):
        wanted = source.in_span(span)
        found.append(Knowledge(wanted, _nearest(wanted, like, *found)))
    return tuple(found)


def _nearest(source: KnowledgeSource, *likes: Knowledge | None) -> Knowledge | None:
    """Of these, and of what they hold between two days, the one that has most in common with a source.

    Never one that is dated itself: its source says what holds where nothing dated does, its parts are of its last span.
    """
    single = [held for like in likes if like is not None for held in (like.spans or (like,))]
    return max(single, key=lambda held: _in_common(held.source, source), default=None)


def _in_common(one: KnowledgeSource, other: KnowledgeSource) -> tuple[bool, int]:
    """What weighs most is the scheme: it takes longest to open."""
    parts = sum(getattr(one, part.name) == getattr(other, part.name) for part in fields(KnowledgeSource))
    return _same(one, other, "scheme", "amendments"), parts


def _reference(source: KnowledgeSource, like: Knowledge | None) -> Reference:
    """Code tables, scheme, tariff and policy; each part that another Knowledge has from the same files is that part."""
    from coding.dip.dip_scheme import DipScheme
    from coding.payment.dip_price import dip_tariff
    from coding.reference.reference import Reference

    def has(*parts: str) -> bool:
        return like is not None and _same(like.source, source, *parts)

    codes = like.codes if like and has("dx_table", "px_table", "dx_map", "px_map", "edition") else load_codes(source)
    policy = like.policy if like and has("policy") else _policy(source)
    calendar = like.reference.calendar if like and has("calendar") else _calendar(source)
    sex_table = like.reference.sex_table if like and has("sex_table") else _sex_table(source)
    tcm_sheet = like.reference.tcm_sheet if like and has("tcm_sheet") else _tcm_sheet(source)
    beside = (calendar, sex_table, tcm_sheet)
    # a scheme of DIP holds its scores, those of the city or its own: they are its tariff, and with others it is another
    of_scores = like is not None and isinstance(like.scheme, DipScheme)
    is_tariff_same = has("tariff", "tariff_options")
    is_scheme_same = has("scheme", "amendments") and (is_tariff_same or not of_scores)
    scheme = like.scheme if like and is_scheme_same else _scheme(source)
    if isinstance(scheme, DipScheme):
        return Reference(codes, scheme, dip_tariff(scheme), policy, *beside)
    tariff = like.tariff if like and is_tariff_same and not of_scores else _tariff(source)
    return Reference(codes, scheme, tariff, policy, *beside)


def _same(one: KnowledgeSource, other: KnowledgeSource, *parts: str) -> bool:
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _rules(text: str | None) -> RuleBook:
    from coding.rules.local import LocalRules, local_book

    return local_book(LocalRules.from_text(text)).book


def _scheme(source: KnowledgeSource) -> Grouper:
    from coding.dip.dip_scheme import DipScheme
    from coding.payment.tariff_options import TariffOptions
    from coding.reference.open_scheme import in_city, open_embedded, open_scheme

    amendments = Path(source.amendments) if source.amendments else None
    scheme = open_scheme(Path(source.scheme), amendments) if source.scheme else open_embedded(amendments)
    if not isinstance(scheme, DipScheme):
        return scheme
    level = TariffOptions.from_text(source.tariff_options or "").level
    return in_city(scheme, Path(source.tariff) if source.tariff else None, level)


def load_codes(source: KnowledgeSource) -> CodeTables:
    """The code tables and crosswalks of a source alone, for what asks nothing else."""
    from coding.codes.code_tables import CodeTables
    from coding.codes.crosswalk import load_crosswalk
    from coding.codes.entry import CodeKind
    from coding.codes.library import embedded_library, load_code_table

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
    from coding.payment.tariff import embedded_tariff, load_tariff
    from coding.payment.tariff_options import TariffOptions

    if source.tariff is None:
        return embedded_tariff()
    return load_tariff(Path(source.tariff), options=TariffOptions.from_text(source.tariff_options or ""))


def _policy(source: KnowledgeSource) -> Policy | None:
    """None where no policy was chosen: the example is no region's own and pays nobody unasked."""
    if source.policy is None:
        return None
    from coding.payment.policy import DEMONSTRATION, embedded_policy, load_policy

    return embedded_policy() if source.policy in DEMONSTRATION else load_policy(Path(source.policy))


def _calendar(source: KnowledgeSource) -> WorkdayCalendar:
    """The embedded notices, and over them those of the hospital."""
    from coding.reference.holiday_notice import load_notices
    from coding.reference.workday_calendar import embedded_calendar

    if source.calendar is None:
        return embedded_calendar()
    return embedded_calendar().over(day for notice in load_notices(Path(source.calendar)) for day in notice.days)


def _sex_table(source: KnowledgeSource) -> SexTable | None:
    from coding.reference.sex_table import load_sex_table

    return None if source.sex_table is None else load_sex_table(Path(source.sex_table))


def _tcm_sheet(source: KnowledgeSource) -> CheckSheet:
    from coding.reference.check_sheet import embedded_check_sheet, load_check_sheet

    return embedded_check_sheet() if source.tcm_sheet is None else load_check_sheet(Path(source.tcm_sheet))


@lru_cache(maxsize=8)
def load_knowledge(source: KnowledgeSource = KnowledgeSource()) -> Knowledge:
    """The Knowledge of a source, loaded once in a process while no more than a few are asked for in turn.

    Read only: all who ask share it. Raises KnowledgeError, a CodingError, for a file that cannot be used.
    """
    return Knowledge(source)
