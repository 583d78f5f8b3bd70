"""Records that carry the group their insurer gave, beside the group that a scheme gives: one by one, and counted.

What cannot be compared is said so and counted in no share: no group of the insurer, a text that is no group, a record
that fails the preliminary checks, a group that the scheme does not know.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING, Final

from coding.drg.group_code import AMBIGUOUS, is_ambiguous
from coding.grouping.case import NOWHERE, Case, Grouping, GroupStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.drg.scheme import Scheme

_CODE: Final = re.compile(rf"(?<![A-Z0-9])(?:[A-Z]{{2}}[0-9A-Z]{{2}}|[A-Z]{AMBIGUOUS})(?![A-Z0-9])")
_NO_GROUP: Final = re.compile(r"0{2,4}|未入组|无法入组|入组失败|未分组|不能入组|没有入组")
_NOTHING_SAID: Final = frozenset({"", "-", "--", "—", "/", "无", "空", "NULL", "NAN", "NONE", "N/A"})
#: 95 % of the normal distribution lie within so many standard deviations.
_Z95: Final = 1.959964


class Comparability(StrEnum):
    """Whether a record can be compared with its insurer's group, and why not."""

    JUDGED = "已比较"
    NO_GROUP = "没有医保病组"
    NOT_A_GROUP = "医保病组读不懂"
    CHECK_FAILED = "信息校验不通过"
    UNKNOWN_GROUP = "方案中没有这个病组"


class Level(StrEnum):
    """How far two groups agree: the first level at which they differ."""

    SAME = ""
    MDC = "MDC"
    ADRG = "ADRG"
    DRG = "DRG"


@dataclass(frozen=True, slots=True)
class InsurerRecord:
    """One record: its number and place (``file``, data ``row`` from 1), what a grouper reads of it, the own group, and
    what the insurer ``said`` with the group read in it (``theirs``; its status and name by the own scheme).
    """

    file: str
    row: int
    number: str
    case: Case
    ours: Grouping
    said: str
    theirs: Grouping | None
    comparability: Comparability

    @property
    def differs_at(self) -> Level:
        """The first level at which the groups differ; SAME where they agree or nothing was compared."""
        if self.theirs is None or self.comparability is not Comparability.JUDGED:
            return Level.SAME
        return level_of(self.ours, self.theirs)


def level_of(ours: Grouping, theirs: Grouping) -> Level:
    """The first level at which two groups differ."""
    if ours.drg == theirs.drg:
        return Level.SAME
    if ours.mdc != theirs.mdc:
        return Level.MDC
    return Level.ADRG if ours.adrg != theirs.adrg else Level.DRG


class InsurerReader:
    """Reads what an insurer says of a record, by the groups of one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        pack = scheme.pack
        results = {drg for rows in pack.drgs.values() for drg, *_ in rows}
        results |= {node[5] for node in pack.nodes if node[5]}
        results |= {node[2] for node in pack.nodes if is_ambiguous(node[2])}
        results |= {otherwise.partition("=>")[2].strip() for *_, otherwise in pack.mdcs if otherwise}
        self.known = {*pack.names, *results, scheme.nothing.drg}
        counted = Counter(pack.names.values())
        self._by_name = {_plain(name): drg for drg, name in pack.names.items() if counted[name] == 1 and name}

    def record(self, file: str, row: int, number: str, case: Case, said: str | None) -> InsurerRecord:
        """The record with both groups."""
        ours = self._scheme.group(case)
        text = _plain(said or "")
        theirs = self._group(text)
        if text in _NOTHING_SAID:
            verdict = Comparability.NO_GROUP
        elif theirs is None:
            verdict = Comparability.NOT_A_GROUP
        elif theirs.drg not in self.known:
            verdict = Comparability.UNKNOWN_GROUP
        elif ours.status is GroupStatus.CHECK_FAILED:
            verdict = Comparability.CHECK_FAILED
        else:
            verdict = Comparability.JUDGED
        return InsurerRecord(file, row, number, case, ours, said or "", theirs, verdict)

    def _group(self, text: str) -> Grouping | None:
        if text in self.known:
            return self._named(text)
        if _NO_GROUP.fullmatch(text):
            return self._scheme.nothing
        found = _CODE.search(text)
        if found is not None:
            return self._named(found.group())
        named = self._by_name.get(text)
        return None if named is None else self._named(named)

    def _named(self, drg: str) -> Grouping:
        nothing = self._scheme.nothing
        return nothing if drg in (nothing.drg, NOWHERE) else self._scheme.grouping(drg)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many records of one scope (``level`` all, MDC, ADRG or DRG by the insurer's group) agree at each level."""

    level: str
    code: str
    name: str
    records: int
    same_mdc: int
    same_adrg: int
    same_drg: int

    @property
    def share(self) -> float:
        """Records with the same DRG, from 0 to 1."""
        return self.same_drg / self.records if self.records else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of that share that holds in 95 of 100 such samples (Wilson 1927)."""
        return wilson(self.same_drg, self.records)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), from 0 to 1; all of it where nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z95 * _Z95
    middle = share + square / (2 * of)
    half = _Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of))


@dataclass(frozen=True, slots=True)
class Difference:
    """Records that are in one group here and in another by the insurer, in the order of the file."""

    ours: Grouping
    theirs: Grouping
    records: tuple[InsurerRecord, ...]

    @property
    def level(self) -> Level:
        """Where the two groups part."""
        return level_of(self.ours, self.theirs)


def agreements(records: Iterable[InsurerRecord], scheme: Scheme) -> tuple[Agreement, ...]:
    """The whole first, then every MDC, ADRG and DRG of the insurer, by their codes."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for record in records:
        theirs = record.theirs
        if record.comparability is not Comparability.JUDGED or theirs is None:
            continue
        level = record.differs_at
        same = (level is not Level.MDC, level in (Level.SAME, Level.DRG), level is Level.SAME)
        for scope in (("all", ""), ("MDC", theirs.mdc), ("ADRG", _adrg(theirs)), ("DRG", theirs.drg)):
            count = counts[scope]
            count[0] += 1
            for at, hit in enumerate(same, 1):
                count[at] += hit
    ranks = {level: rank for rank, level in enumerate(("all", "MDC", "ADRG", "DRG"))}
    ordered = sorted(counts, key=lambda scope: (ranks[scope[0]], scope[1]))
    return tuple(Agreement(level, code, _name(scheme, level, code), *counts[level, code]) for level, code in ordered)


def _adrg(grouping: Grouping) -> str:
    """The ADRG with its MDC: the ambiguous ones of all MDCs are called alike."""
    return grouping.adrg if grouping.status is GroupStatus.GROUPED else grouping.drg


def _name(scheme: Scheme, level: str, code: str) -> str:
    names = {"MDC": scheme.chapter_name, "ADRG": scheme.adrg_name, "DRG": scheme.group_name}
    return names[level](code) if level in names else ""


def differences(records: Iterable[InsurerRecord]) -> tuple[Difference, ...]:
    """Every pair of groups that differ, most records first."""
    pairs: dict[tuple[str, str], list[InsurerRecord]] = defaultdict(list)
    for record in records:
        if record.differs_at is not Level.SAME and record.theirs is not None:
            pairs[record.ours.drg, record.theirs.drg].append(record)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_difference(listed) for _, listed in ordered)


def _difference(listed: Sequence[InsurerRecord]) -> Difference:
    first = listed[0]
    assert first.theirs is not None
    return Difference(first.ours, first.theirs, tuple(listed))
