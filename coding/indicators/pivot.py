"""The pages of a period by rule, department, doctor, group, coder or month: how many of those judged have a finding.

What nobody judged has no rate: a rule that was asked of no page is not one that found nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.judged import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.indicators.packed_facts import FactBlock
    from coding.rules.rule_book import RuleBook


class Cut(StrEnum):
    """By what the pages are put together."""

    RULE = "rule"
    DEPT = "dept"
    DOCTOR = "doctor"
    GROUP = "group"
    CODER = "coder"
    MONTH = "month"


#: Fewer pages than this are told apart: their rate says little.
FEW: Final = 10
#: The text of the facts that a cut goes by.
_BY: Final = {Cut.DEPT: "dept", Cut.DOCTOR: "doctor", Cut.GROUP: "drg", Cut.CODER: "coder"}
_FOUND: Final = frozenset({"error", "warning"})


@dataclass(frozen=True, slots=True)
class Share:
    """So many ``above`` of so many ``below``; ``rate`` 0–1, None where none was judged."""

    above: int = 0
    below: int = 0

    @property
    def rate(self) -> float | None:
        """``above`` ÷ ``below``."""
        return self.above / self.below if self.below else None

    @property
    def is_small(self) -> bool:
        """Whether so few were judged that the rate says little."""
        return self.below < FEW


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One row: the period as a whole, and each month of the course. ``key`` "": the page does not say."""

    key: str
    whole: Share
    months: tuple[Share, ...]


@dataclass(slots=True)
class PivotPages:
    """What a pivot needs of each page, column by column; filled block by block, then only read.

    ``months``: the course of a row, names as ``2026-10`` in their order; ``period``: the months whose pages are
    counted, None: all pages are. A page of neither is in no row. ``fired``: rule → rows of pages.
    """

    months: tuple[str, ...]
    period: frozenset[str] | None
    ids: list[int] = field(default_factory=list)
    month: list[str] = field(default_factory=list)
    has_finding: list[bool] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    texts: dict[Cut, list[str]] = field(default_factory=lambda: {cut: [] for cut in _BY})
    fired: dict[str, list[int]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # each name of a month once
    _behind: dict[Cut, dict[str, tuple[list[int], list[int]]]] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)

    def counts(self, month: str) -> bool:
        """Whether the pages of a month are counted."""
        return self.period is None or month in self.period

    def add(self, block: FactBlock) -> None:
        """Take the facts of some pages."""
        words, course = block.words, frozenset(self.months)
        months = [self._names.setdefault(name, name) for name in (told[:7] for told in words["discharged"])]
        kept = [at for at, month in enumerate(months) if month in course or self.counts(month)]

        def of_kept(cells: Sequence[Any]) -> Sequence[Any]:
            return cells if len(kept) == len(months) else [cells[at] for at in kept]

        ids = of_kept(block.ids)
        self._rows.update(zip(ids, range(len(self.ids), len(self.ids) + len(ids)), strict=True))
        self.ids.extend(ids)
        self.month.extend(of_kept(months))
        self.has_finding.extend(state in _FOUND for state in of_kept(words["state"]))
        self.asked.extend(of_kept(words["asked"]))
        for cut, name in _BY.items():
            self.texts[cut].extend(of_kept(words[name]))

    def add_fired(self, fired: Iterable[tuple[int, str, int]]) -> None:
        """Take what rules found: page, rule, how often; after all pages."""
        for page_id, rule, _ in fired:
            if (row := self._rows.get(page_id)) is not None:
                self.fired.setdefault(rule, []).append(row)

    def behind(self, cut: Cut) -> Mapping[str, tuple[list[int], list[int]]]:
        """Key → rows of the pages with a finding, and of those without; put together once."""
        if cut not in self._behind:
            found: dict[str, tuple[list[int], list[int]]] = {}
            for row, (key, has_finding) in enumerate(zip(self.keys(cut), self.has_finding, strict=True)):
                found.setdefault(key, ([], []))[not has_finding].append(row)
            self._behind[cut] = found
        return self._behind[cut]

    def keys(self, cut: Cut) -> Sequence[str]:
        """The key of each page in a cut that puts each page into one row."""
        return self.month if cut is Cut.MONTH else self.texts[cut]

    def counted(self, rows: Iterable[int]) -> list[int]:
        """The ids of those of these rows of pages that are counted."""
        return [self.ids[row] for row in rows if self.counts(self.month[row])]

    def __len__(self) -> int:
        """How many pages are counted."""
        return sum(map(self.counts, self.month))


def pivot_rows(pages: PivotPages, cut: Cut, book: RuleBook) -> list[PivotRow]:
    """The rows of a cut, those with most pages first; those that nobody judged come last; months as they follow."""
    if cut is Cut.RULE:
        return _ordered(_rule_rows(pages, book))
    behind = pages.behind(cut)
    if cut is Cut.MONTH:
        names = sorted(behind if pages.period is None else pages.period)
        return [_row(name, *behind.get(name, ([], [])), pages) for name in names]
    rows = [_row(key, *rows, pages) for key, rows in behind.items()]
    return _ordered([row for row in rows if row.whole.below])


def pages_of_row(pages: PivotPages, cut: Cut, key: str) -> list[int]:
    """The pages behind a row: those on which the rule found something; else all, those with a finding first."""
    if cut is Cut.RULE:
        return pages.counted(pages.fired.get(key, ()))
    found, others = pages.behind(cut).get(key, ([], []))
    return pages.counted((*found, *others))


def _row(key: str, found: Sequence[int], others: Sequence[int], pages: PivotPages) -> PivotRow:
    above = Counter(pages.month[row] for row in found)
    below = above + Counter(pages.month[row] for row in others)
    return _of_months(key, {month: Share(above[month], count) for month, count in below.items()}, pages)


def _of_months(key: str, shares: Mapping[str, Share], pages: PivotPages) -> PivotRow:
    """A row of what each month has."""
    counted = [share for month, share in shares.items() if pages.counts(month)]
    whole = Share(sum(share.above for share in counted), sum(share.below for share in counted))
    return PivotRow(key, whole, tuple(shares.get(month, Share()) for month in pages.months))


def _rule_rows(pages: PivotPages, book: RuleBook) -> list[PivotRow]:
    """Of every rule in use: pages on which it found something among those that it was asked of and could answer."""
    asked = _asked(pages, book)
    rows = []
    for rule, number in book.numbers.items():
        above = Counter(pages.month[row] for row in pages.fired.get(rule, ()))
        shares = {month: Share(above[month], max(of.get(number, 0), above[month])) for month, of in asked.items()}
        rows.append(_of_months(rule, shares, pages))
    return rows


def _asked(pages: PivotPages, book: RuleBook) -> dict[str, dict[int, int]]:
    """For each month: number of a rule → pages that it was judged on. Pages are alike: each way is read once."""
    ways = Counter(zip(pages.month, pages.asked, strict=True))
    found: dict[str, Counter[int]] = {month: Counter() for month in dict.fromkeys(pages.month)}
    for (month, told), count in ways.items():
        bits = rules_of(told, book) or 0
        of_month = found[month]
        while bits:
            lowest = bits & -bits
            of_month[lowest.bit_length() - 1] += count
            bits ^= lowest
    return {month: dict(one) for month, one in found.items()}


def _ordered(rows: list[PivotRow]) -> list[PivotRow]:
    def rank(row: PivotRow) -> tuple[bool, int, float, str]:
        rate = row.whole.rate
        return (rate is None, -row.whole.above, -(rate or 0.0), row.key)

    return sorted(rows, key=rank)
